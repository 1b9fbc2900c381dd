import ArgumentParser
import Commands
import Daemon
internal import Files
import Glibc
import InstalledPlugins
import Logging
import Reports
import Spool

/// The judging child; started by `run` with the descriptors of `Inheritance`, never by hand.
struct JudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "The judging half of `run`.", shouldDisplay: false)

    @OptionGroup var flags: DaemonFlags

    @Option(help: "A plugin that is disabled for a while, because it kept crashing the judging process.")
    var bar: [String] = []

    func run() throws {
        LoggingSystem.bootstrap { _ in ServiceLog() }
        ServiceLog.flushAtExit()
        let log = Logger(label: "moongate")
        let terminal = flags.verdicts ? Terminal(flags.color) : nil
        var options = try flags.options()
        options.barred = bar
        let lines = LineWriter(to: STDOUT_FILENO) {
            log.warning("standard output is not read; verdicts are not printed until it is")
        } dropped: { count in
            log.warning("standard output is read again; verdicts were not printed", metadata: ["posts": "\(count)"])
            return nil
        }
        let process = JudgingProcess(options, plugins: InstalledPlugins.all, log: log) { filed in
            guard let terminal else { return }
            let text = FiledLine.text(
                of: filed.file.name, in: filed.file.channel, filed.verdict, failure: filed.failure, terminal)
            lines.write(Terminal.line(text))
        }
        let ending = process.run()
        lines.flush(within: .seconds(1))
        throw ExitCode(ending.rawValue)
    }
}
