public import Files
import Glibc

/// Notices that somebody removed, moved, cut or wrote to the segment that is being written. What is lost of it, as far as
/// it is still in memory, is written again into a new segment, so that recovery finds the verdict of every post in `work/`.
/// Not noticed is a cut in the microseconds between a group's look and its write.
extension Journal {
    struct Loss {
        /// Bytes of the segment that are still in the journal's folder.
        let left: Int
        let path: String
        let reason: String

        func problem(_ owed: Int) -> SpoolProblem {
            SpoolProblem(
                .missing,
                "\(path) \(reason): starting a new segment"
                    + (owed > 0 ? ", and the last \(owed) bytes of lines are rewritten" : "")
                    + " (leave the journal to Moongate: --journal-days says how long it is kept)")
        }
    }

    /// Nil if the segment is as it was left. By its own status, one call for a group; its name only if asked for.
    func loss(of file: OpenFile, at position: JournalPosition, lookingUpName: Bool) throws(SpoolProblem) -> Loss? {
        let status = try file.status()
        func loss(_ left: Int, _ reason: String) -> Loss { Loss(left: left, path: file.path, reason: reason) }
        if status.links == 0 { return loss(0, "was removed") }
        if status.size < position.offset { return loss(status.size, "was truncated to \(status.size) bytes") }
        if status.size > position.offset { return loss(status.size, "was written to by another program") }
        guard lookingUpName else { return nil }
        let there = try folder.status(of: Segment.name(position.segment))
        return there?.node == status.node ? nil : loss(0, "was moved or replaced")
    }

    /// Looks for the segment under its name, and puts right what is lost of it: for a look now and then, since a group
    /// notices all but a move by itself. Gives what was found since the last look, for the log.
    public func checkSegment() throws(SpoolProblem) -> [SpoolProblem] {
        monitor.when({ !$0.isWriting }) { $0.isWriting = true }
        writeGroup(lookingUpName: true)
        let (losses, isOwed) = monitor.withLock { state in
            defer { state.losses = [] }
            return (state.losses, !state.recent.owed.isEmpty)
        }
        if isOwed, losses.isEmpty {
            throw SpoolProblem(.missing, "lines of a lost segment cannot be rewritten yet")
        }
        return losses
    }
}

extension Journal {
    /// Names were overwritten in the segments: the lines as they were must not come back.
    public func forgetRecentLines() { monitor.when({ !$0.isWriting }) { $0.recent.beginSegment() } }
}

/// Lines of the segment that is being written, the last ones up to a bound, for when the segment is lost.
struct RecentLines {
    /// Bytes that are kept at least, if there are as many.
    static let limit = 4 << 20

    private var groups: [(offset: Int, bytes: [UInt8])] = []
    private var size = 0
    /// What was lost and is not written again yet.
    var owed: [UInt8] = []

    mutating func beginSegment() { (groups, size) = ([], 0) }

    mutating func add(_ bytes: [UInt8], at offset: Int) {
        guard !bytes.isEmpty else { return }
        groups.append((offset, bytes))
        size += bytes.count
        guard size > 2 * Self.limit else { return }
        var dropped = 0
        while size - groups[dropped].bytes.count >= Self.limit {
            size -= groups[dropped].bytes.count
            dropped += 1
        }
        groups.removeFirst(dropped)
    }

    /// Only the first `left` bytes of the segment are still there: the lines behind them are owed. Gives their bytes.
    mutating func owe(from left: Int) -> Int {
        for (offset, bytes) in groups where offset + bytes.count > left {
            var start = bytes.startIndex
            // The line that holds byte `left` is torn, or begins there.
            if left > offset, let end = bytes[..<(left - offset)].lastIndex(of: 0x0A) { start = end + 1 }
            owed += bytes[start...]
        }
        beginSegment()
        return owed.count
    }
}
