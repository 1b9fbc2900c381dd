import ArgumentParser
import Daemon
import InstalledPlugins
import Logging

/// The judging child; started by `run` with the descriptors of `Inheritance`, never by hand.
struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "The judging half of `run`.", shouldDisplay: false)

    @OptionGroup var flags: DaemonFlags

    @Option(help: "A plugin that may not look at posts for a while: it ended the judging process again and again.")
    var bar: [String] = []

    func run() throws {
        LoggingSystem.bootstrap { _ in ServiceLog() }
        let printer = flags.verdicts ? VerdictPrinter(terminal: Terminal(flags.color)) : nil
        var options = flags.options
        options.barred = bar
        let process = JudgingProcess(options, plugins: InstalledPlugins.all, log: Logger(label: "moongate")) {
            printer?.show($0)
        }
        throw ExitCode(process.run().rawValue)
    }
}
