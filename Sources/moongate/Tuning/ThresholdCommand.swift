import ArgumentParser
import JSON
import Moderation
import RuleFiles
import Tuning

struct ThresholdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "threshold",
        abstract: "Show how posts' scores are spread, and what each threshold (flag_at) would give.",
        discussion: """
            From the journal: how many posts had which score, how many of them were flagged, and of which a person later \
            said that they were fine (overturned). Below it, for every threshold: how many posts it would hold, and how \
            often people agreed. Posts that a rule's action decided have no say in it. A channel with a threshold of its \
            own keeps that in every line; --channel shows what another would give there.

            Examples:
              moongate threshold
              moongate threshold --since 30d --svg scores.svg
              moongate threshold --channel market

            Exit codes: 0 shown; 66 there are no verdicts.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Option(help: "Only verdicts from then on: 2026-11-24, or an age such as 12h, 30d.")
    var since: String?

    @Option(help: "Only posts of a channel, and its threshold.")
    var channel: String?

    @Option(help: ArgumentHelp("Also write the histogram as a picture.", valueName: "file"))
    var svg: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func validate() throws {
        if let since, Ago.instant(since) == nil { throw ValidationError("--since \(Ago.advice)") }
    }

    func run() throws {
        let statistics = try JournalPeriod.statistics(of: spool, since: since)
        let spread = ScoreSpread(statistics, policy: try policy(), channel: channel)
        guard spread.posts > 0 else {
            Terminal.warn(
                SafeText.make(
                    "The journal of \(spool) has no verdicts by score" + (channel.map { " in channel \($0)" } ?? "")
                        + (since.map { " since \($0)" } ?? "")))
            throw ExitCode.noInput
        }
        let histogram = ScoreHistogram(spread)
        if let svg { try WrittenFile.write(histogram.svg.utf8, to: svg) }
        let byAction = channel == nil ? statistics.decidedByAction : 0
        if json { return Terminal.show(json: Self.json(spread, histogram, byAction)) }
        Terminal.show(text(spread, histogram, byAction, Terminal(color)))
    }

    /// Of the rules in force.
    private func policy() throws -> Policy {
        guard let folder = try? RuleFolder(reading: spool + "/state/rules") else { return Policy() }
        return try RuleLoading.loaded(folder, spool + "/state/rules").ruleset.policy
    }

    private func text(
        _ spread: ScoreSpread, _ histogram: ScoreHistogram, _ byAction: Int, _ terminal: Terminal
    ) -> String {
        var lines = [
            terminal.paint("Scores of \(Figures.count(spread.posts, "post"))", .bold)
                + (byAction > 0
                    ? terminal.paint("; \(Figures.count(byAction)) more were decided by a rule's action", .dim) : "")
        ]
        lines += histogram.lines(terminal)
        let rows = spread.thresholds.map { threshold in
            [
                threshold.flagAt == spread.flagAt ? "→" : "", threshold.flagAt.plain, Figures.count(threshold.held),
                Figures.percent(threshold.held, of: spread.posts), Figures.interval(threshold.precision),
                Figures.interval(threshold.recall),
            ]
        }
        let head = ["", "flag_at", "posts held", "share", "people against them", "of bad posts, held"]
        lines += ["", terminal.paint("What each threshold would give", .bold)]
        lines += Columns.table([head] + rows, painted: [.cyan, .bold, nil, .dim, nil, nil], by: terminal)
        let own = spread.ownThresholds.sorted { $0.key < $1.key }.map { "\(SafeText.make($0.key)) (\($0.value.plain))" }
        if !own.isEmpty {
            lines.append(
                terminal.paint(
                    "Channels with a flag_at of their own keep it in every line: \(own.joined(separator: ", ")). For one "
                        + "alone: --channel NAME.", .dim))
        }
        lines.append(
            terminal.paint(
                spread.decided == 0
                    ? "Nobody has decided about these posts yet, so how good a threshold is cannot be told."
                    : "→ is in force. By \(Figures.count(spread.decided, "decision")); people mostly see what was flagged, so "
                        + "what lower thresholds would find is known worse.", .dim))
        return lines.joined(separator: "\n")
    }

    private static func json(_ spread: ScoreSpread, _ histogram: ScoreHistogram, _ byAction: Int) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("posts", spread.posts)
            json.member("decided_by_action", byAction)
            json.member("flag_at", spread.flagAt)
            json.member("own_thresholds") { json in
                json.object { json in
                    for (channel, flagAt) in spread.ownThresholds.sorted(by: { $0.key < $1.key }) {
                        json.member(channel, flagAt)
                    }
                }
            }
            json.member("scores") { json in
                json.array { json in
                    for bar in histogram.bars {
                        json.element { json in
                            json.object { json in
                                json.member("score", bar.score)
                                json.member("approved", bar.approved)
                                json.member("held", bar.held)
                                json.member("overturned", bar.overturned)
                            }
                        }
                    }
                }
            }
            json.member("thresholds") { json in
                json.array { json in
                    for threshold in spread.thresholds {
                        json.element { json in
                            json.object { json in
                                json.member("flag_at", threshold.flagAt)
                                json.member("held", threshold.held)
                                json.member("precision") { threshold.precision.write(to: &$0) }
                                json.member("recall") { threshold.recall.write(to: &$0) }
                            }
                        }
                    }
                }
            }
        }
        return json.text
    }
}
