import ArgumentParser
import Commands
import Daemon
internal import Files
import InstalledPlugins
import Logging
import Moderation
import Spool

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract:
            "Run the daemon in the foreground: watch the inbox, judge and file every post, until Ctrl-C or SIGTERM.",
        discussion: """
            A program drops a post by writing it elsewhere on the same file system (or under a name that begins with a \
            dot or ends in .tmp, .part, .filepart, .partial, .crdownload or .swp) and renaming it into SPOOL/inbox or \
            SPOOL/inbox/CHANNEL. It comes out in approved/, flagged/ or rejected/. A file that is not a post goes to \
            failed/, with NAME.reason.txt.

            Saving a rule file reloads the rules; so does SIGHUP.

            Examples:
              moongate run --verdicts                    in a checkout: ./spool, ./Rules
              moongate run --spool /srv/posts --once     judge the inbox, then exit
              moongate run --durability strict --layout by-day

            Exit codes: 0 stopped by a signal; 74 the spool cannot be used; 75 another process uses it; 78 the rules \
            have errors and there is no earlier set.
            """)

    @OptionGroup var flags: DaemonFlags

    func run() throws {
        LoggingSystem.bootstrap { _ in ServiceLog() }
        ServiceLog.flushAtExit()
        let log = Logger(label: "moongate")
        // A service's user is its unit's business; who empties an inbox once has no unit.
        if flags.once { try SpoolOwner.become(of: flags.spool) }
        do {
            let supervisor = try Supervisor(
                try flags.options(), childArguments: ["judge"] + flags.words,
                pluginNames: InstalledPlugins.all.map(\.name),
                log: log)
            throw ExitCode(supervisor.run())
        } catch let problem as SpoolProblem {
            log.critical("\(problem)")
            if case .owned = problem.kind { throw ExitCode.spoolTaken }
            throw ExitCode.inputOutput
        } catch let problem as ControlProblem {
            log.critical("\(problem)")
            throw ExitCode.inputOutput
        }
    }
}
