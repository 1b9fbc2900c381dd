/// What a plugin author writes: a plugin knows its keys, compiles all the checks that use them, and answers them.
///
/// Life cycle: created once in `Plugins/Installed`; `compile` for every rule folder that is checked; `makeExaminer` once
/// per worker and ruleset; `examine` for every post. All of them are pure. What a plugin does beyond that is a protocol of
/// its own: `Remembers`, `Caches`, `AnnotatesVerdicts`, `ReadsEveryPost`, and `FollowsRulesets` of what it compiled.
public protocol RulePlugin: Sendable {
    /// What `compile` gives.
    associatedtype Compiled: CompiledChecks

    /// Short and lower-case: names it in messages, and its file under `state/memory/`.
    var name: String { get }

    /// The keys it understands.
    var keys: [CheckKeyForm] { get }

    /// Compiles every check of a rule folder that uses its keys. May be slow; throws all problems. Changes nothing outside
    /// of what it gives: most folders that are compiled never go in force.
    func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled
}

/// What `compile` may use besides the checks.
public struct PluginContext: Sendable {
    /// What `moongate.yaml` says.
    public let policy: Policy
    /// Of a plugin that `Remembers`: its own.
    public let memory: (any PluginMemory)?
    /// Of a plugin that `Caches`: its own; nil if there is no daemon.
    public let cache: (any PluginCache)?

    public init(policy: Policy = Policy(), memory: (any PluginMemory)? = nil, cache: (any PluginCache)? = nil) {
        self.policy = policy
        self.memory = memory
        self.cache = cache
    }
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
