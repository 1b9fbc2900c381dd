internal import TextForms

extension CharacterKind {
    /// Whether words of a script with spaces are made of it.
    var isWordPart: Bool {
        switch self {
        case .latin, .cyrillic, .greek, .lookAlike, .digit, .joining, .other: true
        case .space, .invisible, .han, .punctuation, .emoji, .unspaced, .sign, .braille: false
        }
    }

    /// A bit for each script whose letters look like another's.
    var script: UInt8 {
        switch self {
        case .latin: 1
        case .cyrillic: 2
        case .greek: 4
        case .lookAlike: 8
        default: 0
        }
    }

    /// Whether an invisible character does its own work: in an emoji sequence, a script with joiners, where lines may
    /// break in Thai, or as a mark of the byte order.
    static func isNeeded(_ value: UInt32, after last: CharacterKind, before next: CharacterKind, isFirst: Bool) -> Bool
    {
        let isJoining = last == .joining || last == .unspaced
        return switch value {
        case 0xFE00...0xFE0F: [.emoji, .sign, .digit, .punctuation, .han].contains(last) || isJoining
        case 0x200D: last == .emoji && [.emoji, .sign, .invisible].contains(next) || last == .sign || isJoining
        case 0x200C: isJoining
        case 0x200B: last == .unspaced || next == .unspaced
        case 0x200E, 0x200F, 0x61C, 0x202A...0x202E, 0x2066...0x2069: last == .joining || next == .joining
        case 0xFEFF: isFirst
        // Flags of England and the like.
        case 0xE0020...0xE007F: last == .emoji
        case 0x180B...0x180F, 0x17B4...0x17B5: isJoining
        // The Braille pattern without dots: pictures of Braille and empty lines are made of it. Hidden inside words.
        case 0x2800: !last.isHidingPlace || !next.isHidingPlace
        default: false
        }
    }

    private var isHidingPlace: Bool { isWordPart || self == .han || self == .unspaced }
}
