public import Files
import Glibc

/// The append-only record. A batch is one write and one sync, shared with the batches of other workers that come
/// while a sync is under way. What `append` has returned for is on disk; what it threw for is not in the file.
///
/// Invariants, of which the checkpoint relies on the first:
/// - A checkpoint never passes a verdict whose batch was not released: `end` moves, and the holds of the group that moves
///   it are made, in the same critical section.
/// - One thread at a time writes (`isWriting`); it alone uses the segment's file and changes `segment`, `end` and
///   `recent`. It holds no lock meanwhile.
/// - Lines that were in a segment that somebody removed or cut are owed: they are written before any later line.
///
/// Any thread may append, release and write a checkpoint at any time. The monitor's lock is the only one, is held for a few
/// stores and never while a file is touched; it is taken inside of no other lock of this type, and takes none itself.
public final class Journal: Sendable {
    /// A batch that was appended, until its posts are filed: keeps the checkpoint from passing it.
    public struct Hold: Hashable, Sendable {
        let id: UInt64
    }

    struct State {
        var segment: OpenFile?
        /// Where the next line goes.
        var end: JournalPosition
        var greatest: UInt64
        var holds: [UInt64: JournalPosition] = [:]
        var lastHold: UInt64 = 0

        // Group commit: appenders add to `waiting`; the first that finds nobody writing writes for all.
        var waiting: [UInt8] = []
        var waitingGreatest: UInt64 = 0
        var waiters = 0
        var nextGroup: UInt64 = 1
        var finishedGroup: UInt64 = 0
        var isWriting = false
        /// The outcome of groups that not all of their appenders have seen: each takes one of the group's holds, which
        /// are numbered downwards from the last.
        var results: [UInt64: (result: Result<UInt64, SpoolProblem>, unseen: Int)] = [:]

        var recent = RecentLines()
        /// What the log should hear of the segment.
        var losses: [SpoolProblem] = []
    }

    let folder: Folder
    /// A segment that has grown to this many bytes is followed by a new one.
    public let segmentLimit: Int
    let monitor: Monitor<State>
    /// Bytes of a torn last line that were cut off when the journal was opened.
    public let tornBytes: Int

    /// Opens the journal of a spool that is locked, and cuts off a last line that was not written to its end.
    public init(_ spool: SpoolFolder, segmentLimit: Int = 16 << 20) throws(SpoolProblem) {
        folder = spool.journal
        self.segmentLimit = segmentLimit
        guard let last = try Segment.all(in: folder).last else {
            monitor = Monitor(State(segment: nil, end: JournalPosition(segment: 0, offset: 0), greatest: 0))
            tornBytes = 0
            return
        }
        let file = try folder.file(Segment.name(last), O_RDWR)
        let (length, torn) = try Self.cutTornLine(file)
        tornBytes = torn
        monitor = Monitor(State(segment: file, end: JournalPosition(segment: last, offset: length), greatest: 0))
    }

    private static func cutTornLine(_ file: OpenFile) throws(SpoolProblem) -> (length: Int, torn: Int) {
        let size = Int(lseek(file.descriptor, 0, SEEK_END))
        var start = size
        var length = 0
        while start > 0 {
            let from = max(0, start - 65_536)
            let chunk = try file.chunk(at: from, count: start - from)
            if let lineFeed = chunk.lastIndex(of: 0x0A) {
                length = from + lineFeed + 1
                break
            }
            start = from
        }
        if length < size {
            try file.truncate(to: length)
            try file.syncData()
        }
        return (length, size - length)
    }

    /// The end: where the next line goes.
    public var end: JournalPosition { monitor.withLock { $0.end } }

    /// Appends and syncs. May block for the time of two syncs. The hold is given back with `release` once all the posts
    /// of the batch are filed.
    public func append(_ records: [JournalRecord]) throws(SpoolProblem) -> Hold {
        var greatest: UInt64 = 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(records.reduce(0) { $0 + $1.line.count })
        for record in records {
            bytes += record.line
            greatest = max(greatest, record.sequence)
        }
        let group = monitor.withLock { state in
            state.waiting += bytes
            state.waitingGreatest = max(state.waitingGreatest, greatest)
            state.waiters += 1
            return state.nextGroup
        }
        let mustWrite = monitor.when({ $0.finishedGroup >= group || !$0.isWriting }) { state in
            guard state.finishedGroup < group else { return false }
            state.isWriting = true
            return true
        }
        if mustWrite { writeGroup() }
        let result: Result<Hold, SpoolProblem> = monitor.withLock { state in
            guard let entry = state.results[group] else {
                return .failure(SpoolProblem(.damaged, "the journal lost track of its batches"))
            }
            state.results[group] = entry.unseen > 1 ? (entry.result.map { $0 - 1 }, entry.unseen - 1) : nil
            return entry.result.map { Hold(id: $0) }
        }
        return try result.get()
    }

    /// The posts of a batch are filed.
    public func release(_ hold: Hold) {
        monitor.withLock { state in state.holds[hold.id] = nil }
    }

    /// Keeps the checkpoint from passing a position: for recovery.
    func hold(at position: JournalPosition) -> Hold {
        monitor.withLock { Hold(id: $0.addHold(at: position)) }
    }
}

extension Journal.State {
    mutating func addHold(at position: JournalPosition) -> UInt64 {
        lastHold += 1
        holds[lastHold] = position
        return lastHold
    }
}
