public import Files
import Glibc
public import Moderation

/// The archive of filed posts, for trying edited rules on what was really posted: `archive/`, compressed files by day.
/// Written behind the journal and never synced: a crash may take the last seconds, a torn end is passed over. One owner,
/// the daemon; code that only reads uses `ArchiveReader`.
public final class Archive: Sendable {
    private let spool: SpoolFolder
    private let folder: Folder
    private let monitor: Monitor<State>
    private let compressor = ZstdCompressor()

    private struct State {
        var part: ArchivePart?
        var file: OpenFile?
        var length = 0
    }

    /// A part that has grown to this is followed by another, so that old ones can go one by one: of an archive of `size`
    /// bytes a sixteenth at a time, or it would lose most of itself at once.
    static func partLimit(ofSize size: Int) -> Int { min(64 << 20, max(1 << 16, size / 16)) }
    /// A frame holds about this many bytes of lines, and the rest of its last line.
    static let blockLimit = 4 << 20
    /// Greater posts are not kept.
    public static let postLimit = 1 << 20

    /// The archive of a spool, made where there is none.
    public init(_ spool: SpoolFolder) throws(SpoolProblem) {
        guard let folder = try spool.root.folder("archive", making: 0o700) else {
            throw SpoolProblem(.missing, "\(spool.root.path(of: "archive")) is not a folder (move it away)")
        }
        self.spool = spool
        self.folder = folder
        monitor = Monitor(State())
    }

    /// Appends posts that were filed, to an archive that is kept below `size` bytes (`dropOld`). A problem means that some
    /// are not kept.
    public func append(_ lines: ArchiveLines, size: Int = .max) throws(SpoolProblem) {
        let partLimit = Self.partLimit(ofSize: size)
        for (day, lines) in lines.days {
            for block in ArchiveLines.pieces(of: lines, size: min(Self.blockLimit, partLimit)) {
                try write(try frame(of: block), of: day, partLimit: partLimit)
            }
        }
    }

    private func frame(of lines: ArraySlice<UInt8>) throws(SpoolProblem) -> [UInt8] {
        guard let frame = compressor.compress(lines) else {
            throw SpoolProblem(.exhausted, "there is no memory to compress posts for the archive")
        }
        return frame
    }

    private func write(_ frame: [UInt8], of day: String, partLimit: Int) throws(SpoolProblem) {
        try monitor.withLock { state throws(SpoolProblem) in
            if state.part?.day != day || state.length >= partLimit { try open(day, partLimit, &state) }
            guard let file = state.file else { return }
            do throws(SpoolProblem) {
                try file.write(frame, at: state.length)
                state.length += frame.count
            } catch {
                // What is there of the frame is passed over by readers, should it not go away.
                try? file.truncate(to: state.length)
                state = State()
                throw error
            }
        }
    }

    private func open(_ day: String, _ partLimit: Int, _ state: inout State) throws(SpoolProblem) {
        let last = try ArchivePart.all(in: folder).last { $0.day == day }
        var part = last ?? ArchivePart(day: day, number: 1)
        if part.size >= partLimit { part = ArchivePart(day: day, number: part.number + 1) }
        let file = try folder.file(part.name, O_RDWR | O_CREAT, mode: 0o600)
        state = State(part: part, file: file, length: part.size)
    }

    /// Keeps what plugins remember, as it is written now: once a day, for backtests of the posts that come after.
    public func keepMemory(at now: Instant) throws(SpoolProblem) {
        try MemoryCopies(spool, in: folder)?.keep(at: now)
    }

    /// Removes days that are too old, where `days` says so, and the oldest parts while all take more than `size` bytes, of
    /// which plugins' memories take at most a quarter.
    @discardableResult
    public func dropOld(days: Int?, size: Int, now: Instant) throws(SpoolProblem) -> Dropped {
        // Any day comes behind nothing.
        let first = days.map { Instant(microseconds: now.microseconds - Int64($0) * 86_400_000_000).date } ?? ""
        let remembered = try MemoryCopies(spool, in: folder)?.dropOld(before: first, limit: size / 4) ?? 0
        return try monitor.withLock { state throws(SpoolProblem) in
            let parts = try ArchivePart.all(in: folder)
            var total = parts.reduce(remembered) { $0 + $1.size }
            var dropped = Dropped()
            for part in parts where part.day < first || total > size {
                try folder.remove(part.name)
                total -= part.size
                if part.day < first { dropped.old += 1 } else { dropped.tooMuch += 1 }
                if state.part?.name == part.name { state = State() }
            }
            return dropped
        }
    }

    /// Parts that `dropOld` removed.
    public struct Dropped: Hashable, Sendable {
        /// For their age.
        public var old = 0
        /// For the size of all.
        public var tooMuch = 0
    }

    /// Rewrites every part that holds such a post, without it. Corrupt parts go too: their contents are unknown.
    /// Each part is replaced by one rename, synced.
    public func forget(where isForgotten: (ArchivedPost) -> Bool) throws(SpoolProblem) -> Forgotten {
        try monitor.withLock { state throws(SpoolProblem) in
            var forgotten = Forgotten()
            for part in try ArchivePart.all(in: folder) {
                var frames = try part.frames(in: folder)
                let before = forgotten
                var kept: [UInt8] = []
                while let block = frames.next() { kept += try compressed(block, without: isForgotten, &forgotten) }
                forgotten.damagedBytes += frames.damagedBytes
                guard forgotten != before else { continue }
                try replace(part, with: kept)
                if state.part?.name == part.name { state = State() }
            }
            return forgotten
        }
    }

    /// Removes what plugins remembered on earlier days: nobody can take one post or author out of it.
    public func forgetMemory() throws(SpoolProblem) { try MemoryCopies(spool, in: folder)?.removeAll() }

    /// What `forget` removed.
    public struct Forgotten: Hashable, Sendable {
        /// Posts.
        public var posts = 0
        /// Bytes of lines and of frames that could not be read.
        public var damagedBytes = 0
    }

    private func compressed(
        _ block: [UInt8], without isForgotten: (ArchivedPost) -> Bool, _ forgotten: inout Forgotten
    ) throws(SpoolProblem) -> [UInt8] {
        var lines: [UInt8] = []
        for line in block.split(separator: 0x0A) {
            guard let post = ArchivedPost(parsing: line) else {
                forgotten.damagedBytes += line.count
                continue
            }
            if isForgotten(post) {
                forgotten.posts += 1
            } else {
                lines += line
                lines.append(0x0A)
            }
        }
        return lines.isEmpty ? [] : try frame(of: lines[...])
    }

    private func replace(_ part: ArchivePart, with bytes: [UInt8]) throws(SpoolProblem) {
        guard !bytes.isEmpty else {
            try folder.remove(part.name)
            return try folder.sync()
        }
        try folder.replace(part.name, with: bytes, .fileAndFolder)
    }
}
