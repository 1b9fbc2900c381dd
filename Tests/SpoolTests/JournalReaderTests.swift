import Testing

@testable import Spool

@Suite struct JournalReaderTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    private func line(_ number: Int) -> String { "{\"seq\":\(number),\"post\":\"p\",\"outcome\":\"approved\"}\n" }
    private func segment(_ number: Int) -> String { "journal/" + Segment.name(UInt64(number)) }

    @Test func passesOverBadLines() throws {
        try temporary.write(
            segment(1),
            line(1) + "garbage\n" + "{\"seq\":-4}\n" + "{\"seq\":1e300}\n" + "{\"seq\":9007199254740992}\n" + "[]\n"
                + "\n" + line(2)
                + String(repeating: "x", count: 3 << 20) + "\n" + line(3))
        try temporary.write(segment(9), line(9))
        var reader = JournalReader(temporary.spool.journal)
        var numbers: [UInt64] = []
        while let entry = try reader.next() { numbers.append(entry.sequence) }
        #expect(numbers == [1, 2, 3, 9])
        #expect(reader.badLines == 7)
    }

    @Test func tornEndOfAnEarlierSegmentIsBad() throws {
        try temporary.write(segment(1), line(1) + "{\"seq\":2,")
        try temporary.write(segment(3), line(3))
        var reader = JournalReader(temporary.spool.journal)
        #expect(try reader.next()?.sequence == 1)
        #expect(try reader.next()?.sequence == 3)
        #expect(reader.badLines == 1)
    }

    @Test func followsOverUnfinishedLinesAndSegments() throws {
        var reader = JournalReader(temporary.spool.journal)
        #expect(try reader.next() == nil)
        try temporary.write(segment(1), line(1) + "{\"seq\":2,\"po")
        #expect(try reader.next()?.sequence == 1)
        #expect(try reader.next() == nil)
        // The torn line was cut off, and another written in its place.
        try temporary.write(segment(1), line(1) + line(22))
        #expect(try reader.next()?.sequence == 22)
        #expect(try reader.next() == nil)
        try temporary.write(segment(1), line(1) + line(22) + line(23))
        try temporary.write(segment(30), line(30))
        #expect(try reader.next()?.sequence == 23)
        #expect(try reader.next()?.sequence == 30)
        #expect(try reader.next() == nil)
        #expect(reader.badLines == 0)
    }

    @Test func goesOnFromAPosition() throws {
        try temporary.write(segment(1), line(1) + line(2))
        try temporary.write(segment(5), line(5) + line(6))
        var first = JournalReader(temporary.spool.journal)
        for _ in 0..<3 { _ = try first.next() }
        var second = JournalReader(temporary.spool.journal, from: first.position)
        #expect(try second.next()?.sequence == 6)
        var dropped = JournalReader(temporary.spool.journal, from: JournalPosition(segment: 3, offset: 999))
        #expect(try dropped.next()?.sequence == 5, "a segment that is gone: on with the next, from its beginning")
    }
}
