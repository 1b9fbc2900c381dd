internal import Moderation

/// One check of a shape, compiled: holds where one of its comparisons does.
struct ShapeCheck: Sendable {
    let id: CheckID
    let shape: Shape
    let conditions: [NumberCondition]

    init(_ check: Check) throws(RuleProblems) {
        guard let shape = check.key.names.first.flatMap({ Shape(rawValue: $0.text) }) else {
            throw RuleProblems(at: check.key.source.location, "no such shape")
        }
        id = check.id
        self.shape = shape
        var conditions: [NumberCondition] = []
        for value in try check.value.scalars() { conditions.append(try Self.condition(value, shape)) }
        self.conditions = conditions
    }

    /// Shares are written in per cent, always: nobody should have to wonder whether 1 is all or next to nothing.
    private static func condition(_ value: SourceText, _ shape: Shape) throws(RuleProblems) -> NumberCondition {
        guard shape.isShare else { return try NumberCondition(value, example: shape.form.example) }
        var text = value.text
        while text.hasSuffix(" ") { text.removeLast() }
        guard text.hasSuffix("%") else {
            throw RuleProblems(
                at: value.location, "'\(value.text)' is not a share",
                advice: "write it in per cent: \(shape.form.example)")
        }
        return try NumberCondition(
            SourceText(String(text.dropLast()), at: value.location), example: shape.form.example)
    }
}
