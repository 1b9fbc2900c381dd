import Files
import Glibc
import Testing

@testable import Spool

@Suite struct InHandTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    /// The same memory, as the judging child has it.
    private func child(of supervisor: InHand) throws -> InHand { try InHand(inherited: dup(supervisor.descriptor)) }

    @Test func supervisorSeesWhatTheChildHas() throws {
        let supervisor = try InHand()
        let child = try child(of: supervisor)
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

    @Test func deathsAreCountedOverChildren() throws {
        let supervisor = try InHand()
        for kill in 1...2 {
            let child = try child(of: supervisor)
            child.begin(0, 7)
            child.begin(1, UInt64(100 + kill))
            #expect(supervisor.noteDeath().count == 2)
            #expect(supervisor.items.isEmpty)
        }
        #expect(supervisor.suspects == [7: 2, 101: 1, 102: 1])
        try child(of: supervisor).forget(7)
        #expect(supervisor.suspects == [101: 1, 102: 1])
    }

    @Test func endingWellBlamesNobody() throws {
        let inHand = try InHand()
        inHand.begin(3, 9)
        inHand.clear()
        #expect(inHand.noteDeath().isEmpty)
        #expect(inHand.suspects.isEmpty)
    }

    @Test func suspectsAreBounded() throws {
        let inHand = try InHand()
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

    @Test func memoryOfAnotherLengthIsRefused() throws {
        try temporary.write("short", "no memory")
        let file = open(temporary.at("short"), O_RDWR)
        #expect(throws: SpoolProblem.self) { try InHand(inherited: file) }
        #expect(throws: SpoolProblem.self) { try InHand(inherited: -1) }
    }

    // MARK: What outlives the supervisor

    @Test func suspectsAndPostsInHandForLongAreKept() throws {
        let inHand = try InHand()
        inHand.begin(0, 7)
        inHand.noteDeath()
        inHand.begin(0, 8)
        #expect(inHand.record.inHand.isEmpty, "nothing is written for a post that takes no time")
        usleep(UInt32(InHandRecord.long + 20) * 1000)
        try inHand.record.write(to: temporary.spool)

        let next = try InHand()
        next.takeOver(try InHandRecord(of: temporary.spool))
        #expect(next.suspects == [7: 1, 8: 1])
        #expect(next.items.isEmpty)
    }

    /// The file was mapped: cut short by somebody, the next store killed the process by SIGBUS.
    @Test func aRecordThatIsCutShortHarmsNobody() throws {
        let inHand = try InHand()
        inHand.begin(0, 7)
        inHand.noteDeath()
        try inHand.record.write(to: temporary.spool)
        truncate(temporary.at("state/in-hand"), 3)
        inHand.begin(0, 8)
        #expect(inHand.items.map(\.sequence) == [8])
        #expect(try InHandRecord(of: temporary.spool) == InHandRecord())
    }

    /// The last one as version 5 of the mapped file began.
    @Test(arguments: [
        "", "foreign", "[1]", "{\"suspects\":[1,{\"seq\":-1,\"deaths\":1},{\"seq\":4,\"deaths\":0}],\"in_hand\":{}}",
        "mgihandn\u{5}\0\0\0\0\0\0\0" + String(repeating: "\0", count: 6000),
    ])
    func aForeignOrOldRecordIsNone(_ text: String) throws {
        try temporary.write("state/in-hand", text)
        #expect(try InHandRecord(of: temporary.spool) == InHandRecord())
    }

    @Test(.enabled(if: TemporarySpool.canMount, "a small file system takes root"))
    func aFullDiskIsAProblemInWords() throws {
        let small = try TemporarySpool(size: 64 << 10)
        let inHand = try InHand()
        _ = try? small.spool.root.write([UInt8](repeating: 1, count: 128 << 10), to: "filler")
        inHand.begin(0, 7)
        inHand.noteDeath()
        #expect { try inHand.record.write(to: small.spool) } throws: { ($0 as? SpoolProblem)?.kind == .full }
        #expect(inHand.suspects == [7: 1])
    }
}
