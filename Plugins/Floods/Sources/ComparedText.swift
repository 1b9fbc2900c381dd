internal import Links
internal import TextForms

/// What of a post is compared with others. What a campaign changes from post to post is left out: spaces, punctuation,
/// emoji, and of Latin letters the vowels, for they are what look-alikes and digits mostly stand for (`v3rk@ufen`), what
/// haste swaps and what short forms drop. Letters of other alphabets become the Latin ones that they resemble. Of what is
/// left there are two readings.
struct ComparedText {
    /// What is worth comparing: the letters, with one sign for a number and one for a link, which campaigns change too; and
    /// everything, with numbers and links as they are, if a fifth of it is in them. Posts that are hardly more than a link
    /// or a number are told by that, and links broken by other signs. Scalars: consonants, letters of scripts that have no
    /// Latin counterpart, digits, and the two signs.
    let readings: [[UInt32]]

    /// No characters: signs that stand for any number and any link.
    private static let number: UInt32 = 0x3_FFFE
    private static let link: UInt32 = 0x3_FFFF

    /// A text that weighs less is said by many: a Chinese character counts two, a consonant one, a vowel half, a number three
    /// and a link six.
    static let shortest = 12
    /// Characters looked at.
    static let lengthLimit = 20_000

    init(_ texts: [(FoldedText, [Link])]) {
        // A character takes a byte at least, and the sign for a link stands for one.
        let room = min(texts.reduce(0) { $0 + $1.0.bytes.count + $1.1.count }, Self.lengthLimit + 1)
        var letters = [UInt32](repeating: 0, count: room)
        var everything = [UInt32](repeating: 0, count: room)
        var writer = Writer()
        do {
            var letters = letters.mutableSpan
            var everything = everything.mutableSpan
            for (text, links) in texts { writer.add(text, links, &letters, &everything) }
        }
        var readings: [[UInt32]] = []
        if writer.isWorth(writer.letters) {
            letters.removeLast(room - writer.letters.count)
            readings.append(letters)
        }
        if writer.isApart, writer.isWorth(writer.everything), writer.replaced * 5 >= writer.everything.weight {
            everything.removeLast(room - writer.everything.count)
            readings.append(everything)
        }
        self.readings = readings
    }

    /// What was written of one reading.
    private struct Written {
        var count = 0
        /// Without vowels.
        var weight = 0

        @inline(__always)
        mutating func append(_ character: UInt32, weight: Int, to text: inout MutableSpan<UInt32>) {
            text[count] = character
            count += 1
            self.weight += weight
        }

        /// What every link has says nothing of if it leads, `http`, `https` and `www`: left out if it was just added,
        /// also of links that other signs break (`ht-tp:/ /`).
        @inline(__always)
        mutating func leaveOutScheme(_ text: inout MutableSpan<UInt32>) {
            switch text[count - 1] {
            case 0x70 where count >= 4 && text[count - 2] == 0x74 && text[count - 3] == 0x74 && text[count - 4] == 0x68:
                (count, weight) = (count - 4, weight - 4)
            case 0x77 where count >= 3 && text[count - 2] == 0x77 && text[count - 3] == 0x77:
                (count, weight) = (count - 3, weight - 3)
            default: break
            }
        }
    }

    private struct Writer {
        var letters = Written()
        /// The same as the letters until the first number or link sets it apart.
        var everything = Written()
        var isApart = false
        /// Letters left out.
        var vowels = 0
        /// What of everything the letters have a sign for, in its weight.
        var replaced = 0

        /// With vowels; those alone, a long scream, are not a text to compare.
        func isWorth(_ reading: Written) -> Bool {
            reading.weight + min(vowels / 2, reading.weight) >= ComparedText.shortest
        }

        mutating func add(
            _ folded: FoldedText, _ links: [Link], _ text: inout MutableSpan<UInt32>, _ all: inout MutableSpan<UInt32>
        ) {
            let bytes = folded.bytes.span
            var link = 0
            var linkEnd = 0
            var at = 0
            while at < bytes.count, max(letters.count, everything.count) < ComparedText.lengthLimit {
                if link < links.count, links[link].folded.lowerBound <= at {
                    if ComparedText.isSure(links[link]) {
                        setApart(text, &all)
                        linkEnd = links[link].folded.upperBound
                        sign(ComparedText.link, weight: 6, &text)
                    }
                    link += 1
                }
                let start = at
                let value = bytes.scalar(&at)
                switch value {
                case 0x61...0x7A: add(value, start < linkEnd, &text, &all)
                case 0x30...0x39:
                    if ComparedText.isAlone(bytes, start) {
                        // Part of a word, but ambiguous: `l0ve`, `5ave`, `2day`.
                        vowels += 1
                    } else {
                        setApart(text, &all)
                        everything.append(value, weight: 1, to: &all)
                        replaced += 1
                        if start >= linkEnd { sign(ComparedText.number, weight: 3, &text) }
                    }
                case 0..<0x80: break
                default:
                    if let letter = ComparedText.letter(value) { add(letter, start < linkEnd, &text, &all) }
                }
            }
        }

        @inline(__always)
        private mutating func add(
            _ character: UInt32, _ isInLink: Bool, _ text: inout MutableSpan<UInt32>, _ all: inout MutableSpan<UInt32>
        ) {
            // `l` is left out with `i`, which it is taken for.
            switch character {
            case 0x61, 0x65, 0x69, 0x6C, 0x6F, 0x75:
                vowels += 1
                return
            default: break
            }
            let weight = ComparedText.isUnspaced(character) ? 2 : 1
            if isInLink {
                replaced += weight
            } else {
                letters.append(character, weight: weight, to: &text)
                letters.leaveOutScheme(&text)
            }
            guard isApart else { return }
            everything.append(character, weight: weight, to: &all)
            everything.leaveOutScheme(&all)
        }

        /// Several numbers or links have one sign.
        private mutating func sign(_ sign: UInt32, weight: Int, _ text: inout MutableSpan<UInt32>) {
            if letters.count == 0 || text[letters.count - 1] != sign { letters.append(sign, weight: weight, to: &text) }
        }

        private mutating func setApart(_ text: borrowing MutableSpan<UInt32>, _ all: inout MutableSpan<UInt32>) {
            guard !isApart else { return }
            (everything, isApart) = (letters, true)
            for index in 0..<letters.count { all[index] = text[index] }
        }
    }

    /// As what a letter beyond ASCII is compared; nil for what is none.
    private static func letter(_ value: UInt32) -> UInt32? {
        if isUnspaced(value) { return value }
        if let letter = LetterClasses.latin(value) { return UInt32(letter) }
        return isOtherLetter(value) ? value : nil
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
