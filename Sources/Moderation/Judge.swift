/// Judges posts by one ruleset: one worker's half of it. Holds the worker's examiners and their scratch memory.
public struct Judge {
    /// The rules in force for this judge.
    public let ruleset: Ruleset
    /// What the checks of the last post came to.
    public private(set) var answers: Answers

    private var examiners: [any Examiner]

    /// A judge for one thread. With `explains`, `answers` tells of every check.
    public init(ruleset: Ruleset, explains: Bool = false) throws(ExaminerProblem) {
        self.ruleset = ruleset
        answers = Answers(checkCount: ruleset.checkCount, isExhaustive: explains)
        examiners = []
        for plugin in ruleset.plugins { examiners.append(try Self.examiner(of: plugin)) }
    }

    private static func examiner(of plugin: some CompiledChecks) throws(ExaminerProblem) -> any Examiner {
        try plugin.makeExaminer()
    }

    /// The verdict on a post at `now`.
    public mutating func judge(_ post: ExaminedPost, now: Instant) -> Verdict {
        answers.removeAll()
        for index in examiners.indices { examiners[index].examine(post, now: now, into: &answers) }

        var findings: [Finding] = []
        var undecided: [Undecided] = []
        var told: [Int: Answer] = [:]
        var hash: UInt64?
        func mode(of rule: Rule) -> Rule.Mode {
            guard rule.rollout < 1 else { return rule.mode }
            let known = hash ?? post.post.rolloutHash
            hash = known
            return rule.mode(forHash: known)
        }
        for index in candidates {
            let rule = ruleset.rules[index]
            guard rule.channels.contains(post.post.channel) else { continue }
            let answer = rule.condition.answer(answers, rules: told)
            if answer != .doesNotHold, ruleset.hasComposites { told[index] = answer }
            switch answer {
            case .doesNotHold: break
            case .holds:
                let evidence = rule.condition.affirmed.flatMap { answers.evidence(for: $0) }
                findings.append(Finding(rule: rule, mode: mode(of: rule), evidence: evidence))
            case .undecided:
                let reasons = rule.checks.compactMap { check in
                    answers.reason(for: check.id).map { "\(check.key.source.text): \($0)" }
                }
                undecided.append(Undecided(rule: rule, reasons: reasons, mode: mode(of: rule)))
            }
        }
        let decided = ruleset.policy.decide(
            fired: findings.filter { $0.mode == .live }.map { Policy.Vote($0.rule, score: $0.score) },
            undecided: undecided.filter { $0.mode == .live }.map { Policy.Vote($0.rule) },
            channel: post.post.channel)
        var verdict = Verdict(
            outcome: decided.outcome, score: decided.score, thresholds: decided.thresholds, by: decided.by,
            findings: findings, undecided: undecided, languages: answers.languages, campaigns: answers.campaigns,
            ruleset: ruleset.fingerprint,
            receivedAt: post.receivedAt,
            decidedAt: now)
        verdict.channel = post.post.channel
        return verdict
    }

    /// The rules that may not be false, each once: in the order of the ruleset, then those that refer to others.
    private var candidates: [Int] { simpleCandidates + ruleset.composites }

    private var simpleCandidates: [Int] {
        var indices = ruleset.rulesWithoutTrigger
        for check in answers.touched { indices += ruleset.rulesByTrigger[check.index] }
        guard indices.count > 1 else { return indices }
        indices.sort()
        var last = -1
        indices.removeAll { index in
            defer { last = index }
            return index == last
        }
        return indices
    }
}
