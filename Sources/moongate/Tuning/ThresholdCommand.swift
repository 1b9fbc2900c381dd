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
        abstract: "Show the distribution of scores, and the effect of each threshold (flag_at).",
        discussion: """
            From the journal: how many posts had each score, how many were flagged, and how many of those a moderator \
            approved later (overturned). Below, for each threshold: how many posts it would flag, and how often moderators \
            agreed. Posts that a rule's action decided do not count. A channel with its own threshold keeps it in every \
            row; use --channel to try others there.

            Examples:
              moongate threshold
              moongate threshold --since 30d --svg scores.svg
              moongate threshold --channel market

            Exit codes: 0 shown; 66 there are no verdicts.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Option(help: "Only verdicts since then: 2026-11-24, or an age such as 12h, 30d.")
    var since: String?

    @Option(help: "Only posts of this channel, with its threshold.")
    var channel: String?

    @Option(help: ArgumentHelp("Also write the histogram as an SVG picture.", valueName: "file"))
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
