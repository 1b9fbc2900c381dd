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
        var digits = ""
        var groups: [Int] = []
        var hasParentheses = false
        var hasSpaces = false
        var end = at
        while at < bytes.count, digits.utf8.count <= 20 {
            Steps.count()
            var length = 0
            while at < bytes.count, Characters.isDigit(bytes[at]), digits.utf8.count <= 20 {
                digits.unicodeScalars.append(Unicode.Scalar(bytes[at]))
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
            guard end > start, !digits.isEmpty else { return nil }
            if end < bytes.count, Characters.isAlphanumeric(bytes[end]) || bytes[end] == UInt8(ascii: "_") {
                return Found(end: end, handle: nil)
            }
            let handle = normal(
                digits, groups, hasPlus: hasPlus, hasParentheses: hasParentheses, hasSpaces: hasSpaces,
                isAnnounced: isAnnounced)
            return Found(end: end, handle: handle)
        }
    }

    private static func normal(
        _ digits: String, _ groups: [Int], hasPlus: Bool, hasParentheses: Bool, hasSpaces: Bool, isAnnounced: Bool
    ) -> String? {
        let count = digits.utf8.count
        guard count >= 7, count <= 15, Set(digits).count > 1 else { return nil }
        if hasPlus { return count >= 8 ? "+" + digits : nil }
        if isChineseMobile(digits), [[11], [3, 4, 4], [3, 8], [7, 4]].contains(groups) { return "+86" + digits }
        if digits.hasPrefix("86"), isChineseMobile(String(digits.dropFirst(2))) { return "+" + digits }
        if digits.hasPrefix("0086"), isChineseMobile(String(digits.dropFirst(4))) { return "+" + digits.dropFirst(2) }
        if isAnnounced { return count >= 8 ? digits : nil }
        guard groups.count > 1 else { return nil }
        switch groups {
        case [3, 3, 4]: return hasParentheses || !hasSpaces || digits.hasPrefix("0") ? digits : nil
        case [1, 3, 3, 4]: return digits.hasPrefix("1") ? "+" + digits : nil
        case [3, 8], [4, 7], [4, 8], [3, 4, 4], [4, 3, 4], [5, 6], [5, 3, 3], [4, 6], [3, 7]:
            return digits.hasPrefix("0") ? digits : nil
        default: return nil
        }
    }

    static func isChineseMobile(_ digits: String) -> Bool {
        let digits = Array(digits.utf8)
        return digits.count == 11 && digits[0] == UInt8(ascii: "1") && (0x33...0x39).contains(digits[1])
    }

    /// `一三八零零...`: a mobile number in Chinese digits.
    static func readHan(_ bytes: [UInt8], _ start: Int) -> Found? {
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
