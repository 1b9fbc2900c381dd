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
        // As long as places can be told; what is known to be within needs no look.
        let bytes = text.span.extracting(first: Int(UInt32.max >> 3))
        let tables = Self.tables
        let mask: UInt8 = contacts ? 7 : 3
        Steps.count(bytes.count)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            let place = at
            var kinds: UInt8
            if byte < 0x80 {
                at += 1
                let next = at < bytes.count ? bytes[at] : 0
                // By two bytes: hardly any two are a beginning, so this branch is foreseen.
                guard tables.begins(byte, next) else { continue }
                kinds = tables.pairs[Int(byte) << 7 | Int(next & 0x7F)]
                if kinds & Self.outsideLabels != 0 {
                    kinds = place > 0 && Characters.isLabel(bytes[place - 1]) ? 0 : kinds & ~Self.outsideLabels
                } else if byte == 0x20 {
                    // Of ` at ` and ` dot `: words with these letters are many.
                    let third = place + 2 < bytes.count ? bytes[place + 2] : 0
                    guard third == (next == UInt8(ascii: "a") ? UInt8(ascii: "t") : UInt8(ascii: "o")) else { continue }
                }
            } else {
                // Nothing begins inside of a character.
                at += byte < 0xE0 ? byte >= 0xC0 ? 2 : 1 : byte < 0xF0 ? 3 : 4
                guard byte >= 0xE0, place + 2 < bytes.count else { continue }
                kinds = tables.wide[Self.slot(byte, bytes[place + 1], bytes[place + 2])]
            }
            guard kinds & mask != 0 else { continue }
            if places.isEmpty { places.reserveCapacity(32) }
            places.append(UInt32(place) << 3 | UInt32(kinds & mask))
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
        /// A bit for each of these that has some: small enough to stay near.
        var begin = [UInt64](repeating: 0, count: 256)
        /// By slot of a character of three bytes: kinds.
        var wide = [UInt8](repeating: 0, count: 1 << slotBits)

        @inline(__always)
        func begins(_ first: UInt8, _ second: UInt8) -> Bool {
            begin[Int(first) << 1 | Int(second >> 6 & 1)] >> UInt64(second & 0x3F) & 1 != 0
        }
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
                for second in seconds {
                    tables.pairs[Int(text[0]) << 7 | Int(second)] |= kinds
                    tables.begin[Int(text[0]) << 1 | Int(second >> 6)] |= 1 << UInt64(second & 0x3F)
                }
            }
        }
        let (at, dot, contact) = (UInt8(Kinds.at.rawValue), UInt8(Kinds.dot.rawValue), UInt8(Kinds.contact.rawValue))
        for digit in UInt8(0x30)...0x39 { enter([digit], contact | outsideLabels) }
        for sign in DotSign.beginnings + ["://"] { enter(Array(sign.utf8), dot) }
        for sign in ["@", "(at)", "[at]", "{at}", " at "] { enter(Array(sign.utf8), at) }
        for cue in Cue.all {
            enter(Array(cue.word), cue.beginsWithLetter ? contact | outsideLabels : contact)
        }
        for digit in UInt8(0x30)...0x39 { enter([UInt8(ascii: "("), digit], contact) }
        enter([UInt8(ascii: "+")], contact)
        // Mobile numbers begin with one.
        for digit in ["一", "幺"] { enter(Array(digit.utf8), contact) }
        return tables
    }()
}
