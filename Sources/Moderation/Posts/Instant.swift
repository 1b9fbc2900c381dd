/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    /// From microseconds since 1970.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// From seconds since 1970; clamped to the years 1 to 9999.
    public init(seconds: Double) {
        let clamped = seconds.isNaN ? 0 : min(max(seconds, -62_135_596_800), 253_402_300_799)
        microseconds = Int64(clamped * 1_000_000)
    }

    /// Seconds since 1970.
    public var seconds: Double { Double(microseconds) / 1_000_000 }

    /// Earlier is less.
    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

    /// Seconds from `earlier` to this instant.
    public func seconds(since earlier: Instant) -> Double {
        Double(microseconds - earlier.microseconds) / 1_000_000
    }
}

extension Instant {
    /// Reads an RFC 3339 date and time (`2026-11-24T09:30:00Z`, `...+08:00`, fractions of a second allowed), or a
    /// date without a time (midnight UTC). Nil for anything else.
    public init?(rfc3339 text: some Sequence<UInt8>) { self.init(rfc3339: Array(text.prefix(64))) }

    /// The same of bytes that are at hand.
    public init?(rfc3339 text: [UInt8]) {
        guard text.count <= 64 else { return nil }
        var digits = DigitReader(bytes: text)
        guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
            let day = digits.number(2), (1...12).contains(month),
            day >= 1, day <= Self.days(inMonth: month, of: year)
        else { return nil }
        var seconds = Self.days(year: year, month: month, day: day) * 86_400
        var fraction: Int64 = 0
        if !digits.atEnd {
            guard digits.skip("T") || digits.skip("t") || digits.skip(" "),
                let hour = digits.number(2), digits.skip(":"), let minute = digits.number(2), digits.skip(":"),
                let second = digits.number(2), hour < 24, minute < 60, second <= 60
            else { return nil }
            seconds += Int64(hour * 3600 + minute * 60 + second)
            if digits.skip(".") {
                guard let read = digits.fraction() else { return nil }
                fraction = read
            }
            guard let offset = digits.zone(), digits.atEnd else { return nil }
            seconds -= Int64(offset)
        }
        microseconds = seconds * 1_000_000 + fraction
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible date algorithms").
    private static func days(year: Int, month: Int, day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    /// Year, month, day, hour, minute, second and microsecond in UTC.
    public var calendar: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, microsecond: Int) {
        var seconds = microseconds / 1_000_000
        var rest = microseconds % 1_000_000
        if rest < 0 {
            rest += 1_000_000
            seconds -= 1
        }
        var dayCount = seconds / 86_400
        var inDay = Int(seconds % 86_400)
        if inDay < 0 {
            inDay += 86_400
            dayCount -= 1
        }
        let shifted = Int(dayCount) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1,
            inDay / 3600, inDay / 60 % 60, inDay % 60, Int(rest)
        )
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-24T09:30:00.250Z`, 24 bytes.
    public var rfc3339: String {
        let c = calendar
        return String(unsafeUninitializedCapacity: 24) { bytes in
            var at = 0
            func put(_ number: Int, _ width: Int, _ mark: Unicode.Scalar) {
                var rest = number
                for digit in stride(from: at + width - 1, through: at, by: -1) {
                    bytes[digit] = UInt8(0x30 + rest % 10)
                    rest /= 10
                }
                bytes[at + width] = UInt8(ascii: mark)
                at += width + 1
            }
            put(min(max(c.year, 0), 9999), 4, "-")
            put(c.month, 2, "-")
            put(c.day, 2, "T")
            put(c.hour, 2, ":")
            put(c.minute, 2, ":")
            put(c.second, 2, ".")
            put(c.microsecond / 1000, 3, "Z")
            return at
        }
    }

    /// Only the date, in UTC: `2026-11-24`.
    public var date: String { String(rfc3339.prefix(10)) }
}

/// Reads the fixed parts of an RFC 3339 text.
private struct DigitReader {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { at == bytes.count }

    mutating func number(_ width: Int) -> Int? {
        guard at + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[at..<at + width] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        at += width
        return value
    }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: scalar) else { return false }
        at += 1
        return true
    }

    /// Microseconds; digits past the sixth are dropped.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var unit: Int64 = 100_000
        let start = at
        while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            value += Int64(bytes[at] - 0x30) * unit
            unit /= 10
            at += 1
        }
        return at > start ? value : nil
    }

    /// Seconds east of UTC.
    mutating func zone() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
