import ArgumentParser
import Commands
import InstalledPlugins
import JSON
import Moderation
import Reports
import RuleFiles
import Tuning

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a rule folder: read it, run its examples, and report every error.",
        discussion: """
            The daemon makes the same checks before a folder goes live. This command needs no daemon, and nothing goes \
            live. Every problem is one line, FILE:LINE:COLUMN: error: what is wrong; what to write instead.

            Examples:
              moongate check                  the folder that `moongate run` uses
              moongate check ./my-rules       another one
              moongate check --json | jq .    for programs
              moongate check --archive        also try the rules on archived posts

            Exit codes: 0 the folder can go live (there may be warnings); 1 it has errors.
            """)

    @Argument(help: ArgumentHelp("The rule folder.", valueName: "folder"))
    var folder: String = Defaults.rules

    @Flag(
        help: """
            Also try the rules on 5,000 posts of the archive and the outcome folders, and warn of rules that match \
            everything or nothing, words that occur everywhere, and slow rules.
            """)
    var archive = false

    @Option(help: "With --archive: the spool.")
    var spool: String = Defaults.spool

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let terminal = Terminal(color)
        do throws(RuleProblems) {
            let files = try RuleFolder(reading: folder)
            let loaded = try LoadedRules(files, plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
            show(loaded.warnings + Lint.problems(of: loaded) + seen(files, loaded), loaded, terminal)
        } catch {
            show(error.problems, nil, terminal)
            throw ExitCode.problemsFound
        }
    }

    /// What the posts of the spool show; nothing where there are none.
    private func seen(_ files: RuleFolder, _ loaded: LoadedRules) -> [RuleProblem] {
        guard archive else { return [] }
        do {
            let report = try Backtest(
                inForce: files, edited: files, plugins: InstalledPlugins.all, spool: spool, selection: .sample(5000),
                threads: Defaults.processors, countsWords: true
            ).run()
            if report.posts == 0 { Terminal.warn("There are no posts in \(spool) to try the rules on.") }
            return Lint.problems(of: loaded, seenIn: report)
        } catch {
            Terminal.warn("The rules could not be tried on the posts of \(spool): \(error)")
            return []
        }
    }

    private func show(_ problems: [RuleProblem], _ loaded: LoadedRules?, _ terminal: Terminal) {
        guard !json else { return Terminal.show(json: report(problems, loaded)) }
        for problem in problems {
            let severity = terminal.paint(problem.severity.rawValue, problem.severity == .error ? .red : .yellow)
            let place = folder == "." ? "\(problem.location)" : "\(withoutSlash)/\(problem.location)"
            let shownPlace =
                problem.location.file.hasPrefix("/") || problem.location.file == folder ? "\(problem.location)" : place
            Terminal.show(
                "\(SafeText.make(shownPlace)): \(severity): \(SafeText.make(problem.message))"
                    + (problem.advice.map { terminal.paint("; " + SafeText.make($0), .dim) } ?? ""))
        }
        if let loaded {
            let off = loaded.offCount == 0 ? "" : ", \(loaded.offCount) off"
            Terminal.show(
                terminal.paint("✓", .green)
                    + " \(loaded.ruleset.rules.count) rules\(off), \(loaded.exampleCount) examples came out as they say, "
                    + "fingerprint \(loaded.ruleset.fingerprint)")
        } else {
            let count = problems.count { $0.severity == .error }
            Terminal.show(
                terminal.paint("✗", .red) + " \(count) error\(count == 1 ? "" : "s"): this folder cannot go live")
        }
    }

    private var withoutSlash: String { folder.hasSuffix("/") ? String(folder.dropLast()) : folder }

    private func report(_ problems: [RuleProblem], _ loaded: LoadedRules?) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("ok", loaded != nil)
            if let loaded {
                json.member("rules", loaded.ruleset.rules.count)
                json.member("off", loaded.offCount)
                json.member("examples", loaded.exampleCount)
                json.member("ruleset", loaded.ruleset.fingerprint)
            }
            json.member("problems") {
                $0.array { json in problems.forEach { problem in json.element { problem.write(to: &$0) } } }
            }
        }
        return json.text
    }
}

extension RuleProblem {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("file", location.file)
            json.member("line", location.line)
            json.member("column", location.column)
            json.member("severity", severity.rawValue)
            json.member("message", message)
            if let advice { json.member("advice", advice) }
        }
    }
}
