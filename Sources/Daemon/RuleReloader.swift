internal import Glibc
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization

/// Compiles the rule folder beside the rules in force, on a thread of its own, and swaps them when all is well.
final class RuleReloader: Sendable {
    /// After the last write of an editor before the folder is read.
    static let quiet = 1.0

    private let folder: String
    private let plugins: [InstalledPlugin]
    private let lastGood: LastGoodRules
    private let rules: RulesInForce
    private let log: Logger
    /// One compilation at a time.
    private let turn = Mutex<Void>(())

    init(folder: String, plugins: [InstalledPlugin], lastGood: LastGoodRules, rules: RulesInForce, log: Logger) {
        self.folder = folder
        self.plugins = plugins
        self.lastGood = lastGood
        self.rules = rules
        self.log = log
    }

    /// What a reload came to.
    enum Outcome: Sendable {
        /// The folder is as it is in force.
        case unchanged
        case live(LoadedRules)
        case refused([RuleProblem])
    }

    /// Reads the folder and puts it in force, or keeps what is and says why. Takes as long as compiling does.
    func reload() -> Outcome {
        turn.withLock { _ in
            do throws(RuleProblems) {
                let files = try Self.settled(folder)
                let current = rules.current
                if files.fingerprint == current.loaded.ruleset.fingerprint {
                    if !current.problems.isEmpty || current.source == .lastGood {
                        log.notice("the rule folder is again as the rules in force are")
                    }
                    rules.swap(to: current.loaded, at: current.loadedAt)
                    log.info(
                        "the rules were read again and have not changed", metadata: ["ruleset": "\(files.fingerprint)"])
                    return .unchanged
                }
                let loaded = try LoadedRules(files, plugins: plugins)
                rules.swap(to: loaded, at: Instant.fromSystemClock())
                Self.keep(files, in: lastGood, log)
                log.notice(
                    "new rules are in force",
                    metadata: ["rules": "\(loaded.ruleset.rules.count)", "ruleset": "\(loaded.ruleset.fingerprint)"])
                for warning in loaded.warnings.prefix(20) { log.info("\(warning)") }
                return .live(loaded)
            } catch {
                guard error.problems != rules.current.problems else {
                    log.info("the rule folder still has the same errors; the rules in force stay")
                    return .refused(error.problems)
                }
                rules.keep(because: error.problems)
                log.error(
                    "the rule folder has errors; the rules in force stay",
                    metadata: [
                        "errors": "\(error.problems.count { $0.severity == .error })",
                        "ruleset": "\(rules.current.loaded.ruleset.fingerprint)",
                    ])
                for problem in error.problems.prefix(20) where problem.severity == .error { log.error("\(problem)") }
                return .refused(error.problems)
            }
        }
    }

    /// The folder, read twice alike: a set caught between two writes is not a set.
    private static func settled(_ folder: String) throws(RuleProblems) -> RuleFolder {
        var files = try RuleFolder(reading: folder)
        for _ in 0..<20 {
            usleep(20_000)
            let again = try RuleFolder(reading: folder)
            if again.fingerprint == files.fingerprint { return again }
            files = again
            usleep(200_000)
        }
        throw RuleProblems(
            at: SourceLocation(file: folder, line: 1, column: 1), "the folder changes all the time",
            advice: "it is read again when it has been quiet for a second")
    }

    static func keep(_ files: RuleFolder, in lastGood: LastGoodRules, _ log: Logger) {
        do {
            try lastGood.keep(files)
        } catch {
            log.warning(
                "the rules are in force, but no copy could be kept for a restart", metadata: ["reason": "\(error)"])
        }
    }
}

extension RuleReloader {
    /// The rules to begin with: the folder's, else the last good ones; throws where there are none.
    static func first(
        folder: String, plugins: [InstalledPlugin], lastGood: LastGoodRules, log: Logger
    ) throws(RuleProblems) -> RulesInForce {
        do throws(RuleProblems) {
            let files = try settled(folder)
            let loaded = try LoadedRules(files, plugins: plugins)
            keep(files, in: lastGood, log)
            for warning in loaded.warnings.prefix(20) { log.info("\(warning)") }
            return RulesInForce(.init(loaded: loaded, loadedAt: .fromSystemClock(), source: .folder))
        } catch {
            for problem in error.problems.prefix(20) where problem.severity == .error { log.error("\(problem)") }
            guard let kept = lastGood.files, let loaded = try? LoadedRules(kept, plugins: plugins) else { throw error }
            log.error(
                "the rule folder has errors; the last rules that were in force are used",
                metadata: ["ruleset": "\(loaded.ruleset.fingerprint)"])
            return RulesInForce(
                .init(loaded: loaded, loadedAt: .fromSystemClock(), source: .lastGood, problems: error.problems))
        }
    }
}
