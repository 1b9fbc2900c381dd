public import Moderation
internal import Patterns

/// Answers the text checks: every text of a check's fields is searched for every pattern.
public struct TextExaminer: Examiner {
    let rules: [TextRule]
    let matcher: PatternMatcher

    /// Says which checks hold and where, and which ran out of time.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        var budget = MatchBudget()
        for rule in rules {
            for check in rule.checks {
                budget.beginCheck()
                for field in check.fields {
                    for entry in post.post.entries where entry.field == field {
                        guard case .text(let text) = entry.value else { continue }
                        search(text, of: entry, for: check, budget: &budget, into: &answers)
                    }
                }
                // The rule is lost: most posts end here, at a rule's first check.
                let lost: Answer = check.isNegated ? .holds : .doesNotHold
                if check.isRequired, !answers.isExhaustive, answers[check.id] == lost { break }
            }
        }
    }

    private func search(
        _ text: [UInt8], of entry: Post.Entry, for check: TextCheck, budget: inout MatchBudget,
        into answers: inout Answers
    ) {
        for pattern in check.patterns {
            var from = 0
            for _ in 0..<Answers.evidenceLimit {
                switch matcher.firstMatch(of: pattern, in: text, from: from, budget: &budget) {
                case .none: from = text.count + 1
                case .undecided(let reason):
                    answers.undecided(check.id, because: "\(reason) in \(entry.field)")
                    from = text.count + 1
                case .match(let range):
                    answers.holds(check.id, Evidence(entry.field, element: entry.element, range: range))
                    from = max(range.upperBound, from)
                    // Behind an empty match the search goes on one character further.
                    if range.isEmpty { from = Self.nextCharacter(in: text, after: from) }
                }
                if from > text.count { break }
            }
        }
    }

    private static func nextCharacter(in text: [UInt8], after offset: Int) -> Int {
        var next = offset + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
