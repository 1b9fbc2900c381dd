internal import Files
internal import Glibc
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization
internal import Tuning

/// Compiles the rule folder while the rules in force judge, and swaps them if all is well.
///
/// `reload` runs on one thread (`ReloadRequests`); workers call `judged`, and the control socket `acceptTripped`: neither
/// waits for a reload.
final class RuleReloader: Sendable {
    let folder: String
    let plugins: [InstalledPlugin]
    let lastGood: LastGoodRules
    let rules: RulesInForce
    let spool: String
    let log: Logger
    let now: @Sendable () -> Instant
    private let workers: Int
    private let history: RulesetHistory
    private let breakerFile: BreakerFile
    private let compilation: CompilationNote
    private let troubles: ActiveProblems
    private let copyIsMissing = Atomic<Bool>(false)
    /// A person accepts what a trial under way is about: it gives way.
    let acceptIsPending = Atomic<Bool>(false)

    init(
        folder: String, plugins: [InstalledPlugin], rules: RulesInForce, spool: String, workers: Int,
        troubles: ActiveProblems, log: Logger, now: @escaping @Sendable () -> Instant = { Instant.fromSystemClock() }
    ) {
        let state = spool + "/state"
        self.folder = folder
        self.plugins = plugins
        self.rules = rules
        self.spool = spool
        self.workers = workers
        self.troubles = troubles
        self.log = log
        self.now = now
        lastGood = LastGoodRules(state: state)
        history = RulesetHistory(state: state, log: log)
        breakerFile = BreakerFile(state: state, log: log)
        compilation = CompilationNote(state: state)
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

    /// The rules that the daemon begins with are in force: before the first post.
    func begin() {
        let (current, now) = (rules.current, now())
        let files = lastGood.files
        if let files, files.fingerprint == current.loaded.ruleset.fingerprint {
            history.keep(files, current.loaded, at: now)
        }
        copyIsMissing.store(
            files?.fingerprint != current.loaded.ruleset.fingerprint && current.source == .folder, ordering: .relaxed)
        current.loaded.ruleset.begin()
        // Rules that were put in shadow stay so as long as they are as they were.
        rules.watch(history.ages(of: current.loaded, at: now))
        breakerFile.write { rules.breaker }
    }

    /// Some posts were judged. Costs nothing while no rule is new.
    func judged(_ verdicts: [Verdict]) {
        let over = rules.count(Breaker.Hits(verdicts), at: now())
        guard !over.isEmpty else { return }
        for (id, one) in over.sorted(by: { $0.key < $1.key }) {
            log.error(
                "a new or edited rule decides too many posts: it is in shadow until it is edited or accepted",
                metadata: [
                    "rule": "\(id)", "hits": "\(one.hits)", "posts": "\(one.posts)",
                    "see": "moongate journal --rule \(id) --alone",
                    "accept": "moongate reload --accept",
                ])
        }
        breakerFile.write { rules.breaker }
    }

    /// A person wants the rules that the breaker put in shadow to count again. Gives these rules.
    func acceptTripped() -> [String] {
        let accepted = rules.accept()
        guard !accepted.isEmpty else { return [] }
        breakerFile.write { rules.breaker }
        log.notice(
            "rules restored from shadow", metadata: ["rules": "\(accepted.joined(separator: " "))"])
        return accepted
    }

    /// Whether the folder is to be read again after a while, though nobody asks: a file could not be read, or no copy kept.
    var wantsRetry: Bool { copyIsMissing.load(ordering: .relaxed) || rules.current.isUnreadable }

    /// An orderly stop in the middle of a compilation is not a crash.
    func stop() { compilation.clear() }

    // MARK: Reload

    /// Reads the folder and puts it in force, or keeps what is and says why. Takes as long as compiling does, and the
    /// guard's backtest. A person who accepts takes what is held. Nil if a trial gave way to such a person.
    func reload(_ reason: ReloadRequests.Reason) -> Outcome? {
        let beingWritten = rules.beingWritten
        if !beingWritten.isEmpty, reason != .retry {
            log.warning(
                "a rule file is still being written, and is read as it is",
                metadata: ["files": "\(beingWritten.joined(separator: " "))"])
        }
        let files: RuleFolder
        do throws(RuleProblems) {
            files = try Self.settled(folder)
        } catch {
            return refuse(error, isUnreadable: true, reason)
        }
        if reason == .accepted { compilation.clear() }
        let current = rules.current
        if files.fingerprint == current.loaded.ruleset.fingerprint {
            unchanged(files, current)
            return .unchanged
        }
        if reason != .accepted, let held = current.held, held.fingerprint == files.fingerprint, held.problem == nil {
            return .held(held)
        }
        do throws(RuleProblems) {
            return try compilation.during(files.fingerprint, in: folder) { () throws(RuleProblems) in
                try compiled(files, current, reason)
            }
        } catch {
            return refuse(error, isUnreadable: false, reason)
        }
    }

    private func compiled(
        _ files: RuleFolder, _ current: RulesInForce.State, _ reason: ReloadRequests.Reason
    ) throws(RuleProblems) -> Outcome? {
        let loaded = try LoadedRules(files, plugins: plugins, given: current.loaded)
        if reason != .accepted {
            switch trial(files, loaded) {
            case .passed: break
            case .abandoned: return nil
            case .held(let change):
                rules.hold(change)
                say(change)
                return .held(change)
            }
        }
        // Before the swap: what cannot be made does not go live, and each worker is handed its own.
        let judges = try Self.judges(for: loaded, count: workers, folder)
        let now = now()
        let change = RuleChanges(from: current.loaded, to: loaded)
        loaded.ruleset.begin()
        // Watched before the first post is judged by them.
        rules.swap(to: loaded, history.ages(of: loaded, at: now), change: change, judges: judges, at: now)
        current.loaded.ruleset.end()
        breakerFile.write { rules.breaker }
        keepCopy(of: files)
        history.keep(files, loaded, at: now)
        Self.sayLive(loaded, change, log)
        return .live(loaded)
    }

    private func unchanged(_ files: RuleFolder, _ current: RulesInForce.State) {
        if !current.problems.isEmpty || current.source == .lastGood {
            log.notice("the rule folder matches the rules in force again")
        }
        rules.keep()
        if copyIsMissing.load(ordering: .relaxed) { keepCopy(of: files) }
        log.info("the rules were reloaded and have not changed", metadata: ["ruleset": "\(files.fingerprint)"])
    }

    private func refuse(_ found: RuleProblems, isUnreadable: Bool, _ reason: ReloadRequests.Reason) -> Outcome {
        let problems = found.problems
        guard problems != rules.current.problems else {
            log.log(
                level: reason == .retry ? .debug : .info,
                "the rule folder still has the same errors; the current rules stay in force")
            return .refused(problems)
        }
        rules.keep(because: problems, isUnreadable: isUnreadable)
        log.error(
            "the rule folder has errors; the current rules stay in force",
            metadata: [
                "errors": "\(problems.count { $0.severity == .error })",
                "ruleset": "\(rules.current.loaded.ruleset.fingerprint)",
            ])
        for problem in problems.prefix(20) where problem.severity == .error { log.error("\(problem)") }
        return .refused(problems)
    }

    /// Kept for a restart; tried again if that fails.
    private func keepCopy(of files: RuleFolder) {
        copyIsMissing.store(!Self.keepCopy(of: files, in: lastGood, troubles), ordering: .relaxed)
    }
}

extension RuleReloader {
    /// The folder, read twice alike: a set caught between two writes is not a set.
    static func settled(_ folder: String) throws(RuleProblems) -> RuleFolder {
        var files = try RuleFolder(reading: folder)
        for _ in 0..<20 {
            usleep(20_000)
            let again = try RuleFolder(reading: folder)
            if again.fingerprint == files.fingerprint { return again }
            files = again
            usleep(200_000)
        }
        throw RuleProblems(
            at: SourceLocation(file: folder, line: 1, column: 1), "the folder keeps changing",
            advice: "it is read again once it is unchanged for a second")
    }

