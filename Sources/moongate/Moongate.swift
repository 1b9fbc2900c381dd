import ArgumentParser
import CLinux
import Commands
import InstalledCommands
import Reports

// The command line: one small file per subcommand, each with its own help. What they do lies in the libraries.

@main
struct Moongate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moongate",
        abstract: "Moderate posts that are dropped into a folder, by readable rules.",
        discussion: """
            A program drops a post as a file into SPOOL/inbox; Moongate judges it by the rules and files it in \
            SPOOL/approved or SPOOL/flagged, with the reasons next to it in NAME.verdict.json.

            First steps, with a community of your own:
              moongate init my-community           create a spool and rules
              moongate doctor                      check the installation

            First steps, in a checkout:
              moongate check Rules                 check the rules
              moongate explain Samples/flagged/*   why would these posts be flagged?
              moongate run                         watch ./spool/inbox until Ctrl-C

            Exit codes: 0 success; 1 problems were found; 64 usage error; 65 labelled posts or a model cannot be used; \
            66 a file or folder does not exist; 69 the daemon is not running; 70 internal error; 73 there are rules \
            already; 74 reading or writing failed; 75 another process uses the spool; 78 the rules have errors.
            """,
        version: "moongate \(version)",
        subcommands: [JudgeCommand.self, CompilePatternsCommand.self],
        groupedSubcommands: CommandHeading.allCases.map { CommandGroup(name: $0.rawValue, subcommands: commands($0)) })

    /// Its own commands below a heading, and those that plugins bring.
    private static func commands(_ heading: CommandHeading) -> [any ParsableCommand.Type] {
        let ofPlugins = InstalledCommands.all.filter { $0.heading == heading }.flatMap(\.commands)
        return switch heading {
        case .settingUp: [InitCommand.self, DoctorCommand.self] + ofPlugins
        case .running: [RunCommand.self, StatusCommand.self, ReloadCommand.self] + ofPlugins
        case .rules:
            [CheckCommand.self, RulesCommand.self, TestCommand.self, ExplainCommand.self] + ofPlugins
                + [SchemaCommand.self]
        case .tuning: [BacktestCommand.self, ThresholdCommand.self, StatsCommand.self] + ofPlugins
        case .posts: [DecideCommand.self, RejudgeCommand.self, ForgetCommand.self] + ofPlugins
        case .learning: ofPlugins
        case .records: [JournalCommand.self] + ofPlugins
        }
    }

    static let version = "0.1.0"

    /// As the argument parser does it, but that words of the command line cannot act on the terminal in an error.
    static func main() {
        moongate_open_standard_descriptors()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            guard code != .success else { exit(withError: error) }
            let message = fullMessage(for: error)
            if !message.isEmpty { Terminal.warn(message) }
            exit(withError: code)
        }
    }
}
