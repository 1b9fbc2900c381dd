import Glibc
import JSON
import Testing

@testable import Spool

@Suite struct CheckpointTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    private func record(_ sequence: UInt64) -> JournalRecord {
        JournalRecord(sequence: sequence) { $0.member("padding", String(repeating: "x", count: 100)) }
    }

    @Test func doesNotPassWhatIsNotFiled() throws {
        let journal = try Journal(temporary.spool)
        journal.release(try journal.append([record(1)]))
        let place = journal.end
        let slow = try journal.append([record(2)])
        let quick = try journal.append([record(3)])
        journal.release(quick)
        #expect(try journal.checkpoint(temporary.spool) == Checkpoint(position: place, greatestSequence: 3))
        #expect(try Checkpoint.read(from: temporary.spool.journal)?.position == place)
        journal.release(slow)
        #expect(try journal.checkpoint(temporary.spool).position == journal.end)
        #expect(try Checkpoint.read(from: temporary.spool.journal)?.position == journal.end)
        #expect(try temporary.names("journal") == ["0000000000000001.jsonl", "checkpoint"])
    }

    @Test(arguments: [
        "", "{", "{\"segment\":1}", "{\"segment\":-1,\"offset\":0,\"seq\":1}",
        "{\"segment\":1,\"offset\":-5,\"seq\":1}",
    ])
    func damagedOneIsNone(_ text: String) throws {
        try temporary.write("journal/checkpoint", text)
        #expect(try Checkpoint.read(from: temporary.spool.journal) == nil)
    }

    @Test func dropsOnlyOldSegmentsBehindTheCheckpoint() throws {
        let journal = try Journal(temporary.spool, segmentLimit: 100)
        for number in 1...3 { journal.release(try journal.append([record(UInt64(number))])) }
        let hold = try journal.append([record(4)])
        journal.release(try journal.append([record(5)]))
        for number in 1...5 where number != 2 {
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
            utimensat(AT_FDCWD, temporary.at("journal/" + Segment.name(UInt64(number))), &times, 0)
        }
        #expect(try journal.dropSegments() == 0, "without a checkpoint nothing is dropped")
        try journal.checkpoint(temporary.spool)
        #expect(try journal.dropSegments(olderThan: .seconds(3600)) == 2)
        #expect(try Segment.all(in: temporary.spool.journal) == [2, 4, 5], "2 is young, 4 and 5 are not behind it")
        journal.release(hold)
    }
}
