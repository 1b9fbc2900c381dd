internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool

extension RuleReloader {
    /// The rules to begin with: the folder's, else the last good ones; throws if there are none. `isDaemon` is false for a
    /// command that works on a stopped spool.
    static func first(
        folder: String, plugins: [InstalledPlugin], state: String, isDaemon: Bool = true, troubles: ActiveProblems,
        log: Logger
    ) throws(RuleProblems) -> RulesInForce {
        let lastGood = LastGoodRules(state: state)
        let breaker = BreakerFile(state: state, log: log).breaker
        var isUnreadable = true
        var tried: String?
        do throws(RuleProblems) {
            let files = try settled(folder)
            isUnreadable = false
            tried = files.fingerprint
            let loaded = try CompilationNote(state: state, isKept: isDaemon).during(files.fingerprint, in: folder) {
                () throws(RuleProblems) in
                let loaded = try LoadedRules(files, plugins: plugins)
                _ = try judges(for: loaded, count: 1, folder)
                return loaded
            }
            let kept = lastGood.files
            // A restart does not go round the guard: what was in force is, until the change was tried.
            // Nor is it a change if these very rules were last in force, and only no copy of them could be kept.
            if let kept, kept.fingerprint != files.fingerprint, lastGood.lastLive != files.fingerprint,
                let before = try? LoadedRules(kept, plugins: plugins),
                (before.settings.reload ?? loaded.settings.reload) != nil
            {
                log.notice("the rule folder was edited while Moongate was stopped: the change is tried first")
                return RulesInForce(
                    State(
                        loaded: before, loadedAt: .fromSystemClock(), source: .lastGood,
                        isOlder: lastGood.isOlder(kept)), breaker: breaker)
            }
            _ = keepCopy(of: files, in: lastGood, troubles)
            var change: RuleChanges?
            if let kept, kept.fingerprint != files.fingerprint {
                change = RuleChanges(from: kept.digests, to: files.digests)
                sayLive(loaded, change, log)
            } else {
                for warning in loaded.warnings.prefix(20) { log.info("\(warning)") }
            }
            return RulesInForce(
                State(loaded: loaded, loadedAt: .fromSystemClock(), source: .folder, change: change), breaker: breaker)
        } catch {
            for problem in error.problems.prefix(20) where problem.severity == .error { log.error("\(problem)") }
            // A copy of the very rules that were refused would be refused as well, or crash the process at each start.
            guard let kept = lastGood.files, kept.fingerprint != tried,
                let loaded = try? LoadedRules(kept, plugins: plugins)
            else { throw error }
            let isOlder = lastGood.isOlder(kept)
            log.error(
                isOlder
                    ? "the rule folder has errors; rolled back to an older copy, because the last rules could not be saved"
                    : "the rule folder has errors; rolled back to the last rules that were in force",
                metadata: ["ruleset": "\(loaded.ruleset.fingerprint)"])
            return RulesInForce(
                State(
                    loaded: loaded, loadedAt: .fromSystemClock(), source: .lastGood, problems: error.problems,
                    isUnreadable: isUnreadable, isOlder: isOlder), breaker: breaker)
        }
    }

    private typealias State = RulesInForce.State
}
