/// Where in a folded text something may begin: the signs that addresses, links and contacts are found by. One look at
/// every byte; what reads them then steps from place to place, and most posts have few.
struct Beginnings {
    /// What may be at a place.
    struct Kinds: OptionSet {
        let rawValue: UInt32

        /// `@`, or what stands for one.
        static let at = Kinds(rawValue: 1)
        /// A dot, what stands for one, or `://`.
        static let dot = Kinds(rawValue: 2)
        /// A word that announces an account, or a number.
        static let contact = Kinds(rawValue: 4)
    }

    /// In the order of the text, each with its kinds in the lowest bits.
    private var places: [UInt32] = []

    var isEmpty: Bool { places.isEmpty }

    init(_ text: [UInt8], contacts: Bool) {
        let bytes = text.span
        let count = min(bytes.count, Int(UInt32.max >> 3))
        let tables = Self.tables
        let mask: UInt32 = contacts ? 7 : 3
        Steps.count(count)
        for at in 0..<count {
            let kind = tables.classes[Int(bytes[at])]
            guard kind != 0 else { continue }
            let next = at + 1 < count ? bytes[at + 1] : 0
            // Most of what looks like a beginning is none by its next byte.
            let kinds: UInt32
            if kind == Class.wide {
                guard at + 2 < count else { continue }
                kinds = UInt32(tables.wide[Self.slot(bytes[at], next, bytes[at + 2])])
            } else if kind == Class.pair {
                kinds = UInt32(tables.pairs[Int(bytes[at] & 0x7F) << 7 | Int(next & 0x7F)])
            } else {
                let isInLabel = at > 0 && Characters.isLabel(bytes[at - 1])
                kinds = isInLabel ? 0 : Kinds.contact.rawValue
            }
            if kinds & mask != 0 { places.append(UInt32(at) << 3 | kinds & mask) }
        }
    }

    /// The places of a kind.
    func places(of kinds: Kinds) -> some Sequence<Int> {
        places.lazy.filter { $0 & kinds.rawValue != 0 }.map { Int($0 >> 3) }
    }

    // MARK: Tables

    private enum Class {
        /// Begins something, by what follows.
        static let pair: UInt8 = 1
        /// The first byte of a character of three.
        static let wide: UInt8 = 2
        static let digit: UInt8 = 3
    }

    private struct Tables {
        /// By byte.
        var classes = [UInt8](repeating: 0, count: 256)
        /// By two bytes in ASCII (of a second one beyond, its lowest bits): kinds.
        var pairs = [UInt8](repeating: 0, count: 1 << 14)
        /// By slot of a character of three bytes: kinds.
        var wide = [UInt8](repeating: 0, count: 1 << slotBits)
    }

    private static let slotBits = 11

    private static func slot(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        (Int(second & 0x1F) << 6 | Int(third & 0x3F)) ^ Int(first & 0x0F) << 7
    }

    private static let tables: Tables = {
        var tables = Tables()
        func enter(_ text: [UInt8], _ kinds: Kinds) {
            if text[0] >= 0xE0 {
                tables.wide[slot(text[0], text[1], text[2])] |= UInt8(kinds.rawValue)
            } else {
                tables.classes[Int(text[0])] = Class.pair
                let seconds = text.count > 1 ? text[1] & 0x7F...text[1] & 0x7F : 0...0x7F
                for second in seconds { tables.pairs[Int(text[0]) << 7 | Int(second)] |= UInt8(kinds.rawValue) }
            }
        }
        for first in 0xE0...0xEF { tables.classes[first] = Class.wide }
        for digit in 0x30...0x39 { tables.classes[digit] = Class.digit }
        for sign in DotSign.beginnings + ["://"] { enter(Array(sign.utf8), .dot) }
        for sign in ["@", "(at)", "[at]", "{at}", " at "] { enter(Array(sign.utf8), .at) }
        for cue in Cue.all { enter(cue.word, .contact) }
        for digit in 0x30...0x39 { enter([UInt8(ascii: "("), UInt8(digit)], .contact) }
        enter([UInt8(ascii: "+")], .contact)
        // Mobile numbers begin with one.
        for digit in ["一", "幺"] { enter(Array(digit.utf8), .contact) }
        return tables
    }()
}
