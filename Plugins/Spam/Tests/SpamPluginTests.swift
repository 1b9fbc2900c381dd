import Moderation
import Testing

@testable import SpamPlugin

@Suite(.timeLimit(.minutes(30))) struct SpamPluginTests {
    @Test(arguments: [
        ("guaranteed profit for you, t.me/other", true), ("稳赚的项目加我 t.me/x", true),
        ("What is your rent in Shanghai?", false), ("今天去公园散步", false),
    ]) func learnsFromDecisions(_ text: String, _ isSpam: Bool) {
        #expect((Community.probability(text, Community.taught()) > 0.5) == isSpam)
    }

    @Test func upheldIsSpamAndApprovedIsFine() {
        let memory = SpamMemory(base: nil)
        memory.learn(Community.lesson("a", .uphold))
        memory.learn(Community.lesson("b", .reject))
        memory.learn(Community.lesson("c", .approve))
        #expect(memory.lessons == (1, 2))
    }

    @Test func anEmptyMemoryKnowsNothing() { #expect(Community.probability("anything", SpamMemory(base: nil)) == 0.5) }

    @Test func onePostTeachesOnce() {
        let memory = SpamMemory(base: nil)
        for _ in 0..<5 { memory.learn(Community.lesson("guaranteed", .reject)) }
        #expect(memory.lessons == (0, 1))
    }

    @Test func reasonsStandWhereTheWordsAre() throws {
        let text = "Hello friends! ＧＵＡＲＡＮＴＥＥＤ profit at t.me/abc"
        let reading = Community.taught().score(Community.post(text), now: Community.now)
        let shown = reading.reasons.filter { $0.weight > 0 }.compactMap { reason in
            reason.range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
        }
        #expect(shown.contains { $0.contains("ＧＵＡＲＡＮＴＥＥＤ") }, "\(shown)")
    }

    @Test func factsAreToldWithoutWords() {
        let reading = Community.taught().score(
            Community.post("guaranteed profit t.me/abc", age: 3 * 3600), now: Community.now)
        let told = reading.evidence.filter { $0.range == nil }.compactMap(\.value)
        // The probability, and a fact at least.
        #expect(told.count > 1)
        for value in told {
            #expect(!value.contains("guaranteed"))
            #expect(!value.contains("t.me"))
        }
    }

    /// What it was taught and is not among the lessons any more says nothing.
    @Test func relearningForgetsWhatIsLeftOut() {
        let memory = Community.taught()
        let before = Community.probability("guaranteed profit t.me/x", memory)
        memory.relearn(Community.fine.map { Community.lesson($0, .approve) })
        #expect(memory.lessons == (8, 0))
        #expect(Community.probability("guaranteed profit t.me/x", memory) < before)
    }

    @Test func aReversedDecisionCountsTheOtherWay() {
        let memory = Community.taught()
        let text = "guaranteed profit t.me/x"
        memory.learn(Community.lesson(text, .reject))
        let before = Community.probability(text, memory)
        memory.learn(Community.lesson(text, .approve))
        #expect(Community.probability(text, memory) < before)
    }
}
