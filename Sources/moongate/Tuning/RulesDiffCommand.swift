import ArgumentParser
import Foundation
import JSON
import RuleFiles
import Tuning

struct RulesDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say in words what changed between two rulesets.",
        discussion: """
            Each is a rule folder, the fingerprint of rules that were in force (its first digits do), or in-force.

            Examples:
              moongate rules diff in-force Rules
              moongate rules diff 3f2a 91bc

            Exit codes: 0 said; 66 there is no such ruleset; 78 the rules are wrong.
            """)

    @Argument(help: "The earlier one.")
    var from: String

    @Argument(help: "The later one.")
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
        json ? Terminal.show(json: Self.json(diff)) : Terminal.show(text(diff, Terminal(color)))
    }

    private func files(_ name: String) throws -> RuleFolder {
        if name == "in-force" { return try RuleLoading.folder(spool + "/state/rules") }
        if FileManager.default.fileExists(atPath: name) { return try RuleLoading.folder(name) }
        return try RuleLoading.kept(name, spool)
    }

    private func text(_ diff: RulesetDiff, _ terminal: Terminal) -> String {
        guard !diff.changes.isEmpty else { return "Nothing that matters to a post has changed." }
        return diff.changes.flatMap { change -> [String] in
            let style: Terminal.Style = change.kind == .added ? .green : change.kind == .removed ? .red : .yellow
            return [terminal.paint(change.kind.rawValue, style) + " " + terminal.paint(change.what, .bold)]
                + change.details.map { "    " + SafeText.make($0) }
        }.joined(separator: "\n")
    }

    private static func json(_ diff: RulesetDiff) -> String {
        var json = JSONWriter()
        json.array { json in
            for change in diff.changes {
                json.element { json in
                    json.object { json in
                        json.member("what", change.what)
                        json.member("change", change.kind.rawValue)
                        json.member("details") { json in
                            json.array { json in change.details.forEach { json.element($0) } }
                        }
                    }
                }
            }
        }
        return json.text
    }
}
