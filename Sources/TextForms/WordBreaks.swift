/// Where words begin and end in UTF-8: UAX #29 as it stands (`isStandardBoundary`), and tailored to finding words.
///
/// The tailoring, on top of UAX #29:
/// - Han, kana, Thai, Lao, Khmer and Myanmar are written without spaces, so each of their characters is bounded on both
///   sides, and so is what stands next to them: 赌博 in 我爱赌博网站, wx in 加wx吧. (A vowel sign or mark still belongs to
///   its letter.) A run of katakana is one word, as UAX #29 has it: ノート is not in ノートン.
/// - Hangul: particles follow words, so a word may end before any Hangul syllable (바보 in 바보가), but begins where UAX
///   #29 says. Between Hangul and other letters or digits there is a boundary both ways, and between syllables and
///   single letters: ㅅㅂ in 아ㅅㅂ.
/// - Behind an elided article or pronoun there is a boundary: idiot in d'idiot, argent in l’argent.
/// - Of the signs that join letters only apostrophes and the Hebrew and Armenian ones do: `.`, `:` and `·` do not, as in
///   "idiot.Go" and "wx:abc". Between digits UAX #29 holds: 3.14 is one word.
/// - `_` joins where letters or digits stand on both sides: snake_case is one word, `_this_` is emphasis around one.
///
/// So don't, can't, 3.14, snake_case, camelCase and abc123 are one word each; `#tag` and `@name` have a boundary behind
/// their sign; emoji never join. Invalid bytes are characters that join nothing.
///
/// A question looks at no more than `reach` characters to each side: behind a longer run of marks, `_` or regional
/// indicators there is a boundary.
public enum WordBreaks {
    /// How many characters of a run are looked at.
    public static let reach = 64

    /// Whether a word may begin and another may end at an offset. Not inside a character; always at the ends of a text
    /// that is not empty.
    public static func isWordBoundary(in bytes: [UInt8], at offset: Int) -> Bool {
        let text = bytes.span
        if let answer = edge(text, offset) { return answer }
        if let answer = asciiBoundary(text, offset) { return answer }
        return WordPlace(text, offset).isTailoredBoundary(text)
    }

    /// Whether the bytes are a whole word or a phrase of whole words: they begin where a word may, and end where one may
    /// or before a Hangul syllable. A tag or a name (`#tag`, `@name`) begins behind no letter, digit or slash, unless that
    /// is of a script that puts no spaces between words. An empty range is none.
    public static func isWholeWord(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count, !range.isEmpty else { return false }
        return isWordBoundary(in: bytes, at: range.lowerBound) && isWordEnd(in: bytes, at: range.upperBound)
            && !isInsideAddress(bytes, range.lowerBound)
    }

    /// Whether a `#` or `@` is part of a link or an address.
    private static func isInsideAddress(_ bytes: [UInt8], _ offset: Int) -> Bool {
        guard offset > 0, bytes[offset] == 0x23 || bytes[offset] == 0x40 else { return false }
        if bytes[offset - 1] == 0x2F { return true }
        guard let before = WordPlace(bytes.span, offset).before else { return false }
        return before.isWord && !before.isWithoutSpaces && !before.isHangul
    }

    /// Whether a word may end at an offset: a boundary, or before a Hangul syllable.
    public static func isWordEnd(in bytes: [UInt8], at offset: Int) -> Bool {
        if isWordBoundary(in: bytes, at: offset) { return true }
        guard offset > 0, offset < bytes.count, !bytes[offset].isContinuation else { return false }
        return WordClass(UTF8Scalar(bytes.span, at: offset).value).isHangul
    }

    /// Whether UAX #29 has a word boundary at an offset, untailored.
    public static func isStandardBoundary(in bytes: [UInt8], at offset: Int) -> Bool {
        let text = bytes.span
        if let answer = edge(text, offset) { return answer }
        return WordPlace(text, offset).isStandardBoundary(text)
    }

    /// The answer at the ends, beyond them and inside a character.
    @inline(__always)
    private static func edge(_ text: Span<UInt8>, _ offset: Int) -> Bool? {
        guard offset > 0, offset < text.count else {
            return text.count > 0 && (offset == 0 || offset == text.count)
        }
        guard text[offset].isContinuation else { return nil }
        return WordPlace.characterStart(text, before: offset + 1) == offset ? nil : false
    }

    /// The answer between ASCII characters of which one is no sign that could join.
    @inline(__always)
    private static func asciiBoundary(_ text: Span<UInt8>, _ offset: Int) -> Bool? {
        let before = text[offset - 1]
        let behind = text[offset]
        guard before < 0x80, behind < 0x80 else { return nil }
        if before.isASCIIAlphanumeric, behind.isASCIIAlphanumeric { return false }
        if before.isASCIIJoiner || behind.isASCIIJoiner { return nil }
        // Two spaces, or CR LF.
        return !(before == 0x20 && behind == 0x20) && !(before == 0x0D && behind == 0x0A)
    }
}

extension UInt8 {
    fileprivate var isASCIIAlphanumeric: Bool {
        (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10
    }

    /// `"`, `'`, `,`, `.`, `:`, `;`, `_`.
    fileprivate var isASCIIJoiner: Bool {
        switch self {
        case 0x22, 0x27, 0x2C, 0x2E, 0x3A, 0x3B, 0x5F: true
        default: false
        }
    }
}
