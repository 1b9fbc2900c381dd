internal import CLinux
internal import Files
internal import Moderation
internal import Spool

/// Tells whether the system's clock can be believed: whether it was set while this was there, and whether it was right at
/// the start, compared with the last time that was seen before. As long as it cannot, nobody knows how old anything is, and
/// nothing may be dropped for its age.
struct ClockTrust: Sendable {
    /// What the clocks say.
    struct Reading: Sendable {
        let now: Instant
        /// By the clock as it is now: the same later, unless the clock was set.
        let systemStartedAt: Instant
        /// Seconds by a clock that nobody sets.
        var monotonic = Double(moongate_monotonic_nanoseconds()) / 1e9
    }

    /// Why the clock is not believed.
    enum Doubt: Hashable, Sendable {
        /// It was set by so many seconds, ahead or back, while this was there.
        case jumped(Double)
        /// At the start it was so many seconds after (or before) the last time that was seen: a dead battery of the
        /// hardware clock, or a service that was really off for so long.
        case unlikely(Double)
    }

    /// Seconds that the clock may be set by: clocks are corrected all the time.
    private static let limit = 3600.0
    /// Seconds that the service may have been off without a doubt.
    static let offLimit = 30 * 86_400.0
    /// Seconds that must pass before an unlikely clock is believed: by then somebody has seen it, or NTP has set it.
    static let patience = 86_400.0

    private let read: @Sendable () -> Reading
    private let start: Reading
    /// How far the clock was from the last time seen at the start, if that is unlikely.
    private let startsOffBy: Double?

    /// `lastSeen` is the last time that an earlier process saw; nil if none is known.
    init(
        lastSeen: Instant? = nil,
        read: @escaping @Sendable () -> Reading = {
            Reading(now: .fromSystemClock(), systemStartedAt: .ofSystemStart())
        }
    ) {
        self.read = read
        let start = read()
        self.start = start
        let off = lastSeen.map { start.now.seconds(since: $0) } ?? 0
        startsOffBy = off > Self.offLimit || off < -Self.limit ? off : nil
    }

    var now: Instant { read().now }

    /// Nil if the clock can be believed.
    var doubt: Doubt? {
        let reading = read()
        let jump = reading.systemStartedAt.seconds(since: start.systemStartedAt)
        if abs(jump) > Self.limit {
            // Set back to where it should have been: right again.
            if let startsOffBy, abs(startsOffBy + jump) <= Self.offLimit, startsOffBy + jump >= -Self.limit {
                return nil
            }
            return .jumped(jump)
        }
        guard let startsOffBy, reading.monotonic - start.monotonic < Self.patience else { return nil }
        return .unlikely(startsOffBy)
    }
}

/// `state/clock`: the last time that a daemon on this spool saw and believed.
enum LastTimeSeen {
    private static let name = "clock"

    /// Nil if nothing tells. A spool of an older version has only its checkpoint, which is written every half minute.
    static func read(_ spool: SpoolFolder) throws(SpoolProblem) -> Instant? {
        if let text = try spool.state.contents(name) {
            return Instant(rfc3339: text.prefix { $0 > 0x20 })
        }
        guard let written = try Checkpoint.writtenAt(in: spool) else { return nil }
        // At once: the next checkpoint is written by the clock as it is now, and the next start would believe that.
        try keep(written, in: spool)
        return written
    }

    static func keep(_ now: Instant, in spool: SpoolFolder) throws(SpoolProblem) {
        try spool.state.replace(name, with: Array("\(now.rfc3339)\n".utf8), .file)
    }
}
