internal import Files
import Glibc

extension Journal {
    /// Writes what waits, as the one that `isWriting`; on failure cuts the file back to where it was.
    func writeGroup(lookingUpName: Bool = false) {
        let (bytes, greatest, waiters, group) = monitor.withLock { state in
            let copy = (state.waiting, state.waitingGreatest, state.waiters, state.nextGroup)
            state.waiting = []
            state.waitingGreatest = 0
            state.waiters = 0
            state.nextGroup += 1
            return copy
        }
        var (segment, position, recent) = monitor.withLock { state in
            defer { state.recent = RecentLines() }
            return (state.segment, state.end, state.recent)
        }
        var loss: SpoolProblem?
        var owed = 0
        let result: Result<Int, SpoolProblem>
        do throws(SpoolProblem) {
            if let file = segment, let found = try self.loss(of: file, at: position, lookingUpName: lookingUpName) {
                owed = recent.owe(from: found.left)
                segment = nil
                loss = found.problem(owed)
            }
            let all = recent.owed.isEmpty ? bytes : recent.owed + bytes
            try write(all, to: &segment, at: &position, &recent)
            recent.add(all, at: position.offset)
            recent.owed = []
            result = .success(all.count)
        } catch {
            result = .failure(error)
        }
        monitor.withLock { state in
            // Nil after a failure that leaves its end in doubt: readers pass over a torn line, and the next batch begins
            // a new one.
            state.segment = segment
            state.end = position
            state.recent = recent
            if let loss { state.losses.append(loss) }
            if case .success(let length) = result {
                state.end = JournalPosition(segment: position.segment, offset: position.offset + length)
                state.greatest = max(state.greatest, greatest)
                // Here and not later, or a checkpoint in between would pass the batches of this group.
                for _ in 0..<waiters { _ = state.addHold(at: position) }
            }
            if waiters > 0 { state.results[group] = (result.map { _ in state.lastHold }, waiters) }
            state.finishedGroup = group
            state.isWriting = false
        }
        monitor.announce()
    }

    /// In a new segment where there is none, where it is long, or where no file may become longer.
    private func write(
        _ bytes: [UInt8], to segment: inout OpenFile?, at position: inout JournalPosition, _ recent: inout RecentLines
    ) throws(SpoolProblem) {
        guard !bytes.isEmpty else { return }
        if position.offset >= segmentLimit { segment = nil }
        while true {
            if segment == nil {
                let number = max(position.segment + 1, Self.firstSequence(bytes) ?? 1)
                segment = try newSegment(number)
                position = JournalPosition(segment: number, offset: 0)
                recent.beginSegment()
            }
            guard let file = segment else { continue }
            do throws(SpoolProblem) {
                try file.write(bytes, at: position.offset)
                return try file.syncData()
            } catch {
                if !cutBack(file, to: position.offset) { segment = nil }
                guard error.isOfFileSize, position.offset > 0 else { throw error }
                segment = nil
            }
        }
    }

    /// After a failed sync nobody knows what is on disk (the kernel may have dropped the pages), so only a cut that is
    /// itself synced makes the segment whole again.
    private func cutBack(_ segment: OpenFile, to length: Int) -> Bool {
        do throws(SpoolProblem) {
            try segment.truncate(to: length)
            try segment.syncData()
            return true
        } catch {
            return false
        }
    }

    private func newSegment(_ number: UInt64) throws(SpoolProblem) -> OpenFile {
        // Empty where an earlier attempt failed behind this point.
        let file = try folder.file(Segment.name(number), O_RDWR | O_CREAT | O_TRUNC)
        try folder.sync()
        return file
    }

    private static func firstSequence(_ bytes: [UInt8]) -> UInt64? {
        JournalBytes.firstSequence(in: bytes)
    }
}
