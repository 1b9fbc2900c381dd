internal import CUnicodeTables

/// Word_Break of one character (UAX #29, table 3), in the order of the tables, and what the tailoring adds.
struct WordClass {
    /// Word_Break.
    enum Property: UInt8 {
        case other, carriageReturn, lineFeed, newline, extend, zeroWidthJoiner, format, katakana, hebrewLetter, letter,
            singleQuote, doubleQuote, midNumberLetter, midLetter, midNumber, numeric, extendNumberLetter, space,
            regionalIndicator
    }

    let property: Property
    let scalar: UInt32
    /// Extended_Pictographic.
    let isPictograph: Bool
    /// A letter of a script that puts no spaces between words.
    let isWithoutSpaces: Bool
    let isHangul: Bool

    @inline(__always)
    init(_ scalar: UInt32) {
        let bits = moongate_word_class(scalar)
        property = Property(rawValue: bits & 0x1F) ?? .other
        self.scalar = scalar
        isPictograph = bits & 0x20 != 0
        isWithoutSpaces = bits & 0x40 != 0
        isHangul = bits & 0x80 != 0
    }

    /// AHLetter of the rules.
    var isLetter: Bool { property == .letter || property == .hebrewLetter }
    /// Skipped behind any other character (WB4).
    var isSkipped: Bool { property == .extend || property == .format || property == .zeroWidthJoiner }
    /// CR, LF and other line breaks.
    var isLineBreak: Bool { property == .carriageReturn || property == .lineFeed || property == .newline }
    /// MidNumLetQ of the rules.
    var isMidNumberLetter: Bool { property == .midNumberLetter || property == .singleQuote }
}
