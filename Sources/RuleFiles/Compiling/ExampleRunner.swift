internal import Moderation

/// Judges every rule's examples: each must come out as it says.
struct ExampleRunner {
    /// The clock of examples: 2026-01-15T12:00:00Z.
    static let now = Instant(seconds: 1_768_478_400)

    private var judge: Judge

    init(_ ruleset: Ruleset) throws(ExaminerProblem) { judge = try Judge(ruleset: ruleset, explains: true) }

    /// What did not come out.
    mutating func problems(of source: RuleSource) -> [RuleProblem] {
        guard source.mode != .off else { return [] }
        return source.examples.compactMap { problem(of: $0, for: source.id.text) }
    }

    private mutating func problem(of example: Example, for id: String) -> RuleProblem? {
        let post = ExaminedPost(example.post, receivedAt: Self.now, assumptions: example.assumptions)
        let verdict = judge.judge(post, now: Self.now)
        if let undecided = verdict.undecided.first(where: { $0.rule.id == id }) {
            return RuleProblem(
                at: example.location, "'\(id)' could not be answered: \(undecided.reasons.joined(separator: "; "))",
                advice: "make the pattern simpler: it takes too many steps even on its own example")
        }
        let finding = verdict.findings.first { $0.rule.id == id }
        switch (finding, example.fires) {
        case (nil, true):
            return RuleProblem(
                at: example.location, "'\(id)' should hold for this example and does not\(failing(id, example.post))",
                advice: "change the check or the example")
        case (.some(let finding), false):
            let shown = finding.evidence.first.map { " (\(describe($0, example.post)))" } ?? ""
            return RuleProblem(
                at: example.location, "'\(id)' should not hold for this example and does\(shown)",
                advice: "change the check or the example")
        case (.some(let finding), true): return misplaced(finding, example)
        case (nil, false): return nil
        }
    }

    /// The first check that did not hold.
    private func failing(_ id: String, _ post: Post) -> String {
        guard let rule = judge.ruleset.rules.first(where: { $0.id == id }) else { return "" }
        let failed = rule.checks.first { check in
            let answer = judge.answers[check.id]
            return (check.key.isNegated ? answer.negated : answer) == .doesNotHold
        }
        return failed.map { ": '\($0.key.source.text)' does not" } ?? ""
    }

    private func misplaced(_ finding: Finding, _ example: Example) -> RuleProblem? {
        guard !example.marks.isEmpty else { return nil }
        for mark in example.marks {
            let touches = finding.evidence.contains { $0.field == mark.field && $0.range?.overlaps(mark.range) == true }
            if !touches {
                let found = finding.evidence.map { describe($0, example.post) }.joined(separator: ", ")
                return RuleProblem(
                    at: example.location, "'\(finding.rule.id)' does not find what ↓ ↑ mark; it finds \(found)",
                    advice: "move the marks, or change the check")
            }
        }
        let fields = Set(example.marks.map(\.field))
        for evidence in finding.evidence where fields.contains(evidence.field) {
            guard let range = evidence.range else { continue }
            let isInside = example.marks.contains {
                $0.field == evidence.field && $0.range.lowerBound <= range.lowerBound
                    && range.upperBound <= $0.range.upperBound
            }
            if !isInside {
                return RuleProblem(
                    at: example.location,
                    "'\(finding.rule.id)' finds \(describe(evidence, example.post)), outside of what ↓ ↑ mark",
                    advice: "move the marks, or change the check")
            }
        }
        return nil
    }

    private func describe(_ evidence: Evidence, _ post: Post) -> String {
        if let quoted = post.quoted(evidence) { return "'\(String(decoding: quoted, as: UTF8.self))'" }
        return "\(evidence.field) is \(evidence.value ?? "there")"
    }
}
