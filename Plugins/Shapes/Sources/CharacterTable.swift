/// What every character is, a byte each for those below U+10000: a look-up costs less than going through the ranges.
struct CharacterTable: Sendable {
    static let shared = CharacterTable()

    /// A kind, and whether it has a capital or is one.
    struct Entry {
        fileprivate let bits: UInt8

        var kind: CharacterKind { CharacterKind(rawValue: bits & 0x0F) ?? .other }
        var isCased: Bool { bits & 0x10 != 0 }
        var isCapital: Bool { bits & 0x20 != 0 }
    }

    private let bits: [UInt8]

    private init() { bits = (0..<0x10000).map { Self.bits(UInt32($0)) } }

    subscript(value: UInt32) -> Entry {
        Entry(bits: value < 0x10000 ? bits[Int(value)] : CharacterKind(value).rawValue)
    }

    private static func bits(_ value: UInt32) -> UInt8 {
        let kind = CharacterKind(value)
        guard value < 0x250 || (0x370...0x52F).contains(value), [.latin, .cyrillic, .greek].contains(kind),
            let properties = Unicode.Scalar(value)?.properties, properties.isCased
        else { return kind.rawValue }
        return kind.rawValue | 0x10 | (properties.isUppercase ? 0x20 : 0)
    }
}
