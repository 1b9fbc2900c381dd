internal import Links
internal import Moderation
internal import TextForms

/// Finds the features of a post. One for each thread: it keeps scratch memory.
struct FeatureReader {
    /// Bytes of a folded text that are read at its beginning and at its end; what lies between is passed over.
    static let headLimit = 3072
    static let tailLimit = 1024
    /// Features of one post; a post of 4 KB has about 6,000.
    static let limit = 6000

    /// Of the last post that was read.
    private(set) var features: [Feature] = []
    private(set) var vector = FeatureVector()

    /// Open addressing; an entry is the generation and the slot, so that no clearing is needed.
    private var seen = [UInt64](repeating: 0, count: 16384)
    private var generation: UInt64 = 0
    private var words: [Word] = []
    private var scalars: [UInt32] = []
    private var offsets: [Int32] = []

    /// A word of the text that is being read.
    struct Word {
        let start: Int32
        let end: Int32
        /// With every digit as 0.
        let hash: UInt64
    }

    /// Reads a post as it was at `now`. Without `grams` only words and facts.
    mutating func read(_ post: borrowing ExaminedPost, now: Instant, grams wantsGrams: Bool = true) {
        features.removeAll(keepingCapacity: true)
        vector.slots.removeAll(keepingCapacity: true)
        generation += 1
        for (place, entry) in post.post.entries.enumerated() {
            guard Self.isText(entry.field), let text = post.folded[place] else { continue }
            for range in Self.windows(text.bytes.count) { readWords(text.bytes, range, place) }
        }
        vector.ends[0] = Int32(features.count)
        if wantsGrams {
            for (place, entry) in post.post.entries.enumerated() {
                guard Self.isText(entry.field), let text = post.folded[place] else { continue }
                for range in Self.windows(text.bytes.count) { readGrams(text.bytes, range, place) }
            }
        }
        vector.ends[1] = Int32(features.count)
        readFacts(post, now: now)
    }

    static func isText(_ field: Field) -> Bool { field == .body || field == .title }

    private static func windows(_ count: Int) -> [Range<Int>] {
        count <= headLimit + tailLimit ? [0..<count] : [0..<headLimit, count - tailLimit..<count]
    }

    // MARK: Words

    private mutating func readWords(_ bytes: [UInt8], _ range: Range<Int>, _ place: Int) {
        words.removeAll(keepingCapacity: true)
        var at = range.lowerBound
        while at < range.upperBound {
            let (value, length) = Self.scalar(bytes, at)
            let kind = CharacterKind(value)
            var end = at + length
            if kind == .space {
                at = end
                continue
            }
            if kind == .part {
                while end < range.upperBound {
                    let (next, length) = Self.scalar(bytes, end)
                    guard CharacterKind(next) == .part else { break }
                    end += length
                }
            }
            end = min(end, bytes.count)
            addWord(bytes, at..<end, place)
            at = end
        }
        guard words.count > 1 else { return }
        for index in 1..<words.count {
            let hash = Self.mix(words[index - 1].hash &* 0x9E37_79B9_7F4A_7C15 ^ words[index].hash)
            add(hash, place, words[index - 1].start, words[index].end)
        }
    }

    private mutating func addWord(_ bytes: [UInt8], _ range: Range<Int>, _ place: Int) {
        var exact: UInt64 = 0x0077_6F72_6473_0001
        var shape = exact
        var hasDigits = false
        for at in range {
            let byte = bytes[at]
            let isDigit = byte &- 0x30 < 10
            hasDigits = hasDigits || isDigit
            exact = (exact ^ UInt64(byte)) &* 0x100_0000_01B3
            shape = (shape ^ UInt64(isDigit ? 0x30 : byte)) &* 0x100_0000_01B3
        }
        let start = Int32(range.lowerBound)
        let end = Int32(range.upperBound)
        add(Self.mix(exact), place, start, end)
        if hasDigits { add(Self.mix(shape), place, start, end) }
        words.append(Word(start: start, end: end, hash: range.count < 12 ? shape : exact))
    }

    // MARK: Runs of characters

    private mutating func readGrams(_ bytes: [UInt8], _ range: Range<Int>, _ place: Int) {
        scalars.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        scalars.append(0x20)
        offsets.append(Int32(range.lowerBound))
        var at = range.lowerBound
        while at < range.upperBound {
            let (value, length) = Self.scalar(bytes, at)
            let isSpace = CharacterKind(value) == .space
            if !isSpace || scalars.last != 0x20 {
                scalars.append(isSpace ? 0x20 : value)
                offsets.append(Int32(at))
            }
            at += length
        }
        guard scalars.count > 1 else { return }
        if scalars.last != 0x20 {
            scalars.append(0x20)
            offsets.append(Int32(range.upperBound))
        }
        offsets.append(Int32(range.upperBound))
        for start in scalars.indices {
            let (shortest, longest) = CharacterKind(scalars[start]) == .ideograph ? (1, 3) : (3, 5)
            var hash: UInt64 = 0x0067_7261_6D73_0001
            for at in start..<min(start + longest, scalars.count) {
                hash = (hash ^ UInt64(scalars[at])) &* 0x100_0000_01B3
                if at - start + 1 >= shortest { add(Self.mix(hash), place, offsets[start], offsets[at + 1]) }
            }
        }
    }

    // MARK: Adding

    /// A fact, with what was counted of it. `level` is what the model sees.
    mutating func add(_ fact: SpamFact, level: Int, number: Int) {
        let hash = Self.mix(UInt64(fact.rawValue) << 32 ^ UInt64(truncatingIfNeeded: level) ^ 0x66_6163_7473 << 40)
        add(hash, -1, Int32(clamping: number), 0, fact)
    }

    /// A fact that a piece of the post shows.
    mutating func add(_ fact: SpamFact, text: some Sequence<UInt8>, at place: Int, _ range: Range<Int>) {
        var hash = UInt64(fact.rawValue) ^ 0x0066_6163_7473_0001
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        add(Self.mix(hash), place, Int32(clamping: range.lowerBound), Int32(clamping: range.upperBound), fact)
    }

    private mutating func add(_ hash: UInt64, _ place: Int, _ lower: Int32, _ upper: Int32, _ fact: SpamFact? = nil) {
        guard features.count < Self.limit else { return }
        let slot = UInt32(truncatingIfNeeded: hash >> (64 - SpamModel.bits))
        let entry = generation << 32 | UInt64(slot)
        var at = Int(slot) & (seen.count - 1)
        while seen[at] >> 32 == generation {
            if seen[at] == entry { return }
            at = (at + 1) & (seen.count - 1)
        }
        seen[at] = entry
        features.append(
            Feature(slot: slot, entry: Int16(clamping: place), fact: fact, lower: lower, upper: upper))
        vector.slots.append(slot)
    }

    /// The finalizer of MurmurHash3.
    @inline(__always)
    static func mix(_ hash: UInt64) -> UInt64 {
        var hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }

    /// The scalar at an offset of valid UTF-8, and its bytes; bytes of a piece that was cut count one each.
    @inline(__always)
    static func scalar(_ bytes: [UInt8], _ at: Int) -> (UInt32, Int) {
        let first = bytes[at]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        guard length > 1, at + length <= bytes.count else { return (0xFFFD, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in at + 1..<at + length { value = value << 6 | UInt32(bytes[index] & 0x3F) }
        return (value, length)
    }
}
