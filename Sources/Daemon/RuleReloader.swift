internal import Glibc
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization
internal import Tuning

/// Compiles the rule folder beside the rules in force, on a thread of its own, and swaps them when all is well.
final class RuleReloader: Sendable {
    /// Seconds after the last change before the folder is read, while some file may still be written.
    static let quiet = 1.0
    /// The same where every file that changed was closed or renamed into place. Editors and `git` write a file a few
    /// milliseconds behind another.
    static let shortQuiet = 0.2

    private let folder: String
    private let plugins: [InstalledPlugin]
    private let lastGood: LastGoodRules
    private let rules: RulesInForce
    private let log: Logger
    private let history: RulesetHistory
    private let spool: String
    let breaker: Breaker
    /// One compilation at a time.
    private let turn = Mutex<Void>(())

    init(
        folder: String, plugins: [InstalledPlugin], lastGood: LastGoodRules, rules: RulesInForce, spool: String,
        log: Logger
    ) {
        self.folder = folder
        self.spool = spool
        history = RulesetHistory(state: spool + "/state", log: log)
        breaker = Breaker(state: spool + "/state", log: log)
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
        /// It is right, but would change too much or could not be tried: it waits for `moongate reload --accept`.
        case held(HeldChange)
        case refused([RuleProblem])
    }

    /// The rules that the daemon begins with are in force.
    func begin() {
        let current = rules.current
        if let files = lastGood.files, files.fingerprint == current.loaded.ruleset.fingerprint {
            history.keep(files, current.loaded, at: Instant.fromSystemClock())
        }
        // Rules that were put in shadow stay so as long as they are as they were.
        let ages = history.ages(of: current.loaded, at: Instant.fromSystemClock())
        let tripped = breaker.follow(current.loaded, ages)
        if !tripped.isEmpty { rules.swap(shadowing: tripped) }
    }

    /// Some posts were judged.
    func judged(_ verdicts: [Verdict]) {
        let tripped = breaker.count(verdicts, at: Instant.fromSystemClock())
        if !tripped.isEmpty { rules.swap(shadowing: tripped) }
    }

    /// What a change would do, where somebody wants changes to be held. The guard in force counts: an edit that takes it
    /// away is itself a change.
    private func held(_ files: RuleFolder, _ loaded: LoadedRules) -> HeldChange? {
        let current = rules.current
        guard let guardian = current.loaded.settings.reload ?? loaded.settings.reload else { return nil }
        func untried(because reason: String) -> HeldChange {
            HeldChange(files.fingerprint, untriedBecause: reason, guardian, at: Instant.fromSystemClock())
        }
        guard let inForce = lastGood.files, inForce.fingerprint == current.loaded.ruleset.fingerprint else {
            return untried(because: "there is no copy of the rules in force to try it beside")
        }
        let backtest = Backtest(
            inForce: inForce, edited: files, plugins: plugins.map(\.plugin), spool: spool,
            selection: .newest(guardian.posts), threads: 1, measuresCosts: false)
        // On a busy machine it takes a while, and whoever saved the file looks whether it is in force.
        rules.isTrying = true
        defer { rules.isTrying = false }
        log.notice(
            "the edited rules are tried on the newest posts before they go live",
            metadata: ["posts": "\(guardian.posts) at the most", "ruleset": "\(files.fingerprint)"])
        do {
            let report = try backtest.run()
            log.info(
                "the edited rules were tried on the newest posts",
                metadata: [
                    "posts": "\(report.posts)", "newly_flagged": "\(report.newlyHeld)",
                    "newly_approved": "\(report.newlyApproved)", "points": "\(report.points.plain)",
                ])
            return HeldChange(report, guardian, at: Instant.fromSystemClock())
        } catch {
            return untried(because: "\(error)")
        }
    }

    private func say(_ change: HeldChange) {
        if let problem = change.problem {
            return log.error(
                "the edited rules could not be tried on earlier posts: they wait for `moongate reload --accept`",
                metadata: ["ruleset": "\(change.fingerprint)", "reason": "\(problem)"])
        }
        log.error(
            "the edited rules would change too much: they wait for `moongate reload --accept`",
            metadata: [
                "ruleset": "\(change.fingerprint)", "posts": "\(change.posts)",
                "newly_flagged": "\(change.newlyHeld)", "newly_approved": "\(change.newlyApproved)",
            ])
    }

    /// A person wants the rules that the breaker put in shadow to count again. Gives these rules.
    func acceptTripped() -> [String] {
        turn.withLock { _ in
            let accepted = breaker.accept()
            guard !accepted.isEmpty else { return [] }
            rules.swap(shadowing: [])
            log.notice(
                "rules count again that were put in shadow", metadata: ["rules": "\(accepted.joined(separator: " "))"])
            return accepted
        }
    }

    /// Reads the folder and puts it in force, or keeps what is and says why. Takes as long as compiling does, and the
    /// guard's backtest. A person who `accepts` takes what is held.
    func reload(accepting accepts: Bool = false) -> Outcome {
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
                if !accepts, let held = current.held, held.fingerprint == files.fingerprint, held.problem == nil {
                    return .held(held)
                }
                let loaded = try LoadedRules(files, plugins: plugins, given: current.loaded)
                if !accepts, let change = held(files, loaded) {
                    rules.hold(change)
                    say(change)
                    return .held(change)
                }
                // What examiners share is made here, and not on the way of the first post.
                _ = try? Judge(ruleset: loaded.ruleset)
                let now = Instant.fromSystemClock()
                // Watched before the first post is judged by them.
                let tripped = breaker.follow(loaded, history.ages(of: loaded, at: now))
                rules.swap(to: loaded.shadowing(tripped), at: now)
                Self.keep(files, in: lastGood, log)
                history.keep(files, loaded, at: now)
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
            // A restart does not go round the guard: what was in force is, until the change was tried.
            if let kept = lastGood.files, kept.fingerprint != files.fingerprint,
                let before = try? LoadedRules(kept, plugins: plugins),
                (before.settings.reload ?? loaded.settings.reload) != nil
            {
                log.notice("the rule folder was edited while Moongate was stopped: the change is tried first")
                return RulesInForce(.init(loaded: before, loadedAt: .fromSystemClock(), source: .lastGood))
            }
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
