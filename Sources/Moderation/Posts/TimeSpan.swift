/// Lengths of time as people write them.
public enum TimeSpan {
    /// Months and years are the Gregorian calendar's mean.
    static let units: [(name: String, seconds: Double)] = [
        ("year", 31_556_952), ("month", 2_629_746), ("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60),
        ("second", 1),
    ]

    /// `7 days`, `1.5 hours`. Nil for anything else; a bare number has no unit.
    public static func seconds(_ text: some StringProtocol) -> Double? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, let count = Double(parts[0]), count >= 0, count.isFinite,
            let unit = units.first(where: { parts[1] == $0.name || parts[1] == $0.name + "s" })
        else { return nil }
        return count * unit.seconds
    }

    /// In the largest unit that fits, rounded down: `3 days`.
    public static func text(_ seconds: Double) -> String {
        guard seconds.magnitude >= 1 else { return "0 seconds" }
        let unit = units.first { seconds.magnitude >= $0.seconds && $0.name != "week" } ?? ("second", 1)
        let count = Int64((seconds / unit.seconds).rounded(.towardZero))
        return "\(count) \(unit.name)\(count.magnitude == 1 ? "" : "s")"
    }
}
