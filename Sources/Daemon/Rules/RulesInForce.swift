internal import Moderation
internal import RuleFiles
internal import Synchronization
internal import Tuning

/// The ruleset that posts are judged by, swapped as one between two posts, and what is known about the folder it is from.
///
/// Workers, the reload's thread and the control socket use it at once. Rules and breaker are under one lock, and which
/// rules are in shadow is derived from both under it, at each change: whatever the order in which workers trip rules, a
/// reload swaps and a person accepts, a rule that tripped stays in shadow. Nobody writes a file or logs under the lock.
final class RulesInForce: Sendable {
    /// Goes up with every swap: a worker looks at it before each post.
    private let generation = Atomic<Int>(0)
    private let watching = Atomic<Bool>(false)
    private let trying = Atomic<Bool>(false)
    private let inForce: Mutex<InForce>

    private struct InForce {
        var state: State
        var breaker: Breaker
        /// Goes up with each set of compiled rules; not if only other rules are in shadow.
        var number = 0
        /// By worker: made before the swap, so that none can fail to follow it.
        var judges: [PreparedJudge?] = []
        var beingWritten: [String] = []
    }

    struct State: Sendable {
        var loaded: LoadedRules
        var loadedAt: Instant
        /// Where they came from.
        var source: Source
        /// Why the folder as it is now is not in force; empty if it is.
        var problems: [RuleProblem] = []
        /// Whether these problems are files that could not be read, which may pass.
        var isUnreadable = false
        /// A good change that waits for a person.
        var held: HeldChange?
        /// Whether rules newer than these were in force once, of which no copy could be kept.
        var isOlder = false
        /// What the last swap changed; nil if nothing was swapped since the start.
        var change: RuleChanges?
    }

    enum Source: String, Sendable {
        case folder
        /// The copy of the last folder that went live.
        case lastGood = "last-good"
    }

    init(_ state: State, breaker: Breaker = Breaker()) {
        inForce = Mutex(InForce(state: state, breaker: breaker))
    }

    var current: State { inForce.withLock { $0.state } }

    /// Whether an edited folder is being tried on earlier posts, before it goes live or waits.
    var isTrying: Bool {
        get { trying.load(ordering: .relaxed) }
        set { trying.store(newValue, ordering: .relaxed) }
    }

    /// Rule files that were begun and not closed yet: they are waited for.
    var beingWritten: [String] {
        get { inForce.withLock { $0.beingWritten } }
        set { inForce.withLock { $0.beingWritten = newValue } }
    }

    /// The number of the swap; cheap.
    var version: Int { generation.load(ordering: .acquiring) }

    // MARK: Changes

    /// New rules, with a judge for each worker.
    func swap(
        to loaded: LoadedRules, _ ages: [String: RuleAge], change: RuleChanges?, judges: [PreparedJudge],
        at now: Instant
    ) {
        changing { inForce in
            inForce.breaker.follow(loaded, ages)
            inForce.state = State(loaded: loaded, loadedAt: now, source: .folder, change: change)
            inForce.number += 1
            inForce.judges = judges
            return true
        }
    }

    /// The rules that the daemon begins with are watched, and in shadow, as their ages and the breaker say.
    func watch(_ ages: [String: RuleAge]) {
        changing { inForce in
            inForce.breaker.follow(inForce.state.loaded, ages)
            return !inForce.breaker.shadowed.isEmpty
        }
    }

    /// Some posts were judged: gives the rules that go into shadow by them.
    func count(_ hits: Breaker.Hits, at now: Instant) -> [String: Breaker.Tripped] {
        var over: [String: Breaker.Tripped] = [:]
        changing { inForce in
            over = inForce.breaker.count(hits, at: now)
            return !over.isEmpty
        }
        return over
    }

    /// A person wants the rules in shadow to count again: gives them.
    func accept() -> [String] {
        var accepted: [String] = []
        changing { inForce in
            accepted = inForce.breaker.accept()
            return !accepted.isEmpty
        }
        return accepted
    }

    /// The one place where the rules in shadow are derived; `body` says whether workers must take something up.
    private func changing(_ body: (inout InForce) -> Bool) {
        inForce.withLock { inForce in
            let isNew = body(&inForce)
            watching.store(inForce.breaker.isWatching, ordering: .relaxed)
            guard isNew else { return }
            inForce.state.loaded = inForce.state.loaded.shadowing(inForce.breaker.shadowed)
            generation.add(1, ordering: .releasing)
        }
    }

    /// Whether any rule is new: cheap.
    var isWatching: Bool { watching.load(ordering: .relaxed) }

    var breaker: Breaker { inForce.withLock { $0.breaker } }

    /// The folder is as the rules in force are. No worker has anything to take up.
    func keep() {
        inForce.withLock { inForce in
            inForce.state.problems = []
            inForce.state.isUnreadable = false
            inForce.state.held = nil
            inForce.state.source = .folder
            inForce.state.isOlder = false
        }
    }

    /// The folder is right, but waits for a person; what is in force stays.
    func hold(_ change: HeldChange) {
        inForce.withLock { inForce in
            inForce.state.problems = []
            inForce.state.isUnreadable = false
            inForce.state.held = change
        }
    }

    /// The folder is wrong; what is in force stays.
    func keep(because problems: [RuleProblem], isUnreadable: Bool) {
        inForce.withLock { inForce in
            inForce.state.problems = problems
            inForce.state.isUnreadable = isUnreadable
            inForce.state.held = nil
        }
    }

    // MARK: Workers

    /// What a worker takes up.
    struct Following {
        let version: Int
        /// Of the compiled rules.
        let number: Int
        let ruleset: Ruleset
        /// The worker's own; nil if it has it already, or none was made for it.
        let prepared: PreparedJudge?

        /// The one that was made for the worker, or another.
        func judge() throws(ExaminerProblem) -> Judge {
            if let judge = prepared?.take() { return judge }
            return try Judge(ruleset: ruleset)
        }
    }

    func following(worker: Int) -> Following {
        inForce.withLock { inForce in
            var prepared: PreparedJudge?
            if inForce.judges.indices.contains(worker) { Swift.swap(&prepared, &inForce.judges[worker]) }
            return Following(
                version: generation.load(ordering: .relaxed), number: inForce.number,
                ruleset: inForce.state.loaded.ruleset, prepared: prepared)
        }
    }
}

/// A judge on its way from the reload's thread to its worker. Unchecked: one thread makes it, and the one that took it out
/// of `RulesInForce` uses it, once.
final class PreparedJudge: @unchecked Sendable {
    private var judge: Judge?

    init(_ ruleset: Ruleset) throws(ExaminerProblem) { judge = try Judge(ruleset: ruleset) }

    func take() -> Judge? {
        defer { judge = nil }
        return judge
    }
}
