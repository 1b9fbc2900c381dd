public import Moderation

/// How likely a post is spam, learned from what moderators decide: `spam: "> 0.95"`.
///
/// post -> FeatureReader (words, runs of characters, facts, all hashed) -> SpamModel (a margin) -> Calibration (a
/// probability) -> SpamCheck; with Reasons for what it shows. SpamMemory owns what was learned; BaseModel speaks until
/// then.
public struct SpamPlugin: RulePlugin, Remembers {
    public let name = "spam"

    public init() {}

    /// The one key.
    public var keys: [CheckKeyForm] { [SpamCheck.form] }

    /// From a snapshot; without one, only the base model.
    public func openMemory(from stored: StoredMemory?) throws(MemoryProblem) -> any PluginMemory {
        guard let stored else { return SpamMemory() }
        return try SpamMemory(stored.head)
    }

    /// A memory for `moongate learn` and `score`: from a file, or empty, with the base model or without.
    public static func memory(from snapshot: [UInt8]?, usesBase: Bool) throws(MemoryProblem) -> SpamMemory {
        guard let snapshot else { return SpamMemory(base: usesBase ? .embedded : nil) }
        return try SpamMemory(snapshot)
    }

    /// An empty memory that learns as the base model does: words and facts alone.
    public static func memoryForBase() -> SpamMemory { SpamMemory(base: nil, wantsGrams: false) }

    /// Reads every comparison; all problems at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledSpamChecks {
        let compiled = try checks.compiled(SpamCheck.init)
        return CompiledSpamChecks(checks: compiled, memory: context.memory as? SpamMemory ?? SpamMemory())
    }
}

/// All spam checks of a ruleset.
public struct CompiledSpamChecks: CompiledChecks {
    let checks: [SpamCheck]
    let memory: SpamMemory

    public func makeExaminer() -> SpamExaminer { SpamExaminer(checks: checks, memory: memory) }
}
