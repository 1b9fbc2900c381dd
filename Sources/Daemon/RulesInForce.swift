internal import Moderation
internal import RuleFiles
internal import Synchronization

/// The ruleset that posts are judged by, swapped whole between two posts, and what is known of the folder it is from.
final class RulesInForce: Sendable {
    /// Goes up with every swap: a worker looks at it before each post.
    private let generation = Atomic<Int>(0)
    private let trying = Atomic<Bool>(false)
    private let state: Mutex<State>

    struct State: Sendable {
        var loaded: LoadedRules
        var loadedAt: Instant
        /// Where they came from.
        var source: Source
        /// Why the folder as it is now is not in force; empty where it is.
        var problems: [RuleProblem] = []
        /// A good change that waits for a person.
        var held: HeldChange?
    }

    enum Source: String, Sendable {
        case folder
        /// The copy of the last folder that went live.
        case lastGood = "last-good"
    }

    init(_ state: State) { self.state = Mutex(state) }

    var current: State { state.withLock { $0 } }

    /// Whether an edited folder is being tried on earlier posts, before it goes live or waits.
    var isTrying: Bool {
        get { trying.load(ordering: .relaxed) }
        set { trying.store(newValue, ordering: .relaxed) }
    }

    /// The number of the swap; cheap.
    var version: Int { generation.load(ordering: .acquiring) }

    func swap(to loaded: LoadedRules, at now: Instant) {
        state.withLock { $0 = State(loaded: loaded, loadedAt: now, source: .folder) }
        generation.add(1, ordering: .releasing)
    }

    /// The same rules, other ones of them in shadow.
    func swap(shadowing ids: Set<String>) {
        state.withLock { state in state.loaded = state.loaded.shadowing(ids) }
        generation.add(1, ordering: .releasing)
    }

    /// The folder is right, but waits for a person; what is in force stays.
    func hold(_ change: HeldChange) {
        state.withLock { state in
            state.problems = []
            state.held = change
        }
    }

    /// The folder is wrong; what is in force stays.
    func keep(because problems: [RuleProblem]) {
        state.withLock { state in
            state.problems = problems
            state.held = nil
        }
    }
}
