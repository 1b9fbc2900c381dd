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

    mutating func count(_ bytes: [UInt8], links: [Link]) {
        var word = Word()
        var repeated = Repetition()
        var lastVisible = Kind.space
        var link = 0
        var at = 0
        while at < bytes.count {
            let (value, length) = Self.scalar(bytes, at)
            let kind = Kind.of(value)
            while link < links.count, links[link].range.upperBound <= at { link += 1 }
            let isInLink = link < links.count && links[link].range.lowerBound <= at
            if samples, sample.count < Self.sampleLimit { sample.append(value) }
            switch kind {
            case .space: break
            case .invisible:
                let next = at + length < bytes.count ? Kind.of(Self.scalar(bytes, at + length).0) : .space
                if !Self.isNeeded(value, after: lastVisible, before: next, isFirst: at == 0) {
                    invisible += 1
                    if places.count < 64 { places.append((.invisibleCharacters, at..<at + length)) }
                }
            default:
                visible += 1
                if isInLink { inLinks += 1 }
                if !isInLink {
                    switch kind {
                    case .digit: digits += 1
                    case .punctuation: punctuation += 1
                    default: break
                    }
                    // A repeated line break or space is layout.
                    repeats = max(repeats, repeated.add(value))
                }
                if kind == .emoji { emoji += 1 }
                if value < 0x250 || (0x370...0x52F).contains(value) {
                    let (isCased, isCapital) = Self.capital(value, kind)
                    if isCased, !isInLink { cased += 1 }
                    if isCapital, !isInLink { capitals += 1 }
                }
                lastVisible = kind
            }
            if kind != .invisible {
                if !isInLink, kind.isWordPart {
                    word.add(kind, at, length)
                } else {
                    finish(&word)
                }
            }
            at += length
        }
        finish(&word)
    }

    /// A word of a script that has spaces.
    private struct Word {
        var start = 0
        var end = 0
        var count = 0
        var scripts: UInt8 = 0

        mutating func add(_ kind: Kind, _ at: Int, _ length: Int) {
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
        guard word.count > 0 else { return }
        longestWord = max(longestWord, word.count)
        if word.scripts & (word.scripts &- 1) != 0, word.count > 1 {
            mixedWords += 1
            if places.count < 64 { places.append((.mixedScriptWords, word.start..<word.end)) }
        }
        word.count = 0
        word.scripts = 0
    }

    /// How often the last 1 to 8 characters stand in a row.
    private struct Repetition {
        private var runs = SIMD8<Int32>(repeating: 0)
        private var window = SIMD8<UInt32>(repeating: 0)

        mutating func add(_ value: UInt32) -> Int {
            // Lane p-1 holds the character p places back.
            let equal = window .== SIMD8(repeating: value)
            runs = (runs &+ 1).replacing(with: 0, where: .!equal)
            window = SIMD8(
                lowHalf: SIMD4(value, window[0], window[1], window[2]),
                highHalf: SIMD4(window[3], window[4], window[5], window[6]))
            guard any(equal) else { return 1 }
            var best: Int32 = 1
            for lane in 0..<8 where runs[lane] > 0 {
                let times = runs[lane] / Int32(lane + 1) + 1
                if times > best { best = times }
            }
            return Int(best)
        }
    }

    // MARK: Characters

    enum Kind: UInt8 {
        case space, invisible, latin, cyrillic, greek, cherokeeOrArmenian, digit, han, punctuation, emoji, joining,
            other

        var isWordPart: Bool {
            switch self {
            case .latin, .cyrillic, .greek, .cherokeeOrArmenian, .digit, .other: true
            default: false
            }
        }

        /// By ASCII character: most of most posts.
        private static let ascii: [Kind] = (0..<0x80).map { Kind($0) }

        static func of(_ value: UInt32) -> Kind { value < 0x80 ? ascii[Int(value)] : Kind(value) }

        private init(_ value: UInt32) {
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
    }

    /// Whether an invisible character does its own work: in an emoji sequence, a script with joiners, or as a mark of
    /// the byte order.
    private static func isNeeded(_ value: UInt32, after last: Kind, before next: Kind, isFirst: Bool) -> Bool {
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

    private static func capital(_ value: UInt32, _ kind: Kind) -> (isCased: Bool, isCapital: Bool) {
        switch value {
        case 0x41...0x5A: return (true, true)
        case 0x61...0x7A: return (true, false)
        case 0..<0x80: return (false, false)
        default:
            guard kind == .latin || kind == .cyrillic || kind == .greek, let scalar = Unicode.Scalar(value) else {
                return (false, false)
            }
            return (scalar.properties.isCased, scalar.properties.isUppercase)
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
