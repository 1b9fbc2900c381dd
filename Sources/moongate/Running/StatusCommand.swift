import ArgumentParser
import Commands
import Daemon
import Foundation
import JSON
import Reports

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Show whether the daemon is running, which rules are in force, how many posts it judged, and what is wrong.",
        discussion: """
            Examples:
              moongate status
              moongate status --json | jq .posts

            Exit codes: 0 it is running and healthy; 1 it is running, but something is wrong (rules with errors or waiting \
            to be accepted, a rule put in shadow, a full disk, no answer); 66 there is no spool; 69 it is not running.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    /// Seconds to wait for a daemon that listens and does not answer.
    private static let patience = 10

    func run() throws {
        try SpoolPlace.require(spool)
        let answer: JSONValue?
        do throws(ControlProblem) {
            answer = try ControlClient.ask("status", spool: spool, within: Self.patience)
        } catch {
            Terminal.warn("\(error)")
            throw error.isListening ? ExitCode.problemsFound : ExitCode.notRunning
        }
        guard let answer else {
            if let problem = ControlClient.silentOwner(of: spool) {
                Terminal.warn("\(problem)")
                throw ExitCode.problemsFound
            }
            json ? Terminal.show(json: #"{"running":false}"#) : Terminal.show(stoppedText)
            throw ExitCode.notRunning
        }
        let report = StatusReport(answer, Terminal(color))
        json ? Terminal.show(answer: answer) : Terminal.show(report.text)
        if report.hasProblems { throw ExitCode.problemsFound }
    }

    private var stoppedText: String {
        let waiting = (try? FileManager.default.contentsOfDirectory(atPath: spool + "/inbox").count) ?? 0
        let inWork = (try? FileManager.default.contentsOfDirectory(atPath: spool + "/work").count) ?? 0
        return
            "moongate does not run on \(spool): \(waiting) in the inbox, \(inWork) in work (finished at the next start)"
    }
}
