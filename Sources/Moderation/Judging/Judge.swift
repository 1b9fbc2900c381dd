/// Judges posts by one ruleset: one worker's half of it. Holds the worker's examiners and their scratch memory.
public struct Judge {
    /// The rules in force for this judge.
    public private(set) var ruleset: Ruleset
    /// What the checks of the last post came to.
    public private(set) var answers: Answers

    /// Told which plugin looks at the post, by its place among the installed ones, and nil when all have.
    public var onEntering: (@Sendable (Int?) -> Void)?
    /// The thread's CPU time in nanoseconds, if the cost of the next post is to be counted, which takes a few
    /// microseconds itself. Nil for a post that is not counted.
    public var clock: (@Sendable () -> Int64)?
    /// What the last post took that was counted.
    public internal(set) var costs = Costs()
    /// Plugins that may not look at posts, by name: none of their checks can be answered.
    public var barred: Set<String> = []
    /// Plugins whose outage began or ended with the last post.
    public private(set) var turns: [Turn] = []
    /// Whether the last post should wait and be judged again, because a plugin is out and `outage: wait`.
    public private(set) var mustWait = false

    /// A plugin that is out from now on, or answers again.
    public struct Turn: Sendable {
        public let plugin: String
        /// Whether it is out.
        public let isOut: Bool

        /// It is out from now on, or not any more.
        public init(plugin: String, isOut: Bool) {
            self.plugin = plugin
            self.isOut = isOut
        }
    }

    private var examiners: [any Examiner]
    private var health: [PluginHealth]

    /// A judge for one thread. With `explains`, `answers` has an answer for every check.
    public init(ruleset: Ruleset, explains: Bool = false) throws(ExaminerProblem) {
        self.ruleset = ruleset
        answers = Answers(
            checkCount: ruleset.checkCount, annotations: ruleset.annotations, isExhaustive: explains)
        examiners = []
        for plugin in ruleset.plugins { examiners.append(try Self.examiner(of: plugin.compiled)) }
        health = [PluginHealth](repeating: PluginHealth(), count: examiners.count)
    }

    /// Goes on with the same compiled rules, of which other ones are in shadow: `Ruleset.shadowing`. Cannot fail.
    public mutating func take(modesOf ruleset: Ruleset) { self.ruleset = ruleset }

    private static func examiner(of plugin: some CompiledChecks) throws(ExaminerProblem) -> any Examiner {
        try plugin.makeExaminer()
    }

    /// The verdict on a post at `now`.
    public mutating func judge(_ post: ExaminedPost, now: Instant) -> Verdict {
        examine(post, now: now)
        let ignored = plugins(with: .ignore)
        let (findings, undecided) = rulesInQuestion(for: post.post, ignoring: ignored)
        let decided = ruleset.policy.decide(
            fired: findings.filter { $0.mode == .live }.map { Policy.Vote($0.rule, score: $0.score) },
            undecided: undecided.filter { $0.mode == .live }.map { Policy.Vote($0.rule) },
            channel: post.post.channel)
        var verdict = Verdict(
            outcome: decided.outcome, score: decided.score, thresholds: decided.thresholds, by: decided.by,
            findings: findings, undecided: undecided, annotations: answers.annotations, ruleset: ruleset.fingerprint,
            receivedAt: post.receivedAt, decidedAt: now)
        verdict.channel = post.post.channel
        verdict.without = ignored.map { ruleset.plugins[$0].name }
        verdict.unread = ruleset.readFields.unread(in: post.post)
        if !verdict.unread.isEmpty, ruleset.policy.unreadText == .hold, verdict.outcome == .approved {
            verdict.outcome = .flagged
            verdict.by = .unread
        }
        if case .undecided = verdict.by {
            let waiting = Set(plugins(with: .wait))
            mustWait = !waiting.isEmpty && undecided.contains { isUndecided($0.rule, by: waiting) }
        }
        return verdict
    }

    /// The rules that hold and those that cannot be answered, by the answers to their checks. Rules that only a plugin of
    /// `ignored` keeps from an answer are left out.
    private func rulesInQuestion(for post: Post, ignoring ignored: [Int]) -> (
        findings: [Finding], undecided: [Undecided]
    ) {
        var findings: [Finding] = []
        var undecided: [Undecided] = []
        var told: [Int: Answer] = [:]
        var hash: UInt64?
        func mode(of rule: Rule) -> Rule.Mode {
            guard rule.rollout < 1 else { return rule.mode }
            let known = hash ?? post.rolloutHash
            hash = known
            return rule.mode(forHash: known)
        }
        /// Rules that do not count because of a plugin that is out.
        var skipped: Set<Int> = []
        for index in candidates {
            let rule = ruleset.rules[index]
            guard rule.channels.contains(post.channel) else { continue }
            let answer = rule.condition.answer(answers, rules: told)
            if answer == .undecided, hangs(rule, on: ignored, skipped) {
                skipped.insert(index)
                told[index] = .undecided
                continue
            }
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
        return (findings, undecided)
    }

    private mutating func examine(_ post: ExaminedPost, now: Instant) {
        answers.removeAll()
        answers.clock = clock
        if clock != nil { costs = Costs() }
        turns.removeAll(keepingCapacity: true)
        mustWait = false
        for index in examiners.indices {
            let plugin = ruleset.plugins[index]
            let before = answers.undecidedCount
            if barred.contains(plugin.name) {
                for check in plugin.checks { answers.undecided(check, because: "the plugin \(plugin.name) is out") }
                continue
            }
            onEntering?(plugin.place)
            if let clock {
                timed(plugin.name, clock) { $0.examiners[index].examine(post, now: now, into: &$0.answers) }
            } else {
                examiners[index].examine(post, now: now, into: &answers)
            }
            if health[index].note(failed: answers.undecidedCount > before) {
                turns.append(Turn(plugin: plugin.name, isOut: health[index].isOut))
            }
        }
        onEntering?(nil)
    }

    // MARK: Outages

    /// Plugins that are out and whose posts are treated so, by their places in the ruleset.
    private func plugins(with outage: Outage) -> [Int] {
        ruleset.plugins.indices.filter { index in
            let name = ruleset.plugins[index].name
            return (health[index].isOut || barred.contains(name))
                && ruleset.policy.outages[name, default: .hold] == outage
        }
    }

    /// Whether only ignored plugins keep a rule from an answer. `skipped` are rules of which that is
    /// known.
    private func hangs(_ rule: Rule, on ignored: [Int], _ skipped: Set<Int>) -> Bool {
        guard !ignored.isEmpty else { return false }
        return rule.checks.allSatisfy { check in
            answers[check.id] != .undecided || ignored.contains(ruleset.pluginByCheck[check.id.index])
        }
            && rule.condition.referredRules.allSatisfy { told in
                skipped.contains(told) || !isUndecided(ruleset.rules[told])
            }
    }

    private func isUndecided(_ rule: Rule) -> Bool { rule.checks.contains { answers[$0.id] == .undecided } }

    private func isUndecided(_ rule: Rule, by plugins: Set<Int>) -> Bool {
        rule.checks.contains {
            answers[$0.id] == .undecided && plugins.contains(ruleset.pluginByCheck[$0.id.index])
        }
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
