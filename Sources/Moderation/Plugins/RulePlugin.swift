/// What a plugin author writes: a plugin knows its keys, compiles all the checks that use them, and answers them.
///
/// Life cycle: created once in `Plugins/Installed`; `openMemory` once at start; `compile` for every rule folder that is
/// checked; `makeExaminer` once per worker and ruleset; `examine` for every post; `observe` once per filed verdict;
/// `learn` once per decision.
public protocol RulePlugin: Sendable {
    /// What `compile` gives.
    associatedtype Compiled: CompiledChecks

    /// Short and lower-case: names it in messages, and its file under `state/memory/`.
    var name: String { get }

    /// The keys it understands.
    var keys: [CheckKeyForm] { get }

    /// What it remembers between posts, from the last `snapshot` (nil at the first start). A snapshot that cannot be
    /// used is an error: the daemon quarantines it and asks again with nil.
    func openMemory(from snapshot: [UInt8]?) throws(MemoryProblem) -> any PluginMemory

    /// The same with further storage: `parts` of a memory kept in parts (`PluginMemory.snapshot(beside:)`), of which
    /// one that cannot be used is refused and the memory goes on without it; and a `cache` for what takes long to
    /// compute, nil if there is no daemon: then the plugin works without it, with the same answers.
    func openMemory(
        from snapshot: [UInt8]?, parts: MemoryParts, cache: PluginCache?
    ) throws(MemoryProblem) -> any PluginMemory

    /// Compiles every check of a rule folder that uses its keys. May be slow; throws all problems.
    func compile(_ checks: [Check], memory: any PluginMemory) throws(RuleProblems) -> Compiled

    /// The same, where `moongate.yaml` makes a difference.
    func compile(_ checks: [Check], policy: Policy, memory: any PluginMemory) throws(RuleProblems) -> Compiled

    /// Whether it reports something about every post (`Answers.tell`), even if no rule uses its keys.
    var readsEveryPost: Bool { get }

    /// Whether its memory is what it learned from people's decisions. A backtest then uses what is known today; any other
    /// memory starts empty there and observes the posts one by one.
    var learnsFromPeople: Bool { get }
}

extension RulePlugin {
    /// For plugins without a memory.
    public func openMemory(from snapshot: [UInt8]?) throws(MemoryProblem) -> any PluginMemory { NoMemory() }

    /// For plugins that keep their memory in one piece, and no cache.
    public func openMemory(
        from snapshot: [UInt8]?, parts: MemoryParts, cache: PluginCache?
    ) throws(MemoryProblem) -> any PluginMemory { try openMemory(from: snapshot) }

    /// For plugins to which the policy makes no difference.
    public func compile(
        _ checks: [Check], policy: Policy, memory: any PluginMemory
    ) throws(RuleProblems) -> Compiled { try compile(checks, memory: memory) }

    /// Most only answer checks.
    public var readsEveryPost: Bool { false }

    /// Most count, or have no memory.
    public var learnsFromPeople: Bool { false }
}

/// Checks of one ruleset, ready to be answered; shared by all workers.
public protocol CompiledChecks: Sendable {
    /// What answers them.
    associatedtype Worker: Examiner
    /// One worker's half, with scratch memory of its own.
    func makeExaminer() throws(ExaminerProblem) -> Worker
}

/// A plugin's worker-local half: used by one thread at a time.
public protocol Examiner {
    /// Answers each check for this post at `now`: says which hold, with evidence, and which are undecided, and why;
    /// those not mentioned do not hold. Unless `answers.isExhaustive`, checks of a rule may be left out once a required
    /// one is known to fail. Pure: the same post and instant give the same answers.
    mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers)
}

/// An examiner that could not be made: memory, or no just-in-time compiler.
public struct ExaminerProblem: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
