public import Files
import Glibc

extension Forgetting {
    /// Overwrites the file's name in the journal's lines about forgotten posts, with as many `x`: nothing moves, so what
    /// refers to places in the journal stays right. Returns how many lines. A file's name is nothing that a filed post is
    /// found by: recovery goes by numbers.
    public static func blankNames(
        in spool: SpoolFolder, isDryRun: Bool, where isForgotten: (JournalLine) -> Bool
    ) throws(SpoolProblem) -> Int {
        var reader = JournalReader(spool.journal)
        var count = 0
        var open: (segment: UInt64, file: OpenFile)?
        while let line = try reader.next() {
            guard isForgotten(line), let name = JournalBytes.name(in: line.bytes) else { continue }
            count += 1
            guard !isDryRun else { continue }
            // The line just read ends, with its line feed, where the next one begins.
            let end = reader.position
            if open?.segment != end.segment {
                try open?.file.syncData()
                open = try spool.journal.fileIfThere(Segment.name(end.segment), O_WRONLY).map { (end.segment, $0) }
            }
            let start = end.offset - 1 - line.bytes.count
            try open?.file.write([UInt8](repeating: UInt8(ascii: "x"), count: name.count), at: start + name.lowerBound)
        }
        try open?.file.syncData()
        return count
    }
}
