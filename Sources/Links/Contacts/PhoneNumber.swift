/// Telephone numbers by their shape: international with a plus sign, Chinese mobile numbers, and groups of digits as
/// numbers are written in China, North America and Britain.
enum PhoneNumber {
    /// Digits that stand together, and the number that they make.
    struct Found {
        let end: Int
        let handle: String?
    }

    /// Reads what begins at a digit, `+` or `(`. `isAnnounced`: a word said that a number follows, so any groups will do.
    static func read(_ bytes: [UInt8], _ start: Int, isAnnounced: Bool = false) -> Found? {
        var at = start
        let hasPlus = bytes[at] == UInt8(ascii: "+")
        if hasPlus { at += 1 }
        var digits = Digits()
        var groups = Groups()
        var hasParentheses = false
        var hasSpaces = false
        var end = at
        while at < bytes.count, digits.count < Digits.limit {
            Steps.count()
            var length = 0
            while at < bytes.count, Characters.isDigit(bytes[at]), digits.count < Digits.limit {
                digits.append(bytes[at])
                length += 1
                at += 1
            }
            if length > 0 {
                groups.append(length)
                end = at
            }
            guard at + 1 < bytes.count else { break }
            switch bytes[at] {
            case UInt8(ascii: "("):
                guard groups.count < 2, Characters.isDigit(bytes[at + 1]) else { return finish() }
                hasParentheses = true
                at += 1
            case UInt8(ascii: ")"):
                guard hasParentheses else { return finish() }
                at += 1
                if at < bytes.count, bytes[at] == 0x20 { at += 1 }
            case 0x20, UInt8(ascii: "-"), UInt8(ascii: "."):
                guard length > 0 else { return finish() }
                if bytes[at] == 0x20 { hasSpaces = true }
                guard Characters.isDigit(bytes[at + 1]) || bytes[at + 1] == UInt8(ascii: "(") else { return finish() }
                at += 1
            default: return finish()
            }
        }
        return finish()

        func finish() -> Found? {
            guard end > start, digits.count > 0 else { return nil }
            if end < bytes.count, Characters.isAlphanumeric(bytes[end]) || bytes[end] == UInt8(ascii: "_") {
                return Found(end: end, handle: nil)
            }
            let handle = normal(
                digits, groups, hasPlus: hasPlus, hasParentheses: hasParentheses, hasSpaces: hasSpaces,
                isAnnounced: isAnnounced)
            return Found(end: end, handle: handle)
        }
    }

    /// The most digits that a number may have, and one that is too long.
    private struct Digits {
        static let limit = 21

        private var values = InlineArray<21, UInt8>(repeating: 0)
        private(set) var count = 0

        mutating func append(_ digit: UInt8) {
            values[count] = digit
            count += 1
        }

        subscript(_ index: Int) -> UInt8 { values[index] }

        var areAllAlike: Bool {
            for index in 1..<max(count, 1) where values[index] != values[0] { return false }
            return true
        }

        /// Whether a Chinese mobile number begins behind so many digits, and is all that is left.
        func isChineseMobile(behind skipped: Int) -> Bool {
            count == skipped + 11 && values[skipped] == UInt8(ascii: "1") && (0x33...0x39).contains(values[skipped + 1])
        }

        func begins(with text: StaticString) -> Bool {
            text.withUTF8Buffer { text in
                guard count >= text.count else { return false }
                for index in text.indices where values[index] != text[index] { return false }
                return true
            }
        }

        func text(behind skipped: Int = 0) -> String {
            String(decoding: (skipped..<count).map { values[$0] }, as: UTF8.self)
        }
    }

    /// The lengths of groups of digits, four bits each, the last one lowest: 3, 4 and 4 are 0x344. Of more than 15 digits
    /// it is 15, which is no group of any number that is looked for.
    private struct Groups {
        private(set) var lengths: UInt64 = 0
        private(set) var count = 0

        mutating func append(_ length: Int) {
            lengths = lengths << 4 | UInt64(min(length, 15))
            count += 1
        }
    }

    private static func normal(
        _ digits: Digits, _ groups: Groups, hasPlus: Bool, hasParentheses: Bool, hasSpaces: Bool, isAnnounced: Bool
    ) -> String? {
        let count = digits.count
        guard count >= 7, count <= 15, !digits.areAllAlike else { return nil }
        if hasPlus { return count >= 8 ? "+" + digits.text() : nil }
        if digits.isChineseMobile(behind: 0), [0xB, 0x344, 0x38, 0x74].contains(groups.lengths) {
            return "+86" + digits.text()
        }
        if digits.begins(with: "86"), digits.isChineseMobile(behind: 2) { return "+" + digits.text() }
        if digits.begins(with: "0086"), digits.isChineseMobile(behind: 4) { return "+" + digits.text(behind: 2) }
        if isAnnounced { return count >= 8 ? digits.text() : nil }
        switch groups.lengths {
        case 0x334: return hasParentheses || !hasSpaces || digits.begins(with: "0") ? digits.text() : nil
        case 0x1334: return digits.begins(with: "1") ? "+" + digits.text() : nil
        case 0x38, 0x47, 0x48, 0x344, 0x434, 0x56, 0x533, 0x46, 0x37:
            return digits.begins(with: "0") ? digits.text() : nil
        default: return nil
        }
    }

    static func isChineseMobile(_ digits: String) -> Bool {
        let digits = Array(digits.utf8)
        return digits.count == 11 && digits[0] == UInt8(ascii: "1") && (0x33...0x39).contains(digits[1])
    }

    /// `一三八零零...`: a mobile number in Chinese digits.
    static func readHan(_ bytes: [UInt8], _ start: Int) -> Found? {
        // 一 is a common word.
        guard start + 5 < bytes.count, hanDigit(bytes[start + 3], bytes[start + 4], bytes[start + 5]) != nil else {
            return nil
        }
        var digits: [UInt8] = []
        var at = start
        while at + 2 < bytes.count, digits.count < 16, let digit = hanDigit(bytes[at], bytes[at + 1], bytes[at + 2]) {
            digits.append(digit)
            at += 3
        }
        guard digits.count > 1 else { return nil }
        let number = String(decoding: digits, as: UTF8.self)
        return Found(end: at, handle: isChineseMobile(number) ? "+86" + number : nil)
    }

    /// The digit, in ASCII, of a character's three bytes.
    private static func hanDigit(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt8? {
        switch UInt32(first & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F) {
        case 0x96F6, 0x3007: UInt8(ascii: "0")  // 零〇
        case 0x4E00, 0x5E7A: UInt8(ascii: "1")  // 一幺
        case 0x4E8C: UInt8(ascii: "2")  // 二
        case 0x4E09: UInt8(ascii: "3")  // 三
        case 0x56DB: UInt8(ascii: "4")  // 四
        case 0x4E94: UInt8(ascii: "5")  // 五
        case 0x516D: UInt8(ascii: "6")  // 六
        case 0x4E03: UInt8(ascii: "7")  // 七
        case 0x516B: UInt8(ascii: "8")  // 八
        case 0x4E5D: UInt8(ascii: "9")  // 九
        default: nil
        }
    }
}
