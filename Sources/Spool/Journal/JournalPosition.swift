internal import Files

/// A place in the journal, between two lines.
public struct JournalPosition: Hashable, Comparable, Sendable {
    /// The number in the segment's name.
    public let segment: UInt64
    /// Bytes from its beginning.
    public let offset: Int

    /// A place.
    public init(segment: UInt64, offset: Int) {
        self.segment = segment
        self.offset = offset
    }

    /// Earlier is less.
    public static func < (a: Self, b: Self) -> Bool { (a.segment, a.offset) < (b.segment, b.offset) }
}

/// A file of the journal: `SEQ16.jsonl`. Its number is that of its first record, or larger if needed to make
/// segments sort in the order in which they were written.
enum Segment {
    static let suffix = ".jsonl"

    static func name(_ number: UInt64) -> String { WorkFile.padded(number) + suffix }

    static func number(of name: String) -> UInt64? {
        let bytes = Array(name.utf8)
        guard bytes.hasSuffix(suffix) else { return nil }
        return WorkFile.sequence(bytes.dropLast(suffix.utf8.count))
    }

    /// All there are, in order.
    static func all(in journal: Folder) throws(SpoolProblem) -> [UInt64] {
        try FolderListing.names(of: journal).compactMap { $0.isFolder ? nil : number(of: $0.name) }.sorted()
    }
}
