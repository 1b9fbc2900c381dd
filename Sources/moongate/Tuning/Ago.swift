import Moderation
import Spool

/// Points in time as people give them to options: a date, a date and time, or an age such as `30m`, `2h`, `3d`.
enum Ago {
    static func instant(_ text: String) -> Instant? {
        if let instant = Instant(rfc3339: text.utf8) { return instant }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let last = text.last, let unit = units[last], let count = Double(text.dropLast()), count >= 0 else {
            return nil
        }
        return Instant(seconds: Instant.fromSystemClock().seconds - count * unit)
    }

    static let advice = "takes 2026-11-24, 2026-11-24T09:30:00Z, or an age such as 30m, 2h, 3d"
}
