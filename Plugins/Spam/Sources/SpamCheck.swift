internal import Moderation

/// One check of the probability, compiled: holds if one of its comparisons does.
struct SpamCheck: Sendable {
    static let field = Field("spam")
    static let form = CheckKeyForm(
        "spam",
        summary:
            "How likely the post is spam, from 0 to 1, by what moderators decided of earlier posts (moongate score)",
        example: "spam: \"> 0.95\"", fires: "{body: hi, assume: {spam: 0.99}}",
        passes: "{body: hi, assume: {spam: 0.5}}")

    let id: CheckID
    let conditions: [NumberCondition]

    init(_ check: Check) throws(RuleProblems) {
        id = check.id
        var conditions: [NumberCondition] = []
        for value in try check.value.scalars() {
            let condition = try NumberCondition(value, example: Self.form.example)
            guard (0...1).contains(condition.number) else {
                throw RuleProblems(
                    at: value.location, "\(condition.number.plain) is not a probability",
                    advice: "from 0 (never) to 1 (surely): \(Self.form.example)")
            }
            conditions.append(condition)
        }
        self.conditions = conditions
    }

    func holds(_ probability: Double) -> Bool { conditions.contains { $0.holds(for: probability) } }
}
