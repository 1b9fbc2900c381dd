import Glibc

/// The append-only record. A batch is one write and one sync, shared with the batches of other workers that come
/// while a sync is under way. What `append` has returned for is on disk; what it threw for is not in the file.
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
        /// The outcome of groups that not all of their appenders have seen.
        var results: [UInt64: (result: Result<JournalPosition, SpoolProblem>, unseen: Int)] = [:]
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
        let bytes = records.flatMap(\.line)
        let greatest = records.map(\.sequence).max() ?? 0
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
                return .failure(SpoolProblem(.damaged, "the journal lost count of its batches"))
            }
            state.results[group] = entry.unseen > 1 ? (entry.result, entry.unseen - 1) : nil
            return entry.result.map { start in
                state.lastHold += 1
                state.holds[state.lastHold] = start
                return Hold(id: state.lastHold)
            }
        }
        return try result.get()
    }

    /// The posts of a batch are filed.
    public func release(_ hold: Hold) {
        monitor.withLock { state in state.holds[hold.id] = nil }
    }

    /// Keeps the checkpoint from passing a position: for recovery.
    func hold(at position: JournalPosition) -> Hold {
        monitor.withLock { state in
            state.lastHold += 1
            state.holds[state.lastHold] = position
            return Hold(id: state.lastHold)
        }
    }
}
