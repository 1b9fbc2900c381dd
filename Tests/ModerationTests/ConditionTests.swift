import Moderation
import Testing

@Suite struct ConditionTests {
    static let values: [Answer] = [.holds, .doesNotHold, .undecided]

    private func answers(_ a: Answer, _ b: Answer) -> Answers {
        var answers = Answers(checkCount: 2)
        for (index, answer) in [a, b].enumerated() {
            switch answer {
            case .holds: answers.holds(CheckID(index))
            case .undecided: answers.undecided(CheckID(index), because: "test")
            case .doesNotHold: break
            }
        }
        return answers
    }

    /// Kleene's tables.
    @Test(arguments: values, values)
    func joins(_ a: Answer, _ b: Answer) {
        let both = [Condition.check(CheckID(0)), .check(CheckID(1))]
        let all: Answer =
            a == .doesNotHold || b == .doesNotHold ? .doesNotHold : a == .holds && b == .holds ? .holds : .undecided
        let any: Answer =
            a == .holds || b == .holds ? .holds : a == .doesNotHold && b == .doesNotHold ? .doesNotHold : .undecided
        #expect(Condition.all(both).answer(answers(a, b)) == all)
        #expect(Condition.any(both).answer(answers(a, b)) == any)
        #expect(Condition.not(.all(both)).answer(answers(a, b)) == all.negated)
    }

    @Test func nothingIsAllAndNotAny() {
        #expect(Condition.all([]).answer(Answers(checkCount: 0)) == .holds)
        #expect(Condition.any([]).answer(Answers(checkCount: 0)) == .doesNotHold)
    }

    @Test func answersAreForgotten() {
        var answers = answers(.holds, .undecided)
        answers.holds(CheckID(0), Evidence(.body, range: 0..<1))
        answers.removeAll()
        #expect(answers[CheckID(0)] == .doesNotHold)
        #expect(answers[CheckID(1)] == .doesNotHold)
        #expect(answers.evidence(for: CheckID(0)).isEmpty)
        #expect(answers.reason(for: CheckID(1)) == nil)
    }

    @Test func evidenceIsBounded() {
        var answers = Answers(checkCount: 1)
        for at in 0..<1000 { answers.holds(CheckID(0), Evidence(.body, range: at..<at + 1)) }
        #expect(answers.evidence(for: CheckID(0)).count == Answers.evidenceLimit)
    }
}
