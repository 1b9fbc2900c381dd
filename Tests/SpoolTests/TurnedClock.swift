import Synchronization

/// A monotonic clock that a test turns.
final class TurnedClock: Sendable {
    private let time = Atomic<Int64>(1_000_000_000_000)

    var read: @Sendable () -> Int64 { { [self] in time.load(ordering: .relaxed) } }

    func turn(_ seconds: Double) { time.add(Int64(seconds * 1e9), ordering: .relaxed) }
}
