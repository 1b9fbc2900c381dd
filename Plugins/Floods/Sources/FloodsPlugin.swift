public import Moderation

/// What came before a post: others nearly the same, others by its author, others with its link.
///
/// An examiner only reads the memory; a post is added to it by `observe`, once its verdict is journalled. So posts judged
/// at the same moment do not see each other, and a post judged twice counts once.
public struct FloodsPlugin: RulePlugin, Remembers, AnnotatesVerdicts {
    public let name = "floods"

    public init() {}

    /// Ids of the campaigns that the post is part of, its own first: posts that are nearly the same carry one id. A post
    /// that is like no other starts one of its own, so that those that went through before anybody noticed are found by it
    /// later. The salt keeps an id from revealing the text. Empty if no rule asks for similar posts.
    static let campaigns = Annotation("campaigns")

    public var annotations: [Annotation] { [Self.campaigns] }

    /// One form a question.
    public var keys: [CheckKeyForm] { FloodKey.allCases.map(\.form) }

    /// From a snapshot, or empty. A corrupt part takes its generation with it; the others stay.
    public func openMemory(from stored: StoredMemory?) throws(MemoryProblem) -> any PluginMemory {
        guard let stored else { return FloodMemory() }
        return FloodMemory(try FloodSnapshot.read(stored.head, parts: stored.parts))
    }

    /// Reads every comparison and window; all problems at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledFloodChecks {
        let compiled = try checks.compiled(FloodCheck.init)
        return CompiledFloodChecks(
            checks: compiled, memory: context.memory as? FloodMemory ?? FloodMemory(), demand: FloodDemand(compiled))
    }
}

/// All flood checks of a ruleset.
public struct CompiledFloodChecks: FollowsRulesets {
    let checks: [FloodCheck]
    let memory: FloodMemory
    let demand: FloodDemand

    /// The memory remembers what these checks ask for from now on, for their longest window.
    public func begin() { memory.demands.begin(demand) }

    /// Nobody asks for these any more.
    public func end() { memory.demands.end(demand) }

    public func makeExaminer() -> FloodExaminer {
        FloodExaminer(checks: checks, memory: memory, wantsCampaign: demand.similar)
    }
}
