internal import Moderation
internal import Patterns

/// One check of texts, compiled: its fields and what is looked for in them.
struct TextCheck: Sendable {
    let id: CheckID
    let rule: String
    let isNegated: Bool
    let isRequired: Bool
    let fields: [Field]
    let patterns: [Pattern]

    /// Compiles a check.
    init(_ check: Check) throws(RuleProblems) {
        id = check.id
        rule = check.rule
        isNegated = check.key.isNegated
        isRequired = check.isRequired
        fields = check.key.names.map { Field($0.text) }
        let values = try check.value.scalars()
        let match = try Self.match(check.key)
        patterns = try match.patterns(values, caseSensitive: check.key.has(TextMatch.caseSensitive))
        if match == .regex { try Self.refuseEmptyMatches(patterns, values) }
    }

    private static func match(_ key: CheckKey) throws(RuleProblems) -> TextMatch {
        let named = key.modifiers.filter { $0.text != TextMatch.caseSensitive }
        guard let first = named.first else { return .includesWord }
        if named.count > 1 {
            throw RuleProblems(
                at: named[1].location, "'\(first.text)' and '\(named[1].text)' cannot both apply",
                advice:
                    "keep one, or write a second check: \(key.names.map(\.text).joined(separator: "+"))#second (...)")
        }
        return TextMatch(rawValue: first.text) ?? .includesWord
    }

    /// A pattern that fits the empty text is found in every post.
    private static func refuseEmptyMatches(_ patterns: [Pattern], _ values: [SourceText]) throws(RuleProblems) {
        guard let matcher = PatternMatcher() else { return }
        var problems: [RuleProblem] = []
        for (pattern, value) in zip(patterns, values) {
            var budget = MatchBudget()
            if case .match = matcher.firstMatch(of: pattern, in: [], budget: &budget) {
                problems.append(
                    RuleProblem(
                        at: value.location, "the pattern fits the empty text, so it would be found in every post",
                        advice: "look for at least one character: a+ instead of a*, or body_length: 0 for empty posts"))
            }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
    }
}
