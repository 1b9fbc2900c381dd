internal import Links

/// Counts the characters of texts by what they are; one pass.
struct ShapeCounter {
    private(set) var visible = 0
    private(set) var emoji = 0
    private(set) var digits = 0
    private(set) var punctuation = 0
    private(set) var cased = 0
    private(set) var capitals = 0
    private(set) var invisible = 0
    private(set) var mixedWords = 0
    private(set) var inLinks = 0
    private(set) var repeats = 0
    private(set) var longestWord = 0
    /// The first characters, for the entropy.
    private(set) var sample: [UInt32] = []

    private var places: [(Shape, Range<Int>)] = []
    private let samples: Bool

    /// `samples`: whether the entropy is wanted.
    init(samples: Bool) {
        self.samples = samples
        if samples { sample.reserveCapacity(512) }
    }

    /// Characters that the entropy looks at.
    static let sampleLimit = 2048

    mutating func takePlaces() -> [(Shape, Range<Int>)] {
        defer { places.removeAll(keepingCapacity: true) }
        return places
    }

    // MARK: One text

    mutating func count(_ bytes: [UInt8], links: [Range<Int>]) {
        var word = Word()
        var repeated = Repetition()
        var lastVisible = CharacterKind.space
        var link = 0
        var inside = links.first ?? bytes.count..<bytes.count
        let table = CharacterTable.shared
        var at = 0
        while at < bytes.count {
            Steps.count()
            let (value, length) = Self.scalar(bytes, at)
            let character = table[value]
            let kind = character.kind
            while inside.upperBound <= at, link < links.count {
                link += 1
                inside = link < links.count ? links[link] : bytes.count..<bytes.count
            }
            let isInLink = inside.lowerBound <= at
            if samples, sample.count < Self.sampleLimit { sample.append(value) }
            switch kind {
            case .space: break
            case .invisible:
                let next = at + length < bytes.count ? table[Self.scalar(bytes, at + length).0].kind : .space
                if !Self.isNeeded(value, after: lastVisible, before: next, isFirst: at == 0) {
                    invisible += 1
                    if places.count < 64 { places.append((.invisibleCharacters, at..<at + length)) }
                }
            default:
                visible += 1
                if kind == .emoji { emoji += 1 }
                if isInLink {
                    inLinks += 1
                } else {
                    switch kind {
                    case .digit: digits += 1
                    case .punctuation: punctuation += 1
                    default: break
                    }
                    if character.isCased { cased += 1 }
                    if character.isCapital { capitals += 1 }
                    // A repeated line break or space is layout.
                    repeated.add(value)
                }
                lastVisible = kind
            }
            if kind != .invisible {
                if !isInLink, kind.isWordPart {
                    word.add(kind, at, length)
                } else if word.count > 0 {
                    finish(&word)
                }
            }
            at += length
        }
        if word.count > 0 { finish(&word) }
        repeats = max(repeats, repeated.most)
    }

    /// A word of a script that has spaces.
    private struct Word {
        var start = 0
        var end = 0
        var count = 0
        var scripts: UInt8 = 0

        mutating func add(_ kind: CharacterKind, _ at: Int, _ length: Int) {
            if count == 0 { start = at }
            count += 1
            end = at + length
            switch kind {
            case .latin: scripts |= 1
            case .cyrillic: scripts |= 2
            case .greek: scripts |= 4
            case .cherokeeOrArmenian: scripts |= 8
            default: break
            }
        }
    }

    private mutating func finish(_ word: inout Word) {
        longestWord = max(longestWord, word.count)
        if word.scripts & (word.scripts &- 1) != 0, word.count > 1 {
            mixedWords += 1
            if places.count < 64 { places.append((.mixedScriptWords, word.start..<word.end)) }
        }
        word.count = 0
        word.scripts = 0
    }

    /// How often 1 to 8 characters stand in a row; counts to 32,768. Lane p - 1 compares with the character p places back,
    /// by 16 bits, which tell apart what stands beside each other in any text.
    private struct Repetition {
        private var runs = SIMD8<Int16>(repeating: 0)
        private var longest = SIMD8<Int16>(repeating: -1)
        private var window = SIMD8<Int16>(repeating: 0)

        mutating func add(_ value: UInt32) {
            let value = Int16(truncatingIfNeeded: value ^ value >> 16)
            // With its type written, `.==` is one instruction; else a loop over lanes, and half of all the time.
            let everywhere = SIMD8<Int16>(repeating: value)
            let equal = window .== everywhere
            runs = (runs &+ 1).replacing(with: 0, where: .!equal)
            longest = longest.replacing(with: runs, where: runs .> longest)
            window = SIMD8(
                value, window[0], window[1], window[2], window[3], window[4], window[5], window[6])
        }

        /// 0 where nothing was added.
        var most: Int { (0..<8).map { (Int(longest[$0]) + $0 + 1) / ($0 + 1) }.max() ?? 0 }
    }

    // MARK: Characters

    /// Whether an invisible character does its own work: in an emoji sequence, a script with joiners, or as a mark of
    /// the byte order.
    private static func isNeeded(_ value: UInt32, after last: CharacterKind, before next: CharacterKind, isFirst: Bool)
        -> Bool
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

    private static func scalar(_ bytes: [UInt8], _ at: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[at])
        func next(_ offset: Int) -> UInt32 { at + offset < bytes.count ? UInt32(bytes[at + offset] & 0x3F) : 0 }
        switch first {
        case 0..<0xC0: return (first, 1)
        case 0xC0..<0xE0: return ((first & 0x1F) << 6 | next(1), 2)
        case 0xE0..<0xF0: return ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
        default: return ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
        }
    }
}
