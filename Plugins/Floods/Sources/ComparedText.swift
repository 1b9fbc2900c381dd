internal import Links
internal import TextForms

/// What of a post is compared with others. What a campaign changes from post to post is left out: spaces, punctuation,
/// emoji, and of Latin letters the vowels, for they are what look-alikes and digits mostly stand for (`v3rk@ufen`), what
/// haste swaps and what short forms drop. Letters of other alphabets become the Latin ones that they resemble. Of what is
/// left there are two readings.
struct ComparedText {
    /// With one sign for a number and one for a link, which campaigns change too. Scalars: consonants, letters of scripts
    /// that have no Latin counterpart, and the two signs.
    private(set) var letters: [UInt32] = []
    /// With them. Posts that are hardly more than a link or a number are told by it, and links broken by other signs.
    private(set) var everything: [UInt32] = []
    /// Letters left out.
    private var vowels = 0
    /// What the letters weigh without vowels, and what everything does.
    private var lettersWeight = 0
    private var everythingWeight = 0
    /// Of that, what the letters have a sign for.
    private var replaced = 0

    /// No characters: signs that stand for any number and any link.
    private static let number: UInt32 = 0x3_FFFE
    private static let link: UInt32 = 0x3_FFFF

    /// A text that weighs less is said by many: a Chinese character counts two, a consonant one, a vowel half, a number three
    /// and a link six.
    static let shortest = 12
    /// Characters looked at.
    static let lengthLimit = 20_000

    /// What is worth comparing: the letters; everything where a fifth of it is in links and numbers.
    var readings: [[UInt32]] {
        let (some, all) = (weighed(lettersWeight), weighed(everythingWeight))
        var readings: [[UInt32]] = []
        if some >= Self.shortest { readings.append(letters) }
        if all >= Self.shortest, replaced * 5 >= everythingWeight { readings.append(everything) }
        return readings
    }

    /// With vowels; those alone, a long scream, are no text to compare.
    private func weighed(_ weight: Int) -> Int { weight + min(vowels / 2, weight) }

    init(_ texts: [(FoldedText, [Link])]) {
        letters.reserveCapacity(512)
        everything.reserveCapacity(512)
        for (text, links) in texts { add(text, links) }
    }

    private mutating func add(_ text: FoldedText, _ links: [Link]) {
        let bytes = text.bytes.span
        var link = 0
        var linkEnd = 0
        var at = 0
        while at < bytes.count, everything.count < Self.lengthLimit {
            if link < links.count, links[link].folded.lowerBound <= at {
                if Self.isSure(links[link]) {
                    linkEnd = links[link].folded.upperBound
                    if letters.last != Self.link {
                        letters.append(Self.link)
                        lettersWeight += 6
                    }
                }
                link += 1
            }
            let start = at
            let value = bytes.scalar(&at)
            let isInLink = start < linkEnd
            switch value {
            case 0x61...0x7A: add(value, isInLink)
            case 0x30...0x39:
                if Self.isAlone(bytes, start) {
                    // Part of a word, as which letter nobody can tell: `l0ve`, `5ave`, `2day`.
                    vowels += 1
                } else {
                    everything.append(value)
                    everythingWeight += 1
                    replaced += 1
                    if !isInLink, letters.last != Self.number {
                        letters.append(Self.number)
                        lettersWeight += 3
                    }
                }
            case 0..<0x80: break
            default:
                if Self.isUnspaced(value) {
                    add(value, isInLink)
                } else if let letter = LetterClasses.latin(value) {
                    add(UInt32(letter), isInLink)
                } else if Self.isOtherLetter(value) {
                    add(value, isInLink)
                }
            }
        }
    }

    private mutating func add(_ character: UInt32, _ isInLink: Bool) {
        switch character {
        // `l` is left out with `i`, which it is taken for.
        case 0x61, 0x65, 0x69, 0x6C, 0x6F, 0x75: vowels += 1
        default:
            let weight = Self.isUnspaced(character) ? 2 : 1
            if !isInLink {
                letters.append(character)
                lettersWeight += weight
                Self.leaveOutScheme(&letters, &lettersWeight)
            } else {
                replaced += weight
            }
            everything.append(character)
            everythingWeight += weight
            Self.leaveOutScheme(&everything, &everythingWeight)
        }
    }

    /// What every link has says nothing of where it leads, `http`, `https` and `www`: left out where it was just added, also
    /// of links that other signs break (`ht-tp:/ /`).
    private static func leaveOutScheme(_ text: inout [UInt32], _ weight: inout Int) {
        let end = text.count
        let length: Int
        switch text[end - 1] {
        case 0x70 where end >= 4 && text[end - 2] == 0x74 && text[end - 3] == 0x74 && text[end - 4] == 0x68: length = 4
        case 0x77 where end >= 3 && text[end - 2] == 0x77 && text[end - 3] == 0x77: length = 3
        default: return
        }
        text.removeLast(length)
        weight -= length
    }

    private static func isOtherLetter(_ value: UInt32) -> Bool {
        guard value >= 0x180, value < 0x2000 || (0x2C00...0x2DFF).contains(value) || (0xA640...0xABFF).contains(value)
        else { return false }
        return Unicode.Scalar(value)?.properties.isAlphabetic ?? false
    }

    /// Dots strewn between letters make names that only look like links; these are read as letters.
    private static func isSure(_ link: Link) -> Bool {
        if link.scheme != nil || !link.path.isEmpty || link.host.hasPrefix("www.") { return true }
        guard let suffix = link.host.split(separator: ".").last else { return false }
        return link.disguise == .none && suffix.utf8.count > 2
    }

    /// Whether a digit is part of a word.
    private static func isAlone(_ bytes: borrowing Span<UInt8>, _ at: Int) -> Bool {
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
}
