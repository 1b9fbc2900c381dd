internal import TextForms

/// What every character is, two bytes each for those below U+10000: a look-up costs less than going through the ranges.
struct CharacterTable: Sendable {
    static let shared = CharacterTable()

    /// What the counts ask of a character.
    struct Entry {
        fileprivate let bits: UInt16

        fileprivate init(bits: UInt16) { self.bits = bits }

        var kind: CharacterKind { CharacterKind(rawValue: UInt8(bits & 0x0F)) ?? .other }
        /// What it counts as, for `Tally`: visible, with a capital, a capital, emoji, digit, punctuation, a bit each.
        var counted: UInt64 { UInt64(bits >> 4 & 0x3F) }
        var isVisible: Bool { bits & 0x10 != 0 }
        /// Whether words of a script with spaces are made of it.
        var isWordPart: Bool { bits & 0x400 != 0 }
        /// `@`, `#` and their wide forms.
        var isTagSign: Bool { bits & 0x800 != 0 }
        /// A bit for each script that looks like others.
        var scripts: UInt8 { UInt8(bits >> 12) }
    }

    private let bits: [UInt16]
    private let han = Entry(bits: Self.bits(0x4E00))

    private init() { bits = (0..<0x10000).map { Self.bits(UInt32($0)) } }

    subscript(value: UInt32) -> Entry {
        // Most of what is not ASCII; left out of the table, which then stays near.
        if value &- 0x4E00 <= 0x9FFF - 0x4E00 { return han }
        return Entry(bits: value < 0x10000 ? bits[Int(value)] : Self.bits(value))
    }

    subscript(ascii byte: UInt8) -> Entry { Entry(bits: bits[Int(byte)]) }

    private static func bits(_ value: UInt32) -> UInt16 {
        let (kind, isCased, isCapital) = CharacterKind.look(at: value)
        var bits = UInt16(kind.rawValue)
        if kind != .space, kind != .invisible { bits |= 0x10 }
        if isCased { bits |= isCapital ? 0x60 : 0x20 }
        if kind == .emoji { bits |= 0x80 }
        if kind == .digit { bits |= 0x100 }
        if kind == .punctuation || kind == .sign || kind == .braille { bits |= 0x200 }
        if kind.isWordPart { bits |= 0x400 }
        if [0x23, 0x40, 0xFF03, 0xFF20].contains(value) { bits |= 0x800 }
        bits |= UInt16(kind.script) << 12
        return bits
    }
}
