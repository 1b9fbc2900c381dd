/// What a folded character is for telling words apart.
enum CharacterKind {
    case space
    /// Of a script without spaces: each is a word.
    case ideograph
    /// A letter, a digit, a currency sign or what joins them.
    case part
    /// Punctuation or emoji: each is a word.
    case sign

    @inline(__always)
    init(_ value: UInt32) {
        switch value {
        case 0x61...0x7A, 0x30...0x39, 0x27, 0x5F, 0x24, 0xA3, 0x20AC: self = .part
        case 0x20, 0x09...0x0D, 0x85, 0xA0: self = .space
        case 0..<0x80: self = value >= 0x41 && value <= 0x5A ? .part : .sign
        case 0x4E00...0x9FFF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x20000...0x3FFFF: self = .ideograph
        case 0x2000...0x2BFF, 0x3001...0x303F, 0xFE10...0xFE6F, 0xFF00...0xFF0F, 0x1F000...0x1FAFF, 0xA1...0xBF,
            0xFFFD:
            self = .sign
        default: self = .part
        }
    }

    /// The word that begins at an offset of a folded text, up to `limit`: its kind and its end.
    @inline(__always)
    static func word(_ text: [UInt8], _ at: Int, limit: Int = .max) -> (kind: CharacterKind, end: Int) {
        let (value, length) = FeatureReader.scalar(text, at)
        let kind = CharacterKind(value)
        var end = at + length
        let limit = min(limit, text.count)
        if kind == .part {
            while end < limit {
                let (next, length) = FeatureReader.scalar(text, end)
                guard CharacterKind(next) == .part else { break }
                end += length
            }
        }
        return (kind, min(end, text.count))
    }
}
