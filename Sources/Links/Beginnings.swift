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
        let mask: UInt8 = contacts ? 7 : 3
        Steps.count(count)
        for at in 0..<count {
            let byte = bytes[at]
            let next = at + 1 < count ? bytes[at + 1] : 0
            var kinds: UInt8
            if byte < 0x80 {
                // By two bytes: hardly any two are a beginning, so this branch is foreseen.
                kinds = tables.pairs[Int(byte) << 7 | Int(next & 0x7F)]
                guard kinds != 0 else { continue }
                if kinds & Self.outsideLabels != 0 {
                    kinds = at > 0 && Characters.isLabel(bytes[at - 1]) ? 0 : kinds & ~Self.outsideLabels
                }
            } else {
                guard byte >= 0xE0, at + 2 < count else { continue }
                kinds = tables.wide[Self.slot(byte, next, bytes[at + 2])]
            }
            if kinds & mask != 0 { places.append(UInt32(at) << 3 | UInt32(kinds & mask)) }
        }
    }

    /// The places of a kind.
    func places(of kinds: Kinds) -> some Sequence<Int> {
        places.lazy.filter { $0 & kinds.rawValue != 0 }.map { Int($0 >> 3) }
    }

    // MARK: Tables

    private struct Tables {
        /// By two bytes, the first in ASCII (of a second one beyond, its lowest bits): kinds.
        var pairs = [UInt8](repeating: 0, count: 1 << 14)
        /// By slot of a character of three bytes: kinds.
        var wide = [UInt8](repeating: 0, count: 1 << slotBits)
    }

    /// Beside the kinds: only where no label goes on.
    private static let outsideLabels: UInt8 = 8
    private static let slotBits = 11

    private static func slot(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        (Int(second & 0x1F) << 6 | Int(third & 0x3F)) ^ Int(first & 0x0F) << 7
    }

    private static let tables: Tables = {
        var tables = Tables()
        func enter(_ text: [UInt8], _ kinds: UInt8) {
            if text[0] >= 0xE0 {
                tables.wide[slot(text[0], text[1], text[2])] |= kinds
            } else {
                let seconds = text.count > 1 ? text[1] & 0x7F...text[1] & 0x7F : 0...0x7F
                for second in seconds { tables.pairs[Int(text[0]) << 7 | Int(second)] |= kinds }
            }
        }
        let (at, dot, contact) = (UInt8(Kinds.at.rawValue), UInt8(Kinds.dot.rawValue), UInt8(Kinds.contact.rawValue))
        for digit in UInt8(0x30)...0x39 { enter([digit], contact | outsideLabels) }
        for sign in DotSign.beginnings + ["://"] { enter(Array(sign.utf8), dot) }
        for sign in ["@", "(at)", "[at]", "{at}", " at "] { enter(Array(sign.utf8), at) }
        for cue in Cue.all { enter(cue.word, contact) }
        for digit in UInt8(0x30)...0x39 { enter([UInt8(ascii: "("), digit], contact) }
        enter([UInt8(ascii: "+")], contact)
        // Mobile numbers begin with one.
        for digit in ["一", "幺"] { enter(Array(digit.utf8), contact) }
        return tables
    }()
}
