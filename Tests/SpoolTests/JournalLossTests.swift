import Files
import Glibc
import JSON
import Testing

@testable import Spool

/// What people and log rotation do to the segment that is being written: it is noticed, and no verdict gets lost.
@Suite struct JournalLossTests {
    let temporary: TemporarySpool
    let journal: Journal

    init() throws {
        temporary = try TemporarySpool()
        journal = try Journal(temporary.spool)
    }

    private func append(_ sequences: UInt64...) throws {
        let records = sequences.map { sequence in JournalRecord(sequence: sequence) { $0.member("post", "p") } }
        journal.release(try journal.append(records))
    }

    private var segment: String { get throws { temporary.at("journal/" + Segment.name(journal.end.segment)) } }
    private var sequences: [UInt64] { get throws { try temporary.records().map(\.sequence) } }

    /// Every later verdict went into a file that nobody could read, while checkpoints said that all was kept.
    @Test func aRemovedSegmentIsNoticedByTheNextGroup() throws {
        try append(1, 2)
        try append(3)
        unlink(try segment)
        try append(4)
        #expect(try sequences == [1, 2, 3, 4])
        let losses = try journal.checkSegment()
        #expect(losses.count == 1)
        #expect(losses.first?.description.contains("was removed") == true)
        #expect(try journal.checkSegment().isEmpty, "said once")
    }

    @Test func aRemovedSegmentIsNoticedByTheLookAlone() throws {
        try append(1, 2)
        unlink(try segment)
        #expect(try journal.checkSegment().count == 1)
        #expect(try sequences == [1, 2])
    }

    /// logrotate without copytruncate.
    @Test func aMovedSegmentIsNoticedByTheLook() throws {
        try append(1)
        rename(try segment, temporary.at("journal/old.1"))
        try append(2)
        #expect(try journal.checkSegment().first?.description.contains("moved or replaced") == true)
        #expect(try sequences == [1, 2])
        try append(3)
        #expect(try sequences == [1, 2, 3])
    }

    /// Written at the old place, NUL bytes swallowed the first record after logrotate's copytruncate.
    @Test(arguments: [0, 5, 100, 150]) func aSegmentThatIsCutLosesNoLine(_ left: Int) throws {
        for sequence in 1...5 as ClosedRange<UInt64> { try append(sequence * 100_000_000_000_000) }
        let end = journal.end.offset
        #expect(end > 150)
        #expect(truncate(try segment, off_t(left)) == 0)
        try append(600_000_000_000_000)
        let found = try sequences
        #expect(found == (1...6).map { $0 * 100_000_000_000_000 })
        #expect(try journal.checkSegment().first?.description.contains("was truncated to \(left) bytes") == true)
    }

    @Test func whatAnotherProgramWritesToIsLeftAlone() throws {
        try append(1)
        let file = open(try segment, O_WRONLY | O_APPEND)
        write(file, "hello", 5)
        close(file)
        try append(2)
        #expect(try sequences == [1, 2])
        #expect(temporary.text("journal/0000000000000001.jsonl")?.hasSuffix("hello") == true)
    }

    /// Recovery reads from the checkpoint: what is held is found behind it.
    @Test func whatWasNotFiledIsFoundBehindTheCheckpoint() throws {
        try append(1)
        try journal.checkpoint(temporary.spool)
        let hold = try journal.append([JournalRecord(sequence: 2) { $0.member("post", "p") }])
        unlink(try segment)
        try append(3)
        let checkpoint = try journal.checkpoint(temporary.spool)
        var reader = JournalReader(temporary.spool.journal, from: checkpoint.position)
        var found: [UInt64] = []
        while let entry = try reader.next() { found.append(entry.sequence) }
        #expect(found.contains(2))
        journal.release(hold)
        #expect(try journal.checkpoint(temporary.spool).position == journal.end)
    }

    #if DEBUG
        /// The lines that are owed wait until they can be written.
        @Test func aFullDiskInBetweenLosesNoLine() throws {
            try append(1)
            unlink(try segment)
            let faults = try #require(Faults("write:1:ENOSPC", death: .silence))
            Faults.$inTest.withValue(faults) { #expect(throws: SpoolProblem.self) { try append(2) } }
            try append(3)
            #expect(try sequences == [1, 3])
        }

        /// LimitFSIZE= in the unit: the process was killed by SIGXFSZ.
        @Test func aFileThatMayNotGrowIsFollowedByANewOne() throws {
            try append(1)
            let faults = try #require(Faults("write:1:EFBIG", death: .silence))
            try Faults.$inTest.withValue(faults) { try append(2) }
            #expect(try Segment.all(in: temporary.spool.journal) == [1, 2])
            #expect(try sequences == [1, 2])
            let none = try #require(Faults("write:1+:EFBIG", death: .silence))
            Faults.$inTest.withValue(none) {
                #expect {
                    try append(3)
                } throws: { error in
                    (error as? SpoolProblem)?.kind == .full
                        && (error as? SpoolProblem)?.description.contains("LimitFSIZE=") == true
                }
            }
        }
    #endif

    /// `forget` overwrites names in the file; they must not come back with lost lines.
    @Test func forgottenNamesDoNotComeBack() throws {
        try append(1)
        journal.forgetRecentLines()
        unlink(try segment)
        try append(2)
        #expect(try sequences == [2])
    }

    @Test func memoryOfLinesIsBounded() {
        var recent = RecentLines()
        let group = [UInt8](repeating: 0x61, count: 999_999) + [0x0A]
        for number in 0..<20 { recent.add(group, at: number * group.count) }
        let owed = recent.owe(from: 0)
        #expect(owed >= RecentLines.limit)
        #expect(owed <= 2 * RecentLines.limit)
    }
}
