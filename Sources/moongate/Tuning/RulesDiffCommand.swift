import ArgumentParser
import Commands
import Foundation
import JSON
import Reports
import RuleFiles
import Tuning

struct RulesDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Describe what changed between two rulesets.",
        discussion: """
            Each is a rule folder, the fingerprint of an earlier ruleset (or its first digits), or in-force.

            Examples:
              moongate rules diff in-force Rules
              moongate rules diff 3f2a 91bc

            Exit codes: 0 compared; 66 there is no such ruleset; 78 the rules have errors.
            """)

    @Argument(help: "The earlier ruleset.")
    var from: String

    @Argument(help: "The later ruleset.")
    var to: String

    @Option(help: "The spool that keeps the rules.")
    var spool: String = Defaults.spool

    @Flag(help: "Print one JSON list.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let diff = RulesetDiff(
            from: try RuleLoading.loaded(try files(from), from), to: try RuleLoading.loaded(try files(to), to))
        let report = RulesetDiffReport(diff)
        json ? Terminal.show(json: report.json) : Terminal.show(report.text(Terminal(color)))
    }

    private func files(_ name: String) throws -> RuleFolder {
        if name == "in-force" { return try RuleLoading.inForce(spool) }
        if FileManager.default.fileExists(atPath: name) { return try RuleLoading.folder(name) }
        return try RuleLoading.kept(name, spool)
    }
}
