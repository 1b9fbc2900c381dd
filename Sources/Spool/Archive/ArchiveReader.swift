public import Moderation

/// Reads the archive of a spool, oldest posts first. Needs no lock and writes nothing; the daemon may go on meanwhile.
public struct ArchiveReader {
    private let folder: Folder?
    private let since: Instant?
    private var parts: [ArchivePart]
    private var blocks: [[UInt8]] = []

    /// Compressed bytes of all parts, and of those that were read.
    public private(set) var size = 0
    /// Of `size`, what was read.
    public private(set) var readSize = 0
    /// Bytes that were torn or damaged, and lines that were none.
    public private(set) var damagedBytes = 0
    /// The first day there is.
    public let firstDay: String?

    /// Of posts judged since then, or of all. An archive that is not there is empty.
    public init(spool path: String, since: Instant? = nil, newestFirst: Bool = false) throws(SpoolProblem) {
        folder = try Folder(path: path).folderIfThere("archive")
        self.since = since
        parts = []
        if let folder { parts = try ArchivePart.all(in: folder, since: since?.date ?? "") }
        firstDay = parts.first?.day
        size = parts.reduce(0) { $0 + $1.size }
        // Taken from the end.
        if !newestFirst { parts.reverse() }
        isNewestFirst = newestFirst
    }

    private let isNewestFirst: Bool

    /// The next posts, some thousand at most, in the order in which they were filed; nil at the end.
    public mutating func next() throws(SpoolProblem) -> ArchiveBlock? {
        guard let folder else { return nil }
        while blocks.isEmpty {
            guard let part = parts.popLast() else { return nil }
            let (read, damaged) = try part.read(in: folder)
            blocks = isNewestFirst ? read : read.reversed()
            damagedBytes += damaged
            readSize += part.size
        }
        return blocks.popLast().map { ArchiveBlock(bytes: $0, since: since) }
    }

    /// For who counts what `ArchiveBlock` could not read.
    public mutating func noteDamage(_ bytes: Int) { damagedBytes += bytes }
}

/// Some posts of the archive that were written together: uncompressed lines.
public struct ArchiveBlock: Sendable {
    /// Its lines, unpacked.
    public let bytes: [UInt8]
    let since: Instant?

    /// The posts in it, and the bytes of lines that are none. Costs some microseconds a post.
    public func posts() -> (posts: [ArchivedPost], damagedBytes: Int) {
        var posts: [ArchivedPost] = []
        var damaged = 0
        for line in bytes.split(separator: 0x0A) {
            guard let post = ArchivedPost(parsing: line) else {
                damaged += line.count
                continue
            }
            if let since, post.decidedAt < since { continue }
            posts.append(post)
        }
        return (posts, damaged)
    }
}
