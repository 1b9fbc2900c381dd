internal import Links
internal import TextForms

/// What of a post is compared with others. What a campaign changes from post to post is left out: spaces, punctuation,
/// emoji; letters of other alphabets become the Latin ones that they resemble. Of what is left there are two readings.
struct ComparedText {
    /// With one sign for a number and one for a link, which campaigns change too. Scalars: `a` to `z`, letters of scripts
    /// that have no Latin counterpart, and the two signs.
    private(set) var letters: [UInt32] = []
    /// With them. Posts that are hardly more than a link or a number are told by it, and links broken by other signs.
    private(set) var everything: [UInt32] = []

    /// No characters: signs that stand for any number and any link.
    private static let number: UInt32 = 0x3_FFFE
    private static let link: UInt32 = 0x3_FFFF

    /// A text that weighs less is said by many: a Chinese character counts two, a letter one, a number three and
    /// a link six.
    static let shortest = 12
    /// Characters looked at.
    static let lengthLimit = 20_000

    /// What is worth comparing: the letters; everything where it is notably more.
    var readings: [[UInt32]] {
        let (some, all) = (Self.weight(letters), Self.weight(everything))
        var readings: [[UInt32]] = []
        if some >= Self.shortest { readings.append(letters) }
        if all >= Self.shortest, all * 4 >= some * 5 { readings.append(everything) }
        return readings
    }

    private static func weight(_ characters: [UInt32]) -> Int {
        characters.reduce(0) { $0 + ($1 == number ? 3 : $1 == link ? 6 : isUnspaced($1) ? 2 : 1) }
    }

    init(_ texts: [(FoldedText, [Link])]) {
        letters.reserveCapacity(512)
        everything.reserveCapacity(512)
        for (text, links) in texts { add(text, links) }
    }

    private mutating func add(_ text: FoldedText, _ links: [Link]) {
        let bytes = text.bytes
        var link = 0
        var linkEnd = 0
        var at = 0
        while at < bytes.count, everything.count < Self.lengthLimit {
            if link < links.count, links[link].folded.lowerBound <= at {
                if Self.isSure(links[link]) {
                    linkEnd = links[link].folded.upperBound
                    if letters.last != Self.link { letters.append(Self.link) }
                }
                // Every link has a scheme.
                if links[link].scheme != nil, let colon = bytes[at...].prefix(8).firstIndex(of: UInt8(ascii: ":")) {
                    at = max(at, colon)
                }
                link += 1
                continue
            }
            let isInLink = at < linkEnd
            let first = bytes[at]
            if first < 0x80 {
                if (0x61...0x7A).contains(first) {
                    add(UInt32(LetterClasses.merged(first)), isInLink)
                } else if (0x30...0x39).contains(first) {
                    if Self.isAlone(bytes, at) {
                        if let letter = LetterClasses.letter(forDigit: first) { add(UInt32(letter), isInLink) }
                    } else {
                        everything.append(UInt32(first))
                        if !isInLink, letters.last != Self.number { letters.append(Self.number) }
                    }
                }
                at += 1
                continue
            }
            let (value, length) = Self.scalar(bytes, at)
            at += length
            if Self.isUnspaced(value) {
                add(value, isInLink)
            } else if let letter = LetterClasses.latin(value) {
                add(UInt32(letter), isInLink)
            } else if value >= 0x180,
                value < 0x2000 || (0x2C00...0x2DFF).contains(value)
                    || (0xA640...0xABFF).contains(value),
                let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic
            {
                add(value, isInLink)
            }
        }
    }

    private mutating func add(_ character: UInt32, _ isInLink: Bool) {
        if !isInLink { letters.append(character) }
        everything.append(character)
    }

    /// Dots strewn between letters make names that only look like links; these are read as letters.
    private static func isSure(_ link: Link) -> Bool {
        if link.scheme != nil || !link.path.isEmpty || link.host.hasPrefix("www.") { return true }
        guard let suffix = link.host.split(separator: ".").last else { return false }
        return link.disguise == .none && suffix.utf8.count > 2
    }

    /// Whether a digit is part of a word: `l0ve`, `5ave`.
    private static func isAlone(_ bytes: [UInt8], _ at: Int) -> Bool {
        let before = at > 0 ? bytes[at - 1] : 0x20
        let behind = at + 1 < bytes.count ? bytes[at + 1] : 0x20
        return (isLetter(before) || isLetter(behind)) && !isDigit(before) && !isDigit(behind)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    /// Scripts in which a character is about a word: Han, kana, Hangul.
    static func isUnspaced(_ value: UInt32) -> Bool {
        guard value >= 0x3040 else { return false }
        return (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value)
            || (0xAC00...0xD7AF).contains(value) || (0x20000...0x3FFFF).contains(value)
    }

    private static func scalar(_ bytes: [UInt8], _ at: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[at])
        func next(_ offset: Int) -> UInt32 { at + offset < bytes.count ? UInt32(bytes[at + offset] & 0x3F) : 0 }
        switch first {
        case 0..<0xC0: return (first, 1)
        case 0xC0..<0xE0: return ((first & 0x1F) << 6 | next(1), 2)
        case 0xE0..<0xF0: return ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
        default: return ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
        }
    }
}
