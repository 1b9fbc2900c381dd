/// The end of one child that does not end by itself. A process that waits for the disk cannot be killed until the disk
/// answers, so it is killed, and that is logged, once, and again each minute. Instants in seconds by the monotonic clock.
struct Killing {
    private var lastAt: Double?

    /// Seconds until it is done again.
    static let interval = 60.0

    /// Whether to kill, and log it, now.
    mutating func isDue(at now: Double) -> Bool {
        if let lastAt, now - lastAt < Self.interval { return false }
        lastAt = now
        return true
    }
}
