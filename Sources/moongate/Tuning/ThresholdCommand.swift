import ArgumentParser
import Commands
import JSON
import Moderation
import Reports
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
        let report = ThresholdReport(spread, decidedByAction: channel == nil ? statistics.decidedByAction : 0)
        if let svg { try WrittenFile.write(report.histogram.svg.utf8, to: svg) }
        json ? Terminal.show(json: report.json) : Terminal.show(report.text(Terminal(color)))
    }

    /// Of the rules in force.
    private func policy() throws -> Policy {
        guard let folder = try? RuleFolder(copyIn: spool + "/state") else { return Policy() }
        return try RuleLoading.loaded(folder, spool + "/state/rules").ruleset.policy
    }
}
