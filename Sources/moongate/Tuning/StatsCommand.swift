import ArgumentParser
import Commands
import JSON
import Moderation
import Reports
import Tuning

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show outcomes, channels and languages over time, from the journal.",
        discussion: """
            Draws one bar per day, scaled to the highest day. Works whether the daemon is running or stopped.

            Examples:
              moongate stats
              moongate stats --since 7d
              moongate stats --json | jq '.days[] | {day, flagged}'

            Exit codes: 0 shown; 66 there is no journal.
            """)

    @OptionGroup var period: JournalPeriod

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let report = StatisticsReport(try period.read(), since: period.since)
        json ? Terminal.show(json: report.json) : Terminal.show(report.text(Terminal(color)))
    }
}
