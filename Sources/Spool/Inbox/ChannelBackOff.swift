import CLinux
import Synchronization

/// Channels whose posts cannot be taken out of their folder, or cannot be filed: left out by scans, events and claims, so
/// that the others are not delayed. The inbox itself is the channel nil.
///
/// A folder is left out once several posts of it have failed in a row, for 1, 2, 4 ... 60 s. One post that fails alone
/// (an immutable file) waits alone: `PostRetries`. Shared by the intake and all workers; each call takes the one lock.
public final class ChannelBackOff: Sendable {
    private struct Entry {
        var failures = 0
        var wait: Int64 = 0
        var opensAt: Int64 = 0
        var failedAt: Int64 = 0
        /// Whether the intake was told to scan since it opened.
        var isAnnounced = true
    }

    private struct State {
        var entries: [String?: Entry] = [:]
        var paused: Set<String?> = []
        var mustScan = false
        var over: [String?] = []

        var isQuiet: Bool { entries.isEmpty && paused.isEmpty && !mustScan && over.isEmpty }
    }

    private let state = Mutex(State())
    /// Nearly always so: then no call takes the lock.
    private let isQuiet = Atomic<Bool>(true)
    private let now: @Sendable () -> Int64

    static let failuresInARow = 3
    private static let second: Int64 = 1_000_000_000
    private static let longest = 60 * second
    /// Without a failure for this long after the wait, the trouble is over: the posts are gone.
    private static let quiet = 75 * second

    /// `now` is the monotonic clock in nanoseconds, unless a test sets another.
    public init(now: (@Sendable () -> Int64)? = nil) { self.now = now ?? { moongate_monotonic_nanoseconds() } }

    private func change<Result>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            defer { isQuiet.store(state.isQuiet, ordering: .relaxed) }
            return body(&state)
        }
    }

    /// Whether nothing is taken from a channel now.
    public func isClosed(_ channel: String?) -> Bool {
        guard !isQuiet.load(ordering: .relaxed) else { return false }
        let now = now()
        return state.withLock { $0.paused.contains(channel) || $0.entries[channel].map { $0.opensAt > now } ?? false }
    }

    /// Whether any channel is left out now.
    public var hasClosed: Bool {
        guard !isQuiet.load(ordering: .relaxed) else { return false }
        let now = now()
        return state.withLock { state in !state.paused.isEmpty || state.entries.values.contains { $0.opensAt > now } }
    }

    /// A post could not be taken out of a channel's folder.
    func failed(_ channel: String?) {
        let now = now()
        change { state in
            guard state.entries[channel] != nil || state.entries.count < Inbox.channelLimit else { return }
            var entry = state.entries[channel] ?? Entry()
            entry.failedAt = now
            entry.failures += 1
            // Other workers may have failed meanwhile: that is one failure.
            if entry.failures >= Self.failuresInARow, entry.opensAt <= now {
                entry.wait = entry.wait == 0 ? Self.second : min(Self.longest, 2 * entry.wait)
                entry.opensAt = now + entry.wait
                entry.isAnnounced = false
            }
            state.entries[channel] = entry
        }
    }

    /// A post was taken out of it.
    func succeeded(_ channel: String?) {
        guard !isQuiet.load(ordering: .relaxed) else { return }
        change { state in
            if state.entries.removeValue(forKey: channel) != nil { state.over.append(channel) }
        }
    }

    /// Its posts cannot be filed: nothing is taken from it until `resume`.
    public func pause(_ channel: String?) { change { _ = $0.paused.insert(channel) } }

    /// It may be taken from again.
    public func resume(_ channel: String?) {
        change { if $0.paused.remove(channel) != nil { $0.mustScan = true } }
    }

    /// For the intake, now and then: whether a scan is due because a channel is open again, and the channels that are in
    /// trouble no longer.
    public func changes() -> (mustScan: Bool, over: [String?]) {
        guard !isQuiet.load(ordering: .relaxed) else { return (false, []) }
        let now = now()
        return change { state in
            for (channel, entry) in state.entries where entry.opensAt <= now {
                if !entry.isAnnounced {
                    state.mustScan = true
                    state.entries[channel]?.isAnnounced = true
                }
                if now - max(entry.failedAt, entry.opensAt) >= Self.quiet {
                    state.entries[channel] = nil
                    state.over.append(channel)
                }
            }
            defer { (state.mustScan, state.over) = (false, []) }
            return (state.mustScan, state.over)
        }
    }
}
