import ArgumentParser
import Daemon
import JSON

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Read the rule folder now, and say whether it went live.",
        discussion: """
            Saving a rule file does the same a second later; this waits for the result. Where anything is wrong the \
            rules in force stay.

            Examples:
              moongate reload
              moongate check Rules && moongate reload

            Exit codes: 0 the folder is in force; 1 it has errors and the old rules stay; 69 the daemon does not run.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let answer: JSONValue?
        do throws(ControlProblem) {
            answer = try ControlClient.ask("reload", spool: spool)
        } catch {
            Terminal.warn("\(error)")
            throw ExitCode.notRunning
        }
        guard let answer else {
            Terminal.warn("moongate does not run on \(spool); the rules are read when it starts")
            throw ExitCode.notRunning
        }
        let isLive = answer["ok"]?.truth == true
        if json {
            var writer = JSONWriter()
            answer.write(to: &writer)
            Terminal.show(json: writer.text)
        } else if isLive {
            let count = answer["rules"]?["count"]?.integer ?? 0
            let fingerprint = answer["ruleset"]?.string ?? ""
            Terminal.show(
                answer["changed"]?.truth == true
                    ? "\(count) rules are in force, fingerprint \(fingerprint)"
                    : "nothing has changed: \(count) rules, fingerprint \(fingerprint)")
        } else {
            for problem in answer["problems"]?.array ?? [] { Terminal.warn(SafeText.make(problem.string ?? "")) }
            Terminal.warn("The rule folder has errors; the rules in force stay.")
        }
        if !isLive { throw ExitCode.problemsFound }
    }
}
