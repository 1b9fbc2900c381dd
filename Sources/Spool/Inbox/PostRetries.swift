import CLinux
internal import Files
import Synchronization

/// Files of the inbox that could not be taken or read just now, with when each is tried again: after 1, 2, 4 ... 30 s. A
/// file is known by its inode, whatever its name. Shared by all workers.
final class PostRetries: Sendable {
    fileprivate struct Key: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private struct Entry {
        let since: Int64
        var wait: Int64
        var notBefore: Int64
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let count = Atomic<Int>(0)
    private let now: @Sendable () -> Int64

    private static let second: Int64 = 1_000_000_000
    private static let longest = 30 * second
    /// Files that are remembered at most; then the oldest is forgotten.
    static let limit = 4096

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Whether any file waits for another try.
    var isWaiting: Bool {
        guard count.load(ordering: .relaxed) > 0 else { return false }
        let now = now()
        return entries.withLock { entries in
            // A file that did not come again was removed by its producer.
            entries = entries.filter { now - $0.value.notBefore < 2 * Self.longest }
            count.store(entries.count, ordering: .relaxed)
            return !entries.isEmpty
        }
    }

    func mustWait(_ status: FileStatus) -> Bool {
        guard count.load(ordering: .relaxed) > 0 else { return false }
        let now = now()
        return entries.withLock { $0[Key(status)].map { $0.notBefore > now } ?? false }
    }

    /// It failed; gives how long it has failed for, in nanoseconds.
    func failed(_ status: FileStatus) -> Int64 {
        let now = now()
        return entries.withLock { entries in
            let key = Key(status)
            var entry = entries[key] ?? Entry(since: now, wait: 0, notBefore: 0)
            if entries[key] == nil, entries.count >= Self.limit,
                let oldest = entries.min(by: { $0.value.notBefore < $1.value.notBefore })?.key
            {
                entries[oldest] = nil
            }
            entry.wait = entry.wait == 0 ? Self.second : min(Self.longest, 2 * entry.wait)
            entry.notBefore = now + entry.wait
            entries[key] = entry
            count.store(entries.count, ordering: .relaxed)
            return now - entry.since
        }
    }

    /// It was read, or given up.
    func done(_ status: FileStatus) {
        guard count.load(ordering: .relaxed) > 0 else { return }
        entries.withLock { entries in
            entries[Key(status)] = nil
            count.store(entries.count, ordering: .relaxed)
        }
    }
}

extension PostRetries.Key {
    fileprivate init(_ status: FileStatus) { (device, inode) = (status.device, status.inode) }
}
