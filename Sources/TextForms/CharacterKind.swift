internal import CUnicodeTables

/// What a character is to someone who looks at a text without reading it: by Unicode's categories and scripts, in the
/// order of the tables (Scripts/make-unicode-tables).
public enum CharacterKind: UInt8, Sendable {
    case space
    /// Nobody sees it: default-ignorable characters, controls, and blanks that Unicode does not call ignorable.
    case invisible
    case latin, cyrillic, greek
    /// Letters of Cherokee and Armenian, of which some look like Latin ones.
    case lookAlike
    /// Decimal digits of all scripts.
    case digit
    /// Han, kana, Hangul and other scripts in which a character is about a word.
    case han
    /// Punctuation, symbols, numbers that are no decimal digits.
    case punctuation
    /// Pictures, without a selector.
    case emoji
    /// Letters of scripts that are written with joiners or marks of direction: Arabic, Hebrew, those of India.
    case joining
    /// Letters of other scripts, and marks.
    case other
    /// Letters of Thai, Lao, Khmer, Burmese: no spaces between words.
    case unspaced
    /// A sign that is a picture where a variation selector follows: ‼ ↔ ℹ ™.
    case sign
    /// A Braille pattern with dots.
    case braille

    /// Kind and case of any number; those that are no characters are others.
    @inline(__always)
    public static func look(at scalar: UInt32) -> (kind: CharacterKind, isCased: Bool, isCapital: Bool) {
        let bits = moongate_character_kind(scalar)
        return (CharacterKind(rawValue: bits & 0x0F) ?? .other, bits & 0x10 != 0, bits & 0x20 != 0)
    }
}
