internal import Logging
internal import Moderation
internal import RuleFiles
internal import Synchronization
internal import Tuning

extension RuleReloader {
    enum Trial {
        case passed
        case held(HeldChange)
        /// A person accepts the change meanwhile.
        case abandoned
    }

    /// What a change would do, if somebody wants changes to be held. The guard in force counts: an edit that takes it
    /// away is itself a change.
    func trial(_ files: RuleFolder, _ loaded: LoadedRules) -> Trial {
        let current = rules.current
        guard let guardian = current.loaded.settings.reload ?? loaded.settings.reload else { return .passed }
        func untried(because reason: String) -> Trial {
            .held(HeldChange(files.fingerprint, untriedBecause: reason, guardian, at: now()))
        }
        guard let inForce = lastGood.files, inForce.fingerprint == current.loaded.ruleset.fingerprint else {
            return untried(because: "there is no copy of the rules in force to compare with")
        }
        let backtest = Backtest(
            inForce: inForce, edited: files, plugins: plugins.map(\.plugin), spool: spool,
            selection: .newest(guardian.posts), threads: 1, measuresCosts: false)
        // On a busy machine it takes a while, and whoever saved the file looks whether it is in force.
        rules.isTrying = true
        defer { rules.isTrying = false }
        log.notice(
            "the edited rules are tried on the newest posts before they go live",
            metadata: ["posts": "\(guardian.posts) at most", "ruleset": "\(files.fingerprint)"])
        do {
            let report = try backtest.run(isAbandoned: { [self] in acceptIsPending.load(ordering: .relaxed) })
            log.info(
                "the edited rules were tried on the newest posts",
                metadata: [
                    "posts": "\(report.posts)", "newly_flagged": "\(report.newlyHeld)",
                    "newly_approved": "\(report.newlyApproved)", "points": "\(report.points.plain)",
                ])
            return HeldChange(report, guardian, at: now()).map { .held($0) } ?? .passed
        } catch is BacktestAbandoned {
            return .abandoned
        } catch {
            return untried(because: "\(error)")
        }
    }

    func say(_ change: HeldChange) {
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
}
