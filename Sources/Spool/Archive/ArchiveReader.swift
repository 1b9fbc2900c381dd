public import Files
public import Moderation

/// Reads the archive of a spool, oldest posts first. Needs no lock and writes nothing; the daemon may go on meanwhile.
public struct ArchiveReader {
    private let folder: Folder?
    private let since: Instant?
    private var parts: [ArchivePart]
    private var frames = ArchiveFrames([])
    /// Of the last frame, the last first.
    private var blocks: [[UInt8]] = []
    /// The last frame: its compressed size, and in how many pieces it was given.
    private var frame = (size: 0, pieces: 1)
    /// Of parts that were read to their end.
    private var past = (size: 0, damagedBytes: 0)
    /// Lines that are still to be passed over.
    private var surplus = 0

    /// Compressed bytes of all parts.
    public private(set) var size = 0
    /// Of `size`, what was read.
    public var readSize: Int {
        past.size + frames.position - (blocks.isEmpty ? 0 : frame.size * blocks.count / frame.pieces)
    }
    /// Bytes that were torn or damaged.
    public var damagedBytes: Int { past.damagedBytes + frames.damagedBytes }
    /// The first day there is.
    public let firstDay: String?

    /// Of posts judged since then, or of all; or of the `newest` N. A missing archive is empty.
    public init(spool path: String, since: Instant? = nil, newest: Int? = nil) throws(SpoolProblem) {
        folder = try Folder(path: path).folderIfThere("archive")
        self.since = since
        parts = []
        if let folder { parts = try ArchivePart.all(in: folder, since: since?.date ?? "") }
        firstDay = parts.first?.day
        if let newest { try leaveOut(allBut: newest) }
        size = parts.reduce(0) { $0 + $1.size }
        // Taken from the end.
        parts.reverse()
    }

    /// Drops whole parts and counts the lines to pass over in the first that is left.
    private mutating func leaveOut(allBut newest: Int) throws(SpoolProblem) {
        guard let folder else { return }
        guard newest > 0 else { return parts.removeAll() }
        var count = 0
        for (place, part) in parts.enumerated().reversed() where count < newest {
            for block in try part.frames(in: folder) { count += block.count { $0 == 0x0A } }
            if count >= newest {
                parts.removeFirst(place)
                surplus = count - newest
            }
        }
    }

    /// The next posts, some hundred, in the order in which they were filed; nil at the end.
    public mutating func next() throws(SpoolProblem) -> ArchiveBlock? {
        guard let folder else { return nil }
        while true {
            while let block = blocks.popLast() {
                let kept = withoutSurplus(block)
                if !kept.isEmpty { return ArchiveBlock(bytes: kept, since: since) }
            }
            let begin = frames.position
            if let bytes = frames.next() {
                blocks = ArchiveLines.pieces(of: bytes, size: Self.pieceSize).reversed().map { Array($0) }
                frame = (frames.position - begin, max(1, blocks.count))
                continue
            }
            past.damagedBytes += frames.damagedBytes
            past.size += frames.position
            frames = ArchiveFrames([])
            guard let part = parts.popLast() else { return nil }
            frames = try part.frames(in: folder)
        }
    }

    /// Bytes of lines that are given at a time, and the rest of the last: a frame may hold thousands of posts, and those
    /// who share the work would wait for the one that has the last.
    private static let pieceSize = 128 << 10

    private mutating func withoutSurplus(_ block: [UInt8]) -> [UInt8] {
        var rest = block[...]
        while surplus > 0, let end = rest.firstIndex(of: 0x0A) {
            rest = rest[(end + 1)...]
            surplus -= 1
        }
        return rest.count == block.count ? block : Array(rest)
    }
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
