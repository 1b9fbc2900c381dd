internal import Files
internal import Glibc
public import Moderation

extension Instant {
    /// The system's clock. It may jump; nothing in the spool relies on its order.
    public static func fromSystemClock() -> Instant {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Instant(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000 + jump)
    }

    /// When the system was started, by its clock as it is now.
    public static func ofSystemStart() -> Instant {
        var sinceStart = timespec()
        clock_gettime(CLOCK_BOOTTIME, &sinceStart)
        return Instant(
            microseconds: fromSystemClock().microseconds - Int64(sinceStart.tv_sec) * 1_000_000
                - Int64(sinceStart.tv_nsec) / 1000)
    }

    #if DEBUG
        /// Tests put the clock of a running daemon forwards and back: the seconds in the file MOONGATE_CLOCK.
        private static let jumpFile = getenv("MOONGATE_CLOCK").map { String(cString: $0) }

        private static var jump: Int64 {
            guard let jumpFile, let file = fopen(jumpFile, "r") else { return 0 }
            defer { fclose(file) }
            var text = [CChar](repeating: 0, count: 32)
            guard fgets(&text, 31, file) != nil else { return 0 }
            return Int64(atoll(text)) * 1_000_000
        }
    #else
        private static var jump: Int64 { 0 }
    #endif
}

extension FileStatus {
    /// How long until the file has been quiet for long enough, zero or less where it has; in nanoseconds. Every write
    /// sets the change time, which no producer can set at will; one that lies in the future was set before the clock was
    /// put back.
    func notQuietFor(_ quiet: Int64) -> Int64 {
        let age = Instant.fromSystemClock().microseconds * 1000 - changed
        return age < -quiet ? 0 : quiet - age
    }
}
