/// What a character is to the shapes.
enum CharacterKind: UInt8 {
    case space, invisible, latin, cyrillic, greek, cherokeeOrArmenian, digit, han, punctuation, emoji, joining,
        other

    var isWordPart: Bool {
        switch self {
        case .latin, .cyrillic, .greek, .cherokeeOrArmenian, .digit, .other: true
        default: false
        }
    }

    /// A bit for each script whose letters look like another's.
    var script: UInt8 {
        switch self {
        case .latin: 1
        case .cyrillic: 2
        case .greek: 4
        case .cherokeeOrArmenian: 8
        default: 0
        }
    }

    init(_ value: UInt32) {
        switch value {
        case 0x61...0x7A, 0x41...0x5A: self = .latin
        case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F, 0x205F, 0x3000:
            self = .space
        case 0x30...0x39, 0xFF10...0xFF19, 0x660...0x669: self = .digit
        case 0x4E00...0x9FFF, 0x3040...0x30FF, 0x3400...0x4DBF, 0xAC00...0xD7AF, 0x20000...0x3FFFF: self = .han
        case 0xA9, 0xAE: self = .punctuation
        case 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B...0x200F,
            0x202A...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB,
            0x1D173...0x1D17A, 0xE0000...0xE0FFF, 0x00..<0x09, 0x0E..<0x20, 0x7F..<0xA0:
            self = .invisible
        case 0x21..<0x80, 0xA1...0xBF, 0xD7, 0xF7, 0x2010...0x2027, 0x2030...0x205E, 0x3001...0x3004,
            0x3008...0x3030, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65, 0xFE30...0xFE6F,
            0x20A0...0x20CF, 0x2200...0x22FF:
            self = .punctuation
        case 0xC0...0x24F, 0x1E00...0x1EFF, 0xFF21...0xFF3A, 0xFF41...0xFF5A: self = .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: self = .cyrillic
        case 0x530...0x58F, 0x13A0...0x13FF, 0xAB70...0xABBF: self = .cherokeeOrArmenian
        // Scripts that use joiners: Arabic, Syriac, the Indic ones, Mongolian.
        case 0x590...0x8FF, 0x900...0xDFF, 0x1000...0x109F, 0x1780...0x18AF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC:
            self = .joining
        case 0x1F000...0x1FAFF, 0x2600...0x27BF, 0x2B00...0x2BFF, 0x2190...0x21FF, 0x2300...0x23FF, 0x25A0...0x25FF,
            0x2460...0x24FF, 0x3297, 0x3299, 0x303D:
            self = .emoji
        default: self = .other
        }
    }

    /// Whether an invisible character does its own work: in an emoji sequence, a script with joiners, or as a mark of
    /// the byte order.
    static func isNeeded(_ value: UInt32, after last: CharacterKind, before next: CharacterKind, isFirst: Bool) -> Bool
    {
        switch value {
        case 0xFE00...0xFE0F: last == .emoji || last == .digit || last == .punctuation || last == .han
        case 0x200D: last == .emoji && next == .emoji || last == .joining || last == .emoji && next == .invisible
        case 0x200C: last == .joining
        case 0x200E, 0x200F, 0x61C, 0x202A...0x202E, 0x2066...0x2069: last == .joining || next == .joining
        case 0xFEFF: isFirst
        // Flags of England and the like.
        case 0xE0020...0xE007F: last == .emoji
        case 0x180B...0x180F, 0x17B4...0x17B5: last == .joining
        default: false
        }
    }
}
