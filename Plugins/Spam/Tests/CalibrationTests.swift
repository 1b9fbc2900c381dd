import Moderation
import Testing

@testable import SpamPlugin

/// If the threshold belongs with few lessons, and if spam is rare.
@Suite(.timeLimit(.minutes(30))) struct CalibrationTests {
    @Test(arguments: [4, 12, 24]) func fewLessonsPutTheThresholdBetween(_ spam: Int) {
        let memory = SpamMemory(base: nil)
        for number in 0..<24 {
            memory.learn(Community.lesson(Community.fine[number % 8] + " really \(number)", .approve))
            if number < spam { memory.learn(Community.lesson(Community.spam[number % 8] + " ok \(number)", .reject)) }
        }
        memory.settle()
        #expect(Community.probability("guaranteed profit, write to t.me/new", memory) > 0.5)
        for text in ["What is your rent in Xi'an?", "我今天做饭了", "My cat is at the hospital"] {
            #expect(Community.probability(text, memory) < 0.5, "\(text)")
        }
    }

    /// No lesson is asked of a model that learned it: what nothing else tells is told by nobody.
    @Test func crossFittingAsksModelsThatDidNotLearnTheLesson() {
        let memory = SpamMemory(base: nil)
        for number in 0..<20 {
            // Alike but for one word, of which no piece tells what the post is.
            let isSpam = number.nonzeroBitCount % 2 == 0
            memory.learn(
                Community.lesson("q\(String(number + 32, radix: 2))z hello", isSpam ? .reject : .approve))
        }
        let lessons = memory.kept
        #expect(lessons.count == 20)
        let margins = CrossFitting.margins(of: lessons)
        #expect(margins == CrossFitting.margins(of: lessons))
        let right = zip(margins, lessons).count { ($0 > 0) == $1.isSpam }
        #expect(right < 18, "\(right) of 20 are known by heart")
    }

    /// A decision's snapshot holds the calibration of all lessons, and asking twice changes nothing.
    @Test func aSnapshotIsCalibratedOnce() throws {
        let memory = SpamMemory(base: nil)
        for (bad, good) in zip(Community.spam, Community.fine) {
            memory.learn(Community.lesson(bad, .reject))
            memory.learn(Community.lesson(good, .approve))
        }
        let before = Community.probability("anything at all", memory)
        let bytes = try #require(memory.snapshot())
        let after = Community.probability("anything at all", memory)
        #expect(before != after)
        #expect(memory.snapshot() == nil)
        #expect(Community.probability("anything at all", try SpamMemory(bytes)) == after)
    }

    @Test func theBaseSpeaksAloneUntilBothKindsAreKnown() throws {
        let memory = SpamMemory()
        let text = "You have WON a £1000 prize! Call 09061701461 now to claim"
        let alone = Community.probability(text, memory)
        #expect(alone > 0.9)
        #expect(alone < 0.983)
        for number in 0..<8 { memory.learn(Community.lesson(Community.fine[number], .approve)) }
        #expect(Community.probability(text, memory) == alone)
        for number in 0..<3 { memory.learn(Community.lesson(Community.spam[number], .reject)) }
        #expect(Community.probability(text, memory) != alone)
    }
}
