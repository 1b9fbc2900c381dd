import ArgumentParser
import Daemon
import InstalledPlugins
import Logging
import Reports

/// The judging child; started by `run` with the descriptors of `Inheritance`, never by hand.
struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "The judging half of `run`.", shouldDisplay: false)

    @OptionGroup var flags: DaemonFlags

    @Option(help: "A plugin that may not look at posts for a while: it ended the judging process again and again.")
    var bar: [String] = []

    func run() throws {
        LoggingSystem.bootstrap { _ in ServiceLog() }
        let terminal = flags.verdicts ? Terminal(flags.color) : nil
        var options = try flags.options()
        options.barred = bar
        let process = JudgingProcess(options, plugins: InstalledPlugins.all, log: Logger(label: "moongate")) { filed in
            guard let terminal else { return }
            Terminal.show(
                FiledLine.text(of: filed.name, in: filed.channel, filed.verdict, failure: filed.failure, terminal))
        }
        throw ExitCode(process.run().rawValue)
    }
}
