import Moderation
import Testing

@testable import SpamPlugin

@Suite(.timeLimit(.minutes(30))) struct PoisoningTests {
    @Test func anAuthorTeachesSoMuchAndNoMore() {
        let memory = SpamMemory(base: nil)
        for index in 0..<200 {
            let words = (0..<8).map { "w\(index * 8 + $0)x" }.joined(separator: " ")
            memory.learn(Community.lesson(words, .approve, author: "one"))
        }
        #expect(memory.lessons.acceptable == 20)
        let notices = memory.takeNotices()
        #expect(notices.count == 1, "\(notices)")
        #expect(notices.first?.hasPrefix("180 lessons were passed over") == true, "\(notices)")
    }

    @Test func aCampaignTeachesSoMuchAndNoMore() {
        let memory = SpamMemory(base: nil)
        for index in 0..<200 {
            memory.learn(Community.lesson("buy the very same thing now", .reject, id: "\(index)"))
        }
        #expect(memory.lessons.spam == 20)
    }

    @Test func lessonsAgainstASureModelAreReported() {
        let memory = Community.taught(rounds: 12)
        _ = memory.takeNotices()
        for (index, text) in Community.spam.enumerated() {
            memory.learn(Community.lesson(text + " no 1", .approve, author: "p\(index)", id: "other \(index)"))
        }
        let notices = memory.takeNotices()
        #expect(notices.contains { $0.contains("the opposite") }, "\(notices)")
        #expect(memory.takeNotices() == [])
    }

    @Test func aLessonThatReversesOneIsReportedWhereTheModelWasSure() {
        let memory = Community.taught(rounds: 12)
        _ = memory.takeNotices()
        memory.learn(Community.lesson(Community.spam[0] + " no 1", .approve))
        #expect(memory.takeNotices().count == 1)
    }

    @Test func forgettingAnAuthorRemovesTheirLessons() throws {
        let memory = SpamMemory(base: nil)
        memory.learn(Community.lesson("guaranteed profit", .reject, author: "one"))
        memory.learn(Community.lesson("good day", .approve, author: "two"))
        let whole = try SpamSnapshot.read(try #require(memory.snapshot())).0
        memory.forget(author: "one")
        let left = try SpamSnapshot.read(try #require(memory.snapshot())).0
        #expect(whole.kept.count == 2)
        #expect(left.kept.count == 1)
        #expect(left.kept.first?.isSpam == false)
    }
}
