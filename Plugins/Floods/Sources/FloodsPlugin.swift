public import Moderation

/// What came before a post: others nearly the same, others by its author, others with its link.
///
/// An examiner only reads the memory; a post is added to it by `observe`, once its verdict is journalled. So posts judged
/// at the same moment do not see each other, and a post judged twice counts once.
public struct FloodsPlugin: RulePlugin {
    public let name = "floods"

    public init() {}

    /// One form a question.
    public var keys: [CheckKeyForm] { FloodKey.allCases.map(\.form) }

    /// Empty; a snapshot needs its parts.
    public func openMemory(from snapshot: [UInt8]?) throws(MemoryProblem) -> any PluginMemory {
        try openMemory(from: snapshot, parts: .none, cache: nil)
    }

    /// From a snapshot, or empty. A corrupt part takes its generation with it; the others stay.
    public func openMemory(
        from snapshot: [UInt8]?, parts: MemoryParts, cache: PluginCache?
    ) throws(MemoryProblem) -> any PluginMemory {
        guard let snapshot else { return FloodMemory() }
        return FloodMemory(try FloodSnapshot.read(snapshot, parts: parts))
    }

    /// Reads every comparison and window; all problems at once. As long as what it gives lives, the memory remembers what
    /// these checks ask for, for their longest window.
    public func compile(_ checks: [Check], memory: any PluginMemory) throws(RuleProblems) -> CompiledFloodChecks {
        let compiled = try checks.compiled(FloodCheck.init)
        let floods = memory as? FloodMemory ?? FloodMemory()
        let demand = FloodDemand(FloodDemand.Wanted(compiled), of: floods.demands)
        return CompiledFloodChecks(checks: compiled, memory: floods, demand: demand)
    }
}

/// All flood checks of a ruleset.
public struct CompiledFloodChecks: CompiledChecks {
    let checks: [FloodCheck]
    let memory: FloodMemory
    let demand: FloodDemand

    public func makeExaminer() -> FloodExaminer { FloodExaminer(checks: checks, memory: memory, demand: demand) }
}
