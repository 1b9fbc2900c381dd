import ArgumentParser
import Commands
import JSON
import Reports

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the spool, the rules and the machine, and suggest fixes.",
        discussion: """
            Checks folders, owners and modes, the file system and its write latency, the limits of the machine, the rules, \
            the clock, the disk, the daemon, and its systemd unit. It changes nothing, except that it writes a small file \
            into SPOOL/state to measure latency, and removes it. Run it as root or as the daemon's user.

            ✓ means OK, ! is a warning, ✗ is an error. Each ! and ✗ is followed by what to do.

            Examples:
              sudo moongate doctor
              moongate doctor --spool my-community/spool --rules my-community/rules
              moongate doctor --json | jq '.diagnoses[] | select(.state != "well")'

            Exit codes: 0 no errors (there may be warnings); 1 something is wrong.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Option(help: "The rule folder.")
    var rules: String = Defaults.rules

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let diagnoses =
            SpoolCheckup(path: spool).diagnoses + DiskCheckup(spool: spool).diagnoses
            + LimitsCheckup(spool: spool, rules: rules).diagnoses + RulesCheckup(path: rules).diagnoses
            + DaemonCheckup(spool: spool).diagnoses + UnitCheckup.diagnoses(spool: spool)
        let wrong = diagnoses.count { $0.state == .wrong }
        if json {
            var writer = JSONWriter()
            writer.object { json in
                json.member("ok", wrong == 0)
                json.member("diagnoses") {
                    $0.array { json in diagnoses.forEach { diagnosis in json.element { diagnosis.write(to: &$0) } } }
                }
            }
            Terminal.show(json: writer.text)
        } else {
            let terminal = Terminal(color)
            for diagnosis in diagnoses { Terminal.show(diagnosis.text(on: terminal)) }
            let doubtful = diagnoses.count { $0.state == .doubtful }
            Terminal.show("\n\(diagnoses.count - wrong - doubtful) well, \(doubtful) worth a look, \(wrong) wrong")
        }
        if wrong > 0 { throw ExitCode.problemsFound }
    }
}
