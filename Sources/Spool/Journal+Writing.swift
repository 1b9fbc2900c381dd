import Glibc

extension Journal {
    /// Writes what waits, as the one that `isWriting`; on failure cuts the file back to where it was.
    func writeGroup() {
        let (bytes, greatest, waiters, group, state) = monitor.withLock { state in
            let copy = (state.waiting, state.waitingGreatest, state.waiters, state.nextGroup, state)
            state.waiting = []
            state.waitingGreatest = 0
            state.waiters = 0
            state.nextGroup += 1
            return copy
        }
        var segment = state.segment
        var position = state.end
        let result: Result<JournalPosition, SpoolProblem>
        do throws(SpoolProblem) {
            if segment == nil || position.offset >= segmentLimit {
                let number = max(position.segment + 1, Self.firstSequence(bytes) ?? 1)
                segment = try newSegment(number)
                position = JournalPosition(segment: number, offset: 0)
            }
            if let file = segment, !bytes.isEmpty { try write(bytes, to: file, at: position.offset) }
            result = .success(position)
        } catch {
            result = .failure(error)
        }
        let isWhole = (try? result.get()) != nil || cutBack(segment, to: position.offset)
        monitor.withLock { state in
            // A segment whose end is in doubt is left alone: readers pass over a torn line. The next batch begins a new
            // one.
            state.segment = isWhole ? segment : nil
            state.end = position
            if case .success = result {
                state.end = JournalPosition(segment: position.segment, offset: position.offset + bytes.count)
                state.greatest = max(state.greatest, greatest)
            }
            state.results[group] = (result, waiters)
            state.finishedGroup = group
            state.isWriting = false
        }
        monitor.announce()
    }

    private func write(_ bytes: [UInt8], to file: OpenFile, at offset: Int) throws(SpoolProblem) {
        try file.write(bytes, at: offset)
        try file.syncData()
    }

    /// After a failed sync nobody knows what is on disk (the kernel may have dropped the pages), so only a cut that is
    /// itself synced makes the segment whole again.
    private func cutBack(_ segment: OpenFile?, to length: Int) -> Bool {
        guard let segment else { return true }
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
        let start = Array("{\"seq\":".utf8)
        guard bytes.starts(with: start) else { return nil }
        let digits = bytes.dropFirst(start.count).prefix { (0x30...0x39).contains($0) }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }
}
