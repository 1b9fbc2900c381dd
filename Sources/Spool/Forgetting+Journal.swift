import Glibc

extension Forgetting {
    private static let nameStart = Array(#""post":""#.utf8)

    /// Overwrites the file's name in the journal's lines about forgotten posts, with as many `x`: nothing moves, so what
    /// refers to places in the journal stays right. Returns how many lines. A file's name is nothing that a filed post is
    /// found by: recovery goes by numbers.
    public static func blankNames(
        in spool: SpoolFolder, isDryRun: Bool, where isForgotten: (JournalEntry) -> Bool
    ) throws(SpoolProblem) -> Int {
        var reader = JournalReader(spool.journal)
        var count = 0
        var open: (segment: UInt64, file: OpenFile)?
        while let entry = try reader.next() {
            guard isForgotten(entry), let name = name(in: entry.line) else { continue }
            count += 1
            guard !isDryRun else { continue }
            // The line just read ends, with its line feed, where the next one begins.
            let end = reader.position
            if open?.segment != end.segment {
                try open?.file.syncData()
                open = try spool.journal.fileIfThere(Segment.name(end.segment), O_WRONLY).map { (end.segment, $0) }
            }
            let start = end.offset - 1 - entry.line.count
            try open?.file.write([UInt8](repeating: UInt8(ascii: "x"), count: name.count), at: start + name.lowerBound)
        }
        try open?.file.syncData()
        return count
    }

    /// Where the name stands in a line; nil where there is none, or nothing of it any more.
    private static func name(in line: [UInt8]) -> Range<Int>? {
        guard
            let start = line.indices.dropLast(nameStart.count).first(where: { line[$0...].starts(with: nameStart) })
        else { return nil }
        let from = start + nameStart.count
        var end = from
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += line[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < line.count, line[from..<end].contains(where: { $0 != UInt8(ascii: "x") }) else { return nil }
        return from..<end
    }
}
