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

/// A plugin that says something about posts in their verdicts (`Answers.annotate`), besides answering checks.
public protocol AnnotatesVerdicts: RulePlugin {
    /// What it may say. No other plugin declares the same names.
    var annotations: [Annotation] { get }
}

/// A plugin that examines every post, even if no rule uses its keys, unless `moongate.yaml` says `reads: asked`.
public protocol ReadsEveryPost: AnnotatesVerdicts {}

/// A plugin that can tell in which language a text is: `moongate init` accepts these as the languages of a community.
public protocol DetectsLanguages: RulePlugin {
    /// BCP 47 tags, in alphabetical order.
    var detectable: [String] { get }
}

/// Checks of one ruleset, ready to be answered; shared by all workers.
public protocol CompiledChecks: Sendable {
    /// What answers them.
    associatedtype Worker: Examiner
    /// One worker's half, with scratch memory of its own.
    func makeExaminer() throws(ExaminerProblem) -> Worker
}

/// Checks that are notified when they go in force and when they are retired: to start work in the background, or to have
/// posts remembered. A ruleset that is only checked, refused, held by the guard, or used by a command, is neither.
public protocol FollowsRulesets: CompiledChecks {
    /// The ruleset goes in force: called once, before the first post is judged by it. For a moment two rulesets are in
    /// force: the next one begins before the last one ends.
    func begin()
    /// Another ruleset is in force in its place. A worker may still be judging a post by this one. Not called if the
    /// process ends.
    func end()
}

extension Ruleset {
    /// Notifies plugins that it goes in force in the daemon.
    package func begin() { for plugin in plugins { (plugin.compiled as? any FollowsRulesets)?.begin() } }

    /// Notifies plugins that another one is in force in its place.
    package func end() { for plugin in plugins { (plugin.compiled as? any FollowsRulesets)?.end() } }

    /// Notifies only checks that were compiled for a memory: a backtest has memories of its own, and the rest is shared
    /// with rules that are not in force.
    package func beginForMemories() {
        for plugin in plugins where !plugin.remembering.isEmpty {
            (plugin.compiled as? any FollowsRulesets)?.begin()
        }
    }
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
