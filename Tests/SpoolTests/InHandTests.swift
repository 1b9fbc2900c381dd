import Glibc
import Testing

@testable import Spool

@Suite struct InHandTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    @Test func supervisorSeesWhatTheChildHas() throws {
        let child = try InHand(temporary.spool)
        let supervisor = try InHand(temporary.spool)
        child.begin(0, 41)
        child.begin(63, 42)
        child.begin(InHand.judgingAgain, 43)
        child.begin(InHand.judgingAgain + 1, 44)
        usleep(5000)
        #expect(supervisor.items.map(\.worker) == [0, 63, 64])
        #expect(supervisor.items.map(\.sequence) == [41, 42, 43])
        #expect(supervisor.items.allSatisfy { $0.milliseconds >= 4 && $0.milliseconds < 10_000 })
        child.end(0)
        #expect(supervisor.items.map(\.sequence) == [42, 43])
        #expect(supervisor.sinceBeat == nil)
        child.beat()
        #expect(try #require(supervisor.sinceBeat) < 10_000)
    }

    @Test func deathsAreCountedOverReopening() throws {
        for kill in 1...2 {
            let child = try InHand(temporary.spool)
            child.begin(0, 7)
            child.begin(1, UInt64(100 + kill))
            let supervisor = try InHand(temporary.spool)
            #expect(supervisor.noteDeath().count == 2)
            #expect(supervisor.items.isEmpty)
        }
        let supervisor = try InHand(temporary.spool)
        #expect(supervisor.suspects == [7: 2, 101: 1, 102: 1])
        supervisor.forget(7)
        #expect(try InHand(temporary.spool).suspects == [101: 1, 102: 1])
    }

    @Test func endingWellBlamesNobody() throws {
        let inHand = try InHand(temporary.spool)
        inHand.begin(3, 9)
        inHand.clear()
        #expect(inHand.noteDeath().isEmpty && inHand.suspects.isEmpty)
    }

    @Test func suspectsAreBounded() throws {
        let inHand = try InHand(temporary.spool)
        for _ in 0..<2 {
            inHand.begin(0, 1)
            inHand.noteDeath()
        }
        for number in 2...400 {
            inHand.begin(0, UInt64(number))
            inHand.noteDeath()
        }
        #expect(inHand.suspects.count == InHand.suspectLimit)
        #expect(inHand.suspects[1] == 2, "the one that killed twice is not forgotten")
        #expect(inHand.suspects[400] == 1)
    }

    @Test(arguments: [
        "", "foreign", String(repeating: "x", count: InHand.length), String(repeating: "x", count: 100_000),
    ])
    func foreignFileIsMadeAnew(_ text: String) throws {
        try temporary.write("state/in-hand", text)
        let inHand = try InHand(temporary.spool)
        #expect(inHand.items.isEmpty && inHand.suspects.isEmpty && inHand.sinceBeat == nil)
        inHand.begin(0, 5)
        #expect(try InHand(temporary.spool).items.map(\.sequence) == [5])
    }
}
