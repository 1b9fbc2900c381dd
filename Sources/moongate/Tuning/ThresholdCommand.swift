import ArgumentParser
import Foundation
import JSON
import Moderation
import Tuning

struct ThresholdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "threshold",
        abstract: "Show how posts' scores are spread, and what each threshold (flag_at) would give.",
        discussion: """
            From the journal: how many posts had which score, how many of them were flagged, and of which a person later \
            said that they were fine (overturned). Below it, for every threshold: how many posts it would hold, and how \
            often people agreed. Posts that a rule's action decided have no say in it. Posts of a channel with a threshold of \
            its own are held by that, whatever the table asks of the others; --channel shows them alone.

            Examples:
              moongate threshold
              moongate threshold --since 30d --svg scores.svg
              moongate threshold --channel market

            Exit codes: 0 shown; 66 there is no journal, or no post of the channel in it.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Option(help: "Only verdicts from then on: 2026-11-24, or an age such as 12h, 30d.")
    var since: String?

    @Option(help: "Only posts that came through this channel.")
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
        guard let statistics = try StatisticsReading.read(spool, since).scores(of: channel), statistics.posts > 0 else {
            Terminal.warn(
                "The journal of \(spool) has no verdicts" + (channel.map { " of the channel \($0)" } ?? "")
                    + (since.map { " since \($0)" } ?? ""))
            throw ExitCode.noInput
        }
        let histogram = ScoreHistogram(statistics)
        if let svg {
            do {
                try Data(histogram.svg.utf8).write(to: URL(fileURLWithPath: svg), options: .atomic)
            } catch {
                Terminal.warn("\(svg) cannot be written: \(error.localizedDescription)")
                throw ExitCode.inputOutput
            }
        }
        Terminal.show(json ? Self.json(statistics) : text(statistics, histogram, Terminal(color)))
    }

    private func text(_ statistics: ScoreStatistics, _ histogram: ScoreHistogram, _ terminal: Terminal) -> String {
        var lines = [
            terminal.paint("Scores of \(Figures.count(statistics.posts - statistics.decidedByAction, "post"))", .bold)
                + (statistics.decidedByAction > 0
                    ? terminal.paint(
                        "; \(Figures.count(statistics.decidedByAction)) more were decided by a rule's action", .dim)
                    : "")
        ]
        lines += histogram.lines(terminal)
        let rows = statistics.thresholds.map { threshold in
            [
                threshold.flagAt == statistics.flagAt ? "→" : "", threshold.flagAt.plain, Figures.count(threshold.held),
                Figures.percent(threshold.held, of: statistics.posts), Figures.interval(threshold.precision),
                Figures.interval(threshold.recall),
            ]
        }
        let head = ["", "flag_at", "posts held", "share", "people against them", "of bad posts, held"]
        lines += ["", terminal.paint("What each threshold would give", .bold)]
        lines += Columns.table([head] + rows, painted: [.cyan, .bold, nil, .dim, nil, nil], by: terminal)
        lines.append(
            terminal.paint(
                statistics.decided == 0
                    ? "Nobody has decided about these posts yet, so how good a threshold is cannot be told."
                    : "→ is in force. By \(Figures.count(statistics.decided, "decision")); people mostly see what was flagged, so "
                        + "what lower thresholds would find is known worse.", .dim))
        if !statistics.ownThresholds.isEmpty {
            let own = statistics.ownThresholds.sorted { $0.key < $1.key }
            let named = own.prefix(8).map { "\(SafeText.make($0.key)) \($0.value.plain)" }.joined(separator: ", ")
            lines.append(
                terminal.paint(
                    "Held by their own threshold, whatever the table asks: posts of \(named)"
                        + "\(own.count > 8 ? ", ..." : ""). Alone: moongate threshold --channel \(SafeText.make(own[0].key))",
                    .dim))
        }
        return lines.joined(separator: "\n")
    }

    private static func json(_ statistics: ScoreStatistics) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("posts", statistics.posts)
            json.member("decided_by_action", statistics.decidedByAction)
            json.member("flag_at", statistics.flagAt)
            json.member("own_thresholds") { json in
                json.object { json in
                    for (channel, flagAt) in statistics.ownThresholds.sorted(by: { $0.key < $1.key }) {
                        json.member(channel, flagAt)
                    }
                }
            }
            json.member("scores") { json in
                json.array { json in
                    for bar in ScoreHistogram(statistics).bars {
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
                    for threshold in statistics.thresholds {
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
