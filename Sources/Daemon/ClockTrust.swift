internal import Moderation
internal import Spool

/// Tells whether the system's clock was set while this was there: then nobody knows how old anything is, and nothing may be
/// dropped for its age.
struct ClockTrust: Sendable {
    /// What the clock says.
    struct Reading: Sendable {
        let now: Instant
        /// By the clock as it is now: the same later, unless the clock was set.
        let systemStartedAt: Instant
    }

    /// Seconds that the clock may be set by: clocks are corrected all the time.
    private static let limit = 3600.0

    private let read: @Sendable () -> Reading
    private let systemStartedAt: Instant

    init(
        read: @escaping @Sendable () -> Reading = {
            Reading(now: .fromSystemClock(), systemStartedAt: .ofSystemStart())
        }
    ) {
        self.read = read
        systemStartedAt = read().systemStartedAt
    }

    var now: Instant { read().now }

    /// Seconds that the clock was set by, ahead or back; nil where it can be trusted.
    var jump: Double? {
        let jump = read().systemStartedAt.seconds(since: systemStartedAt)
        return abs(jump) > Self.limit ? jump : nil
    }
}
