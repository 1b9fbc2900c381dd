/// A widened pattern as a tree over bytes.
indirect enum WideNode {
    case bytes([UInt8])
    /// One character: one of these of ASCII, or one beyond it.
    case characters(ASCIISet, beyond: Beyond)
    case sequence([WideNode])
    case choice([WideNode])
    case repeated(WideNode, minimum: Int, maximum: Int?)
    /// Any text, also none.
    case anything

    enum Beyond {
        /// Only these, in UTF-8.
        case listed([[UInt8]])
        case any
    }

    func or(ascii: [UInt8]) -> WideNode {
        guard case .characters(var set, let beyond) = self else { return self }
        for byte in ascii { set.insert(byte) }
        return .characters(set, beyond: beyond)
    }

    /// Repetitions with a larger bound have none: a count costs a state for each step.
    private static let boundLimit = 16

    // MARK: Cutting

    /// Without what need not be there at either end: whether a text holds the pattern is all that is asked.
    var trimmed: WideNode { trimmed(atStart: true).trimmed(atStart: false) }

    private func trimmed(atStart: Bool) -> WideNode {
        switch self {
        case .bytes, .characters: return self
        case .anything: return .sequence([])
        case .repeated(let inner, let minimum, _):
            if minimum == 0 { return .sequence([]) }
            if minimum == 1 { return inner.trimmed(atStart: atStart) }
            return .repeated(inner, minimum: minimum, maximum: minimum)
        case .choice(let branches): return .choice(branches.map { $0.trimmed(atStart: atStart) })
        case .sequence(var parts):
            while let end = atStart ? parts.first : parts.last {
                let cut = end.trimmed(atStart: atStart)
                if atStart { parts.removeFirst() } else { parts.removeLast() }
                if cut.isEmpty { continue }
                if atStart { parts.insert(cut, at: 0) } else { parts.append(cut) }
                break
            }
            return .sequence(parts)
        }
    }

    private var isEmpty: Bool {
        switch self {
        case .bytes(let bytes): bytes.isEmpty
        case .sequence(let parts): parts.allSatisfy(\.isEmpty)
        case .choice(let branches): branches.allSatisfy(\.isEmpty)
        case .characters, .repeated, .anything: false
        }
    }

    /// Roughly how many rare characters a text must hold: a letter counts 1, a character beyond ASCII 2.
    var rarity: Double {
        switch self {
        case .bytes(let bytes): return bytes.reduce(0) { $0 + ($1 < 0x80 ? 1 : $1 >= 0xC0 ? 2 : 0) }
        case .characters(let set, .listed(let others)):
            return set.count == 0 && !others.isEmpty ? 1.5 : set.count <= 6 ? 0.8 : set.count <= 12 ? 0.5 : 0
        case .characters(let set, .any): return set.count <= 12 ? 0.2 : 0
        case .sequence(let parts): return parts.reduce(0) { $0 + $1.rarity }
        case .choice(let branches): return branches.map(\.rarity).min() ?? 0
        case .repeated(let inner, let minimum, _): return inner.rarity * Double(min(minimum, 12))
        case .anything: return 0
        }
    }

    // MARK: Text

    /// In Vectorscan's syntax; nil if it has a class that takes nothing.
    var expression: String? {
        switch self {
        case .bytes(let bytes): return bytes.map(Self.byteText).joined()
        case .characters(let set, .any):
            let beyond = "[\\x80-\\xff]{2,4}"
            return set.count == 0 ? beyond : "(?:[\(set.classText)]|\(beyond))"
        case .characters(let set, .listed(let others)):
            var choices = others.map { $0.map(hex).joined() }
            if set.count > 0 { choices.insert("[\(set.classText)]", at: 0) }
            guard let first = choices.first else { return nil }
            return choices.count == 1 ? first : "(?:\(choices.joined(separator: "|")))"
        case .sequence(let parts):
            var text = ""
            for part in parts {
                guard let piece = part.expression else { return nil }
                text += piece
            }
            return text
        case .choice(let branches):
            var texts: [String] = []
            for branch in branches {
                guard let text = branch.expression else { return nil }
                if !texts.contains(text) { texts.append(text) }
            }
            return "(?:" + texts.joined(separator: "|") + ")"
        case .repeated(let inner, let minimum, let maximum): return Self.repeated(inner, minimum, maximum)
        case .anything: return "[\\x00-\\xff]*"
        }
    }

    private static func repeated(_ inner: WideNode, _ minimum: Int, _ maximum: Int?) -> String? {
        // The bytes of many characters in a row are many bytes in a row: one state instead of several a character.
        if case .characters(let set, let beyond) = inner {
            let bytes: String
            let width: Int
            switch beyond {
            case .listed(let others):
                bytes = Set(others.joined()).sorted().map(hex).joined()
                width = others.map(\.count).max() ?? 1
            case .any: (bytes, width) = ("\\x80-\\xff", 4)
            }
            guard set.count > 0 || !bytes.isEmpty else { return minimum == 0 ? "" : nil }
            return "[\(set.classText)\(bytes)]" + counts(minimum, maximum.map { $0 * width })
        }
        guard let text = inner.expression else { return minimum == 0 ? "" : nil }
        return "(?:\(text))" + counts(minimum, maximum)
    }

    private static func counts(_ minimum: Int, _ maximum: Int?) -> String {
        let least = min(minimum, boundLimit)
        let most = maximum.flatMap { $0 > boundLimit ? nil : $0 }
        switch (least, most) {
        case (0, nil): return "*"
        case (1, nil): return "+"
        case (0, 1): return "?"
        case (let least, nil): return "{\(least),}"
        case (let least, let most?): return least == most ? "{\(least)}" : "{\(least),\(most)}"
        }
    }

    private static func byteText(_ byte: UInt8) -> String {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
        default: hex(byte)
        }
    }
}
