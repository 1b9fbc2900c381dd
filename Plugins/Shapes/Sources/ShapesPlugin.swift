public import Moderation

/// What a text looks like, whatever it says: how much of it are emoji, capitals, digits, repetitions, invisible
/// characters. One pass over the characters of title and body answers all checks. `README.md` says what is usual.
public struct ShapesPlugin: RulePlugin {
    /// `shapes`
    public let name = "shapes"

    /// Without settings.
    public init() {}

    /// One form a shape.
    public var keys: [CheckKeyForm] { Shape.allCases.map(\.form) }

    /// Reads every comparison; all that is wrong at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledShapeChecks {
        let compiled = try checks.compiled(ShapeCheck.init)
        return CompiledShapeChecks(checks: compiled)
    }
}

/// All shape checks of a ruleset.
public struct CompiledShapeChecks: CompiledChecks {
    let checks: [ShapeCheck]

    /// One worker's half.
    public func makeExaminer() -> ShapeExaminer { ShapeExaminer(checks: checks) }
}
