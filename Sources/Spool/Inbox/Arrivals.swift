import CLinux
public import Files

/// The posts that wait for a worker, each once. Filled by the intake, emptied by the workers.
public final class Arrivals: Sendable {
    /// From this many on the intake should hold back. One batch of events may go beyond.
    public let capacity: Int

    private struct State {
        var queue: [Arrival] = []
        /// What was taken from the front of `queue`.
        var taken = 0
        var places: Set<InboxPlace> = []
        var isClosed = false

        var count: Int { queue.count - taken }
    }

    private let monitor = Monitor(State())
    private let room: OpenFile

    /// Creates a queue of roughly `capacity`.
    public init(capacity: Int = 8192) throws(SpoolProblem) {
        self.capacity = capacity
        let descriptor = moongate_eventfd()
        if descriptor < 0 { throw SpoolProblem(.exhausted, "cannot make an eventfd (raise LimitNOFILE=)") }
        room = OpenFile(owning: descriptor, path: "eventfd")
    }

    /// Readable once the queue has come down to half its capacity; `clearRoom` makes it wait for the next time.
    public var roomDescriptor: Int32 { room.descriptor }

    /// Resets `roomDescriptor`.
    public func clearRoom() { moongate_eventfd_clear(room.descriptor) }

    /// How many wait.
    public var count: Int { monitor.withLock { $0.count } }

    /// How many more should come.
    public var space: Int { max(0, capacity - count) }

    /// Adds those that do not wait yet; returns how many these were. Nothing is added after `close`.
    @discardableResult public func add(_ arrivals: some Sequence<Arrival>) -> Int {
        let added = monitor.withLock { state in
            guard !state.isClosed else { return 0 }
            let before = state.queue.count
            for arrival in arrivals where state.places.insert(arrival.place).inserted {
                state.queue.append(arrival)
            }
            return state.queue.count - before
        }
        if added > 0 { monitor.announce() }
        return added
    }

    /// The next ones in order, at least one unless the time is out (then none) or the queue closed and empty (then nil).
    /// A name that is taken may be added again: it is forgotten here, before the worker claims it, so that a file that
    /// comes under the same name afterwards is not missed.
    public func take(upTo limit: Int, within time: Duration? = nil) -> [Arrival]? {
        let (batch, hasRoom): ([Arrival]?, Bool) = monitor.when({ $0.count > 0 || $0.isClosed }, within: time) {
            state in
            guard state.count > 0 else { return (state.isClosed ? nil : [], false) }
            let before = state.count
            let batch = Array(state.queue[state.taken..<min(state.queue.count, state.taken + max(1, limit))])
            for arrival in batch { state.places.remove(arrival.place) }
            state.taken += batch.count
            if state.taken * 2 > state.queue.count {
                state.queue.removeFirst(state.taken)
                state.taken = 0
            }
            let half = capacity / 2
            return (batch, before > half && state.count <= half)
        }
        if hasRoom { moongate_eventfd_raise(room.descriptor) }
        return batch
    }

    /// Lets the workers finish what waits, or forget it: those files stay in the inbox.
    public func close(forgettingWaiting: Bool = true) {
        monitor.withLock { state in
            state.isClosed = true
            guard forgettingWaiting else { return }
            state.queue = []
            state.taken = 0
            state.places = []
        }
        monitor.announce()
    }
}
