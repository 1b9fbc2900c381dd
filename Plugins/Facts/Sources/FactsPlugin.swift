public import Moderation

/// Numbers, times and plain facts of a post: lengths, ages, whether it is a reply.
public struct FactsPlugin: RulePlugin {
    public let name = "facts"

    public init() {}

    /// One form a fact.
    public var keys: [CheckKeyForm] { Fact.all.map(\.form) }

    /// Reads every comparison; all problems at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledFactChecks {
        let compiled = try checks.compiled(FactCheck.init)
        return CompiledFactChecks(checks: compiled)
    }
}

/// All fact checks of a ruleset.
public struct CompiledFactChecks: CompiledChecks {
    let checks: [FactCheck]

    public func makeExaminer() -> FactExaminer { FactExaminer(checks: checks) }
}

/// Answers the fact checks.
public struct FactExaminer: Examiner {
    let checks: [FactCheck]

    /// Says which comparisons hold, and by which value.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        for check in checks {
            guard let value = check.value(of: post, now: now),
                check.conditions.contains(where: { $0.holds(for: value) })
            else { continue }
            answers.holds(check.id, Evidence(check.field, value: value.description))
        }
    }
}
