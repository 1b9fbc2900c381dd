import Glibc
public import Moderation

extension Instant {
    /// The system's clock. It may jump; nothing in the spool relies on its order.
    public static func fromSystemClock() -> Instant {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Instant(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
    }

    /// When the system was started, by its clock as it is now.
    public static func ofSystemStart() -> Instant {
        var sinceStart = timespec()
        clock_gettime(CLOCK_BOOTTIME, &sinceStart)
        return Instant(
            microseconds: fromSystemClock().microseconds - Int64(sinceStart.tv_sec) * 1_000_000
                - Int64(sinceStart.tv_nsec) / 1000)
    }
}
