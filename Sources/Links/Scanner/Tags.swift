/// Mentions (`@name`) and hashtags (`#topic`) of a text, as twitter-text knows them, and besides Chinese names behind an @
/// and Weibo's `#话题#`.
public struct Tags: Sendable {
    /// Bytes of the original text, with the sign.
    public private(set) var mentions: [Range<Int>] = []
    /// Bytes of the original text, with the sign.
    public private(set) var hashtags: [Range<Int>] = []

    /// Kept of each kind.
    static let limit = 1024
    /// The longest name of an account, in characters.
    static let nameLimit = 20
    /// The longest topic, in characters.
    static let topicLimit = 100

    /// Finds them. Inside of `links` (in order) there are none.
    public init(in original: [UInt8], links: [Link]) {
        var signs: [Int] = []
        var next = 0
        for at in original.indices where Self.sign(original, at) > 0 {
            while next < links.count, links[next].range.upperBound <= at { next += 1 }
            if next >= links.count || !links[next].range.contains(at) { signs.append(at) }
        }
        self.init(in: original, signs: signs)
    }

    /// Finds those that begin at one of these signs, which stand outside of links.
    package init(in original: [UInt8], signs: [Int]) {
        var next = 0
        for at in signs where at >= next {
            Steps.count()
            let length = Self.sign(original, at)
            let isMention = original[at] == 0x40 || original.has("＠", at: at)
            let end = isMention ? Self.mention(original, at, length) : Self.hashtag(original, at, length)
            if let end {
                if isMention, mentions.count < Self.limit { mentions.append(at..<end) }
                if !isMention, hashtags.count < Self.limit { hashtags.append(at..<end) }
            }
            next = end ?? at + length
        }
    }

    /// How many bytes the `@` or `#` that stands here has; 0 where none does.
    private static func sign(_ bytes: [UInt8], _ at: Int) -> Int {
        switch bytes[at] {
        case 0x40, 0x23: 1
        case 0xEF where bytes.has("＠", at: at) || bytes.has("＃", at: at): 3
        default: 0
        }
    }

    private static func mention(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Int? {
        if at > 0 {
            let before = bytes[at - 1]
            if Characters.isAlphanumeric(before) || before == UInt8(ascii: "_") {
                // RT@name
                guard
                    bytes.has("RT", before: at) || bytes.has("rt", before: at) || bytes.has("Rt", before: at)
                        || bytes.has("rT", before: at), at == 2 || !Characters.isAlphanumeric(bytes[at - 3])
                else { return nil }
            }
            if "!#$%&*@".utf8.contains(before) || bytes.has("＠", before: at) { return nil }
        }
        let start = at + length
        guard start < bytes.count else { return nil }
        let isLatin = bytes[start] < 0x80
        // An address in another script: почта@яндекс.рф
        if !isLatin, at > 0, case let (before, _) = bytes.scalar(before: at), isOwnLetter(before, isFirst: true) {
            return nil
        }
        var end = start
        var count = 0
        while end < bytes.count, count < nameLimit {
            if isLatin {
                guard Characters.isAlphanumeric(bytes[end]) || bytes[end] == UInt8(ascii: "_") else { break }
                end += 1
            } else {
                let (scalar, length) = bytes.scalar(at: end)
                guard Characters.isHan(scalar.value) || isOwnLetter(scalar, isFirst: count == 0) else { break }
                end += length
            }
            count += 1
        }
        guard count > 0 else { return nil }
        guard end < bytes.count else { return end }
        if bytes[end] == 0x40 || bytes.has("＠", at: end) || bytes.has("://", at: end) { return nil }
        if bytes[end] < 0x80 { return Characters.isAlphanumeric(bytes[end]) ? nil : end }
        // @aliceìnheiro
        return (0xC0...0x24F).contains(bytes.scalar(at: end).0.value) ? nil : end
    }

    private static func hashtag(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Int? {
        // A keycap: #️⃣
        if bytes.has("\u{FE0F}", at: at + length) || bytes.has("\u{20E3}", at: at + length) { return nil }
        if let end = closed(bytes, at, length) { return end }
        if at > 0 {
            let (before, _) = bytes.scalar(before: at)
            if before == "&" || before == "_" || isLetter(before) && !(0xFE00...0xFE0F).contains(before.value)
                || before.properties.generalCategory == .decimalNumber
            {
                return nil
            }
        }
        var end = at + length
        var count = 0
        var hasLetter = false
        while end < bytes.count, count < topicLimit {
            Steps.count()
            let (scalar, length) = bytes.scalar(at: end)
            if isLetter(scalar) {
                hasLetter = true
            } else if scalar.properties.generalCategory != .decimalNumber, scalar != "_",
                !special.contains(scalar.value)
            {
                break
            }
            end += length
            count += 1
        }
        guard hasLetter else { return nil }
        guard end < bytes.count else { return end }
        return bytes[end] == 0x23 || bytes.has("＃", at: end) || bytes.has("://", at: end) ? nil : end
    }

    /// `#话题#`, which may stand inside a sentence.
    private static func closed(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Int? {
        var end = at + length
        var count = 0
        var hasHan = false
        while end < bytes.count, count < 32 {
            Steps.count()
            if sign(bytes, end) > 0, bytes[end] != 0x40 {
                return hasHan ? end + sign(bytes, end) : nil
            }
            let (scalar, length) = bytes.scalar(at: end)
            guard isLetter(scalar) || scalar.properties.generalCategory == .decimalNumber else { return nil }
            if Characters.isHan(scalar.value) { hasHan = true }
            end += length
            count += 1
        }
        return nil
    }

    /// A letter of a script that is neither Latin nor Han, or what may stand behind one in a name.
    private static func isOwnLetter(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
        if scalar.value < 0x370 || Characters.isHan(scalar.value) || (0x1E00...0x1EFF).contains(scalar.value) {
            return !isFirst && (scalar == "_" || ("0"..."9").contains(scalar))
        }
        return isLetter(scalar) && !(0xFE00...0xFE0F).contains(scalar.value)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return Characters.isLetter(UInt8(scalar.value)) }
        if Characters.isCommonHan(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark:
            true
        default: false
        }
    }

    /// Signs that words of some languages hold, from twitter-text's `hashtagSpecialChars`.
    private static let special: Set<UInt32> = [
        0x200C, 0x200D, 0xA67E, 0x05BE, 0x05F3, 0x05F4, 0xFF5E, 0x301C, 0x309B, 0x309C, 0x30A0, 0x30FB, 0x3003, 0x0F0B,
        0x0F0C, 0xB7,
    ]
}
