import ArgumentParser
import Commands
import Daemon
import JSON
import Reports

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Reload the rule folder now, and report whether it went live.",
        discussion: """
            Saving a rule file does the same within a second; this command waits for the result. If the folder has errors, \
            the current rules stay in force.

            With reload: {backtest: 10000 posts, hold_if_flag_rate_changes: "> 2 points"} in moongate.yaml a change is \
            first tried on the newest posts. If it would change too much, it waits: `moongate status` shows it, \
            `moongate backtest` shows its effect, --accept puts it in force. --accept also restores rules that were put in \
            shadow because they decided too many posts.

            Examples:
              moongate reload
              moongate check Rules && moongate reload
              moongate reload --accept

            Exit codes: 0 the folder is in force; 1 it has errors or waits to be accepted, and the current rules stay; 66 there \
            is no spool; 69 the daemon is not running.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Flag(help: "Accept a change that waits because it would change too much, and restore rules from shadow.")
    var accept = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        try SpoolPlace.require(spool)
        let answer: JSONValue?
        do throws(ControlProblem) {
            answer = try ControlClient.ask(
                ["command": "reload", "accept": .truth(accept)], spool: spool)
        } catch {
            Terminal.warn("\(error)")
            throw ExitCode.notRunning
        }
        guard let answer else {
            Terminal.warn("moongate is not running on \(spool); the rules are read when it starts")
            throw ExitCode.notRunning
        }
        if !json {
            for file in (answer["rules"]?["being_written"]?.array ?? []).compactMap(\.string) {
                Terminal.warn(
                    "\(SafeText.make(file)) is still being written: it was read as it is, and is read again when it is closed"
                )
            }
        }
        let isLive = answer["ok"]?.truth == true
        if json {
            Terminal.show(answer: answer)
        } else if isLive {
            let count = answer["rules"]?["count"]?.integer ?? 0
            let fingerprint = answer["ruleset"]?.string ?? ""
            let again = (answer["counting_again"]?.array ?? []).compactMap(\.string)
            for rule in again { Terminal.show("\(SafeText.make(rule)) is restored from shadow") }
            Terminal.show(
                answer["changed"]?.truth == true || !again.isEmpty
                    ? "\(count) rules are in force, fingerprint \(fingerprint)"
                    : "nothing has changed: \(count) rules, fingerprint \(fingerprint)")
        } else if let held = answer["held"] {
            for line in HeldText.lines(held) { Terminal.warn(line) }
        } else {
            for problem in answer["problems"]?.array ?? [] { Terminal.warn(SafeText.make(problem.string ?? "")) }
            Terminal.warn("The rule folder has errors; the current rules stay in force.")
        }
        if !isLive { throw ExitCode.problemsFound }
    }
}
