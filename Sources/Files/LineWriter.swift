internal import CLinux
internal import Glibc

/// Writes lines to a descriptor from a thread of its own, so that who logs or prints never waits for a reader: a full
/// pipe, a terminal that is held by Ctrl-S. What waits is bounded; lines beyond that are dropped and counted. Any thread
/// may write; lines come out in their order, each in one call, so that lines of two processes do not mix.
public final class LineWriter: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        /// Of `lines` and those being written.
        var size = 0
        var dropped = 0
        /// When it was last said that lines are dropped, and that they were; monotonic, in nanoseconds.
        var (beganAt, endedAt): (Int64?, Int64?)
        var isWriting = false
        /// Nil until the first line.
        var hasThread: Bool?
    }

    private let monitor = Monitor(State())
    private let descriptor: Int32
    private let limit: Int
    private let interval: Int64
    private let began: @Sendable () -> Void
    private let ended: @Sendable (Int) -> String?

    /// Up to `limit` bytes wait. When the first line is dropped `dropping` hears of it, on the thread that writes the
    /// line; once lines are read again `dropped` hears how many were lost, and gives what is written in their place. Each
    /// of them once in `interval` seconds at most: a slow reader must not fill the log.
    public init(
        to descriptor: Int32, limit: Int = 1 << 20, interval: Int = 60, dropping: @escaping @Sendable () -> Void = {},
        dropped: @escaping @Sendable (Int) -> String?
    ) {
        (self.descriptor, self.limit) = (descriptor, limit)
        self.interval = Int64(interval) * 1_000_000_000
        (began, ended) = (dropping, dropped)
    }

    /// A line with its end. Returns at once.
    public func write(_ line: String) {
        let bytes = Array(line.utf8)
        let (isFirstDropped, isAlone): (Bool, Bool) = monitor.withLock { state in
            if state.hasThread == nil { state.hasThread = start() }
            guard state.hasThread == true else { return (false, true) }
            guard state.size + bytes.count <= limit else {
                state.dropped += 1
                return (isDue(&state.beganAt), false)
            }
            state.lines.append(bytes)
            state.size += bytes.count
            return (false, false)
        }
        // Without a thread waiting is better than silence.
        if isAlone { return put(bytes) }
        if isFirstDropped { began() }
        monitor.announce()
    }

    /// Waits until all is written, for this long at most: before the process ends.
    public func flush(within time: Duration) {
        monitor.when({ $0.hasThread != true || ($0.lines.isEmpty && !$0.isWriting) }, within: time) { _ in }
    }

    private func isDue(_ last: inout Int64?) -> Bool {
        let now = moongate_monotonic_nanoseconds()
        if let last, now - last < interval { return false }
        last = now
        return true
    }

    private func start() -> Bool {
        do throws(SpoolProblem) {
            try WorkerThread(named: "lines") { [self] in run() }.detach()
            return true
        } catch {
            return false
        }
    }

    private func run() {
        while true {
            let (lines, dropped) = monitor.when({ !$0.lines.isEmpty }) { state in
                defer { (state.lines, state.isWriting) = ([], true) }
                guard state.dropped > 0, isDue(&state.endedAt) else { return (state.lines, 0) }
                defer { state.dropped = 0 }
                return (state.lines, state.dropped)
            }
            for line in lines { put(line) }
            // They came when the queue was full: behind these.
            if dropped > 0, let line = ended(dropped) { put(Array(line.utf8)) }
            monitor.withLock { state in
                state.size -= lines.reduce(0) { $0 + $1.count }
                state.isWriting = false
            }
            monitor.announce()
        }
    }

    private func put(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
                continue
            }
            // Nobody will ever read it.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
