internal import Moderation

/// Numbers that carry a check digit: a modifier by which only right ones count, so that an order number is not taken for
/// a bank card.
enum Checksum: String, CaseIterable, Sendable {
    /// Bank cards (ISO/IEC 7812-1): 12 to 19 digits.
    case luhn
    /// Chinese resident identity numbers (GB 11643-1999): 17 digits and a check character, a possible date of birth.
    case residentID = "resident-id"

    var summary: String {
        switch self {
        case .luhn: "Only numbers with a right check digit, as on bank cards (Luhn)"
        case .residentID: "Only numbers that can be a Chinese resident identity number (check digit, date of birth)"
        }
    }

    /// A line of a rule file, and posts for which it holds and does not.
    var example: (check: String, fires: String, passes: String) {
        switch self {
        case .luhn:
            (
                "body (regex, luhn): '\\d{4}([ -]?)\\d{4}\\1\\d{4}\\1\\d{4}'", "my card is 4111 1111 1111 1111",
                "my order is 4111 1111 1111 1112"
            )
        case .residentID:
            (
                "body (regex, resident-id): '\\d{17}[\\dx]'", "id 11010519491231002X",
                "order 110105194912310021"
            )
        }
    }

    /// Whether the digits in a match are right; what stands between them does not matter.
    func isRight(_ match: some Sequence<UInt8>) -> Bool {
        switch self {
        case .luhn: Self.isCard(match.filter(Self.isDigit).map { Int($0 - 0x30) })
        case .residentID:
            Self.isResidentID(
                match.filter { Self.isDigit($0) || $0 | 0x20 == UInt8(ascii: "x") }.map {
                    Self.isDigit($0) ? Int($0 - 0x30) : 10
                })
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isCard(_ digits: [Int]) -> Bool {
        guard (12...19).contains(digits.count), Set(digits).count > 1 else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let value = digit.offset.isMultiple(of: 2) ? digit.element : digit.element * 2
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum.isMultiple(of: 10)
    }

    private static func isResidentID(_ values: [Int]) -> Bool {
        guard values.count == 18, !values.dropLast().contains(10) else { return false }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard values[17] == [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2][sum % 11] else { return false }
        func number(_ range: Range<Int>) -> String { values[range].map { String($0) }.joined() }
        return (1800...2100).contains(Int(number(6..<10)) ?? 0)
            && Instant(rfc3339: "\(number(6..<10))-\(number(10..<12))-\(number(12..<14))".utf8) != nil
    }
}