    /// One for each worker; throws if these rules cannot be judged by.
    static func judges(
        for loaded: LoadedRules, count: Int, _ folder: String
    ) throws(RuleProblems) -> [PreparedJudge] {
        var judges: [PreparedJudge] = []
        do throws(ExaminerProblem) {
            for _ in 0..<count { judges.append(try PreparedJudge(loaded.ruleset)) }
        } catch {
            throw RuleProblems(
                at: SourceLocation(file: folder, line: 1, column: 1), "these rules cannot judge any post: \(error)",
                advice: "give Moongate more memory (MemoryMax=), then `moongate reload`")
        }
        return judges
    }

    /// Whether it could be kept.
    static func keepCopy(of files: RuleFolder, in lastGood: LastGoodRules, _ troubles: ActiveProblems) -> Bool {
        do throws(SpoolProblem) {
            try lastGood.keep(files)
            troubles.over(.copy)
            return true
        } catch {
            troubles.report(.copy, error)
            return false
        }
    }

    static func sayLive(_ loaded: LoadedRules, _ change: RuleChanges?, _ log: Logger) {
        var metadata: Logger.Metadata = [
            "rules": "\(loaded.ruleset.rules.count)", "ruleset": "\(loaded.ruleset.fingerprint)",
        ]
        if let change { metadata.merge(change.metadata) { _, new in new } }
        log.log(
            level: change?.removed.isEmpty == false ? .warning : .notice, "new rules are in force", metadata: metadata)
        for warning in loaded.warnings.prefix(20) { log.info("\(warning)") }
    }
}
