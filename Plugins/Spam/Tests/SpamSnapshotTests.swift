import Moderation
import Testing

@testable import SpamPlugin

@Suite(.timeLimit(.minutes(30))) struct SpamSnapshotTests {
    @Test(arguments: [true, false]) func whatWasWrittenIsRead(_ usesBase: Bool) throws {
        let memory = Community.taught(base: usesBase ? .embedded : nil)
        let bytes = try #require(memory.snapshot())
        let again = try SpamMemory(bytes)
        #expect(memory.snapshot() == nil)
        #expect(again.snapshot() == nil)
        for text in Community.spam + Community.fine + ["anything"] {
            #expect(Community.probability(text, memory) == Community.probability(text, again))
        }
        again.learn(Community.lesson("something new", .approve))
        #expect(again.snapshot() != nil)
    }

    @Test func everyDamageIsFound() throws {
        let bytes = try #require(Community.taught(rounds: 1).snapshot())
        var refused = 0
        let places = Array(stride(from: 0, to: bytes.count, by: 977)) + [0, 16, bytes.count - 1]
        for place in places {
            var damaged = bytes
            damaged[place] ^= 0x41
            do { _ = try SpamMemory(damaged) } catch { refused += 1 }
        }
        #expect(refused == places.count)
        for length in [0, 5, 16, 17, 24, 100, bytes.count / 2, bytes.count - 1] {
            #expect(throws: MemoryProblem.self) { try SpamMemory(Array(bytes[..<length])) }
        }
    }

    /// Also one whose checksum somebody made fit: it is refused, or it works.
    @Test func noSealedSnapshotTraps() throws {
        let whole = try #require(Community.taught(rounds: 1).snapshot()).dropLast(8)
        var chance = SystemRandomNumberGenerator()
        var opened = 0
        for _ in 0..<300 {
            var bytes = Array(whole)
            for _ in 0..<Int.random(in: 1...3, using: &chance) {
                // Counts and numbers stand in the beginning; lessons at the end.
                let isEarly = Bool.random(using: &chance)
                let place = Int.random(in: isEarly ? 16..<400 : 16..<bytes.count, using: &chance)
                bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &chance) ?? 0
            }
            if Int.random(in: 0..<4, using: &chance) == 0 {
                bytes.removeLast(Int.random(in: 1..<bytes.count - 20, using: &chance))
            }
            guard let memory = try? SpamMemory(SpamSnapshot.sealed(bytes)) else { continue }
            opened += 1
            #expect((0...1).contains(Community.probability("guaranteed profit t.me/x", memory)))
            memory.learn(Community.lesson("a new one", .approve))
            memory.settle()
        }
        #expect(opened > 0)
    }

    /// Nothing that was written can be read out of it.
    @Test func holdsNoText() throws {
        let memory = SpamMemory(base: nil)
        memory.learn(Community.lesson("unmistakable-word profit", .reject, author: "unmistakable-author"))
        let bytes = try #require(memory.snapshot())
        #expect(!bytes.isEmpty)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("unmistakable"))
    }

    @Test func theBaseModelIsThere() throws {
        let base = try #require(BaseModel.embedded)
        var reader = FeatureReader()
        reader.read(
            Community.post("You have WON a £1000 prize! Call 09061701461 now to claim"), now: Community.now,
            reasons: true)
        let spam = base.logit(margin: base.margin(reader.vector))
        reader.read(Community.post("I will be home at six, see you then"), now: Community.now, reasons: true)
        #expect(spam > base.logit(margin: base.margin(reader.vector)) + 2)
        #expect(BaseModel(Array(repeating: 0, count: 65556)) == nil)
        #expect(BaseModel([]) == nil)
    }
}
