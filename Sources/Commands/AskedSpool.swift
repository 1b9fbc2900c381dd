public import ArgumentParser
internal import Daemon
internal import Files
internal import Foundation
internal import InstalledPlugins
public import JSON
internal import Logging
internal import Moderation
internal import Reports
public import Spool

/// The spool that a command asks something of: its daemon where that runs, else the command takes the lock and does it.
public struct AskedSpool: ParsableArguments {
    @Option(help: "The spool.")
    public var spool: String = Defaults.spool

    @Option(help: "The rule folder, used if the daemon is stopped.")
    public var rules: String = Defaults.rules

    @Option(help: "If the daemon is stopped: the layout. Default: that of the last `run`, saved in the spool.")
    public var layout: Layout?

    @Option(help: "If the daemon is stopped: the sidecars. Default: those of the last `run`, saved in the spool.")
    public var sidecars: Sidecars?

    public init() {}

    /// The answer; ends the command where there is none or where it says what is wrong with the request.
    public func ask(_ request: JSONValue, readsRules: Bool = false) throws -> JSONValue {
        try session(readsRules: readsRules).ask(request)
    }

    public func session(readsRules: Bool = false) throws -> Session {
        try SpoolPlace.require(spool)
        return Session(asked: self, readsRules: readsRules)
    }

    /// Several requests: a stopped spool is held for all of them. Where a daemon goes away in between, its lock is not
    /// taken: it may be about to start again.
    public final class Session {
        /// Bytes of a request.
        public static var lengthLimit: Int { ControlClient.lengthLimit }
        /// Posts of a request.
        public static var postLimit: Int { FrontDesk.postLimit }

        private let asked: AskedSpool
        private let readsRules: Bool
        private var stopped: StoppedSpool?
        private var isRunning = false

        fileprivate init(asked: AskedSpool, readsRules: Bool) {
            self.asked = asked
            self.readsRules = readsRules
        }

        /// Of a daemon that answered before, as it says it; nil while it is away.
        public func lookAgain(_ request: JSONValue) throws -> JSONValue? {
            guard stopped == nil else { return try ask(request) }
            return (try? ControlClient.ask(request, spool: asked.spool, within: 10)) ?? nil
        }

        public func ask(_ request: JSONValue) throws -> JSONValue {
            let answer: JSONValue
            do {
                if stopped == nil, let running = try ControlClient.ask(request, spool: asked.spool) {
                    answer = running
                    isRunning = true
                } else if isRunning {
                    Terminal.warn("the daemon exited meanwhile; run the command again once it is running")
                    throw ExitCode.notRunning
                } else {
                    let spool = try stopped ?? asked.stopped(readsRules: readsRules)
                    stopped = spool
                    answer = spool.answer(request)
                }
            } catch let problem as SpoolProblem {
                Terminal.warn("\(problem)")
                if case .owned = problem.kind { throw ExitCode.spoolTaken }
                throw ExitCode.inputOutput
            } catch let problem as ControlProblem {
                Terminal.warn("\(problem)")
                throw ExitCode.notRunning
            } catch is RuleProblems {
                // The log has said which.
                Terminal.warn("The rules in \(asked.rules) cannot be used: run `moongate check \(asked.rules)`.")
                throw ExitCode.rulesUnusable
            }
            if let error = answer["error"]?.string {
                Terminal.warn(SafeText.make(error))
                throw ExitCode.problemsFound
            }
            return answer
        }
    }

    fileprivate func stopped(readsRules: Bool) throws -> StoppedSpool {
        try SpoolOwner.become(of: spool)
        let kept = try SpoolShape.kept(inSpool: spool)
        return try StoppedSpool(
            DaemonOptions(
                spool: spool, rules: rules, workers: 1, durability: .journal, layout: layout ?? kept?.layout ?? .flat,
                sidecars: sidecars ?? kept?.sidecars ?? .flagged, sizeLimit: 1 << 20, journalDays: 90, hangLimit: 30,
                isOnce: true),
            plugins: InstalledPlugins.all, readsRules: readsRules,
            log: Logger(label: "moongate") { _ in
                var log = ServiceLog()
                log.logLevel = .warning
                return log
            })
    }

    /// A path that a person typed, as a place below the spool. What lies elsewhere stays as it is, and is refused.
    public func placeInSpool(_ path: String) -> String {
        let beside = ".verdict.json"
        let path = path.hasSuffix(beside) ? String(path.dropLast(beside.count)) : path
        if let root = real(spool), let folder = real(Path.folder(path)), folder.hasPrefix(root + "/") {
            return String(folder.dropFirst(root.count + 1)) + "/" + Path.name(path)
        }
        return path
    }

    private func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}

extension Layout: ExpressibleByArgument {}
extension Sidecars: ExpressibleByArgument {}
