internal import Moderation

/// One check of a fact, compiled: holds if one of its conditions does.
struct FactCheck: Sendable {
    let id: CheckID
    let field: Field
    let fact: Fact
    let conditions: [FactCondition]

    init(_ check: Check) throws(RuleProblems) {
        guard let fact = Fact.named(by: check.key), let name = check.key.names.first?.text else {
            throw RuleProblems(at: check.key.source.location, "no such fact")
        }
        id = check.id
        field = Field(name)
        self.fact = fact
        var conditions: [FactCondition] = []
        for value in try check.value.scalars() { conditions.append(try FactCondition(value, for: fact)) }
        self.conditions = conditions
    }

    /// What an example assumes overrides the post.
    func value(of post: borrowing ExaminedPost, now: Instant) -> FactValue? {
        if let assumed = post.assumptions[field.name] { return FactCondition.value(assumed, as: fact.kind) }
        return fact.find(field.name, post, now)
    }
}

/// What a fact is compared with: `"> 3"`, `"< 7 days"`, `true`, `text`.
struct FactCondition: Sendable {
    let comparison: Comparison
    let value: FactValue

    init(_ source: SourceText, for fact: Fact) throws(RuleProblems) {
        let (sign, text) = Comparison.split(source.text)
        let name = fact.form.name
        switch fact.kind {
        case .truth, .word:
            if let sign, sign != .equal {
                throw RuleProblems(
                    at: source.location, "\(name) cannot be compared by '\(sign.rawValue)'",
                    advice: "for example: \(fact.form.example)")
            }
        case .number, .duration:
            if sign == nil, Double(text) == nil || text.isEmpty {
                throw RuleProblems(
                    at: source.location, "'\(source.text)' is not a comparison",
                    advice: "for example: \(fact.form.example)")
            }
        }
        guard let value = Self.value(text, as: fact.kind) else {
            throw RuleProblems(
                at: source.location, Self.complaint(text, fact), advice: "for example: \(fact.form.example)")
        }
        comparison = sign ?? .equal
        self.value = value
    }

    static func value(_ text: String, as kind: Fact.Kind) -> FactValue? {
        switch kind {
        case .number: Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case .duration: TimeSpan.seconds(text).map { .duration(seconds: $0) }
        case .truth: Truth.read(text).map { .truth($0) }
        case .word(let words): words.contains(text) ? .word(text) : nil
        }
    }

    private static func complaint(_ text: String, _ fact: Fact) -> String {
        switch fact.kind {
        case .number: "'\(text)' is not a number"
        case .duration:
            "'\(text)' is not a length of time: a number and one of second, minute, hour, day, week, month, year"
        case .truth: "'\(text)' is neither true nor false"
        case .word(let words): "'\(text)' is none of \(words.joined(separator: ", "))"
        }
    }

    func holds(for found: FactValue) -> Bool {
        switch (found, value) {
        case (.number(let a), .number(let b)): comparison.holds(a, b)
        case (.duration(let a), .duration(let b)): comparison.holds(a, b)
        default: found == value
        }
    }
}
