internal import Moderation
internal import Patterns

/// How a value is looked for in a text: one of these per check.
enum TextMatch: String, CaseIterable {
    case includesWord = "includes-word"
    case includes
    case startsWith = "starts-with"
    case endsWith = "ends-with"
    case fullExact = "full-exact"
    case regex

    /// The modifier that is no way of looking.
    static let caseSensitive = "case-sensitive"

    static var modifiers: [CheckKeyForm.Modifier] {
        allCases.map { CheckKeyForm.Modifier($0.rawValue, $0.summary) } + [
            CheckKeyForm.Modifier(caseSensitive, "Capital and small letters are different")
        ]
    }

    private var summary: String {
        switch self {
        case .includesWord: "The words anywhere, but not inside a longer word (this is what you get without a modifier)"
        case .includes: "The characters anywhere, inside a longer word too"
        case .startsWith: "The text begins with it"
        case .endsWith: "The text ends with it"
        case .fullExact: "The text is this and nothing else"
        case .regex: "A regular expression (PCRE2)"
        }
    }

    /// The patterns for a check's values. Plain values are joined, so that a list costs one search.
    func patterns(_ values: [SourceText], caseSensitive: Bool) throws(RuleProblems) -> [Pattern] {
        var patterns: [Pattern] = []
        var problems: [RuleProblem] = []
        if self == .regex {
            for value in values {
                do throws(PatternProblem) {
                    patterns.append(try Pattern(value.text, caseSensitive: caseSensitive))
                } catch {
                    problems.append(
                        RuleProblem(
                            at: value.location(ofByte: error.offset), "the pattern is wrong: \(error.message)",
                            advice: error.advice))
                }
            }
        } else {
            for value in values where value.text.allSatisfy(\.isWhitespace) {
                problems.append(
                    RuleProblem(
                        at: value.location, "the value is empty, so it would be found in every post",
                        advice: "write the text to look for, or remove it"))
            }
            for group in Self.groups(values.map(\.text).sorted { $0.utf8.count > $1.utf8.count }) {
                do throws(PatternProblem) {
                    patterns.append(try Pattern(joined(group), caseSensitive: caseSensitive))
                } catch {
                    problems.append(RuleProblem(at: values[0].location, "cannot be searched for: \(error.message)"))
                }
            }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
        return patterns
    }

    private func joined(_ values: [String]) -> String {
        let alternatives = values.map { self == .includesWord ? PatternText.word($0) : PatternText.literal($0) }
        let pattern = "(?:" + alternatives.joined(separator: "|") + ")"
        return switch self {
        case .includesWord, .includes, .regex: pattern
        case .startsWith: "\\A" + pattern
        case .endsWith: pattern + "\\z"
        case .fullExact: "\\A" + pattern + "\\z"
        }
    }

    /// Values cut so that each group stays well below what one pattern may hold.
    private static func groups(_ values: [String]) -> [[String]] {
        var groups: [[String]] = []
        var size = 0
        for value in values {
            let cost = value.utf8.count * 2 + 400
            if groups.isEmpty || size + cost > Pattern.lengthLimit {
                groups.append([])
                size = 0
            }
            groups[groups.count - 1].append(value)
            size += cost
        }
        return groups
    }
}
