internal import Links
internal import Moderation
internal import TextForms

/// Finds the features of a post. One for each thread: it keeps scratch memory.
struct FeatureReader {
    /// Bytes of a folded text that are read at its beginning and at its end; the text in between is skipped.
    static let headLimit = 3072
    static let tailLimit = 1024
    /// Features of one post; a post of 4 KB has about 8,000.
    static let limit = 6000
    /// Of these, as many are left for facts.
    private static let factLimit = 500

    /// Of the last post that was read for reasons, in the order of the vector.
    private(set) var features: [Feature] = []
    /// Of the last post that was read.
    private(set) var vector = FeatureVector()
    private var wantsFeatures = false

    /// Open addressing; an entry is the generation and the slot, so that it is seldom cleared.
    private var seen = [UInt32](repeating: 0, count: 16384)
    private var generation: UInt32 = 0
    private var words: [Word] = []
    /// Words of the post, and how many different ones.
    private(set) var wordCount = 0
    private(set) var differentWords = 0
    /// Of words that are not of letters alone or digits alone: told with the facts.
    private var shapes: [Shape] = []
    private var scalars: [UInt32] = []
    private var offsets: [Int32] = []

    /// A word of the text that is being read.
    private struct Word {
        let range: Range<Int>
        /// With every digit as 0.
        let hash: UInt64
    }

    /// How letters, digits and others follow each other in a word.
    private struct Shape {
        let hash: UInt64
        let entry: Int
        let range: Range<Int>
    }

    /// Reads a post as it was at `now`. Without `grams` only words and facts; with `reasons` also what a person may be told.
    mutating func read(
        _ post: borrowing ExaminedPost, now: Instant, grams wantsGrams: Bool = true, reasons: Bool = false
    ) {
        wantsFeatures = reasons
        features.removeAll(keepingCapacity: true)
        vector.slots.removeAll(keepingCapacity: true)
        shapes.removeAll(keepingCapacity: true)
        (wordCount, differentWords) = (0, 0)
        generation += 1
        if generation >> UInt32(32 - SpamModel.bits) != 0 {
            generation = 1
            seen = [UInt32](repeating: 0, count: seen.count)
        }
        for (place, entry) in post.post.entries.enumerated() {
            guard Self.isText(entry.field), let text = post.folded(place) else { continue }
            for range in Self.windows(text.bytes.count) { readWords(text.bytes, range, place) }
        }
        vector.ends[0] = Int32(vector.slots.count)
        if wantsGrams {
            for (place, entry) in post.post.entries.enumerated() {
                guard Self.isText(entry.field), let text = post.folded(place) else { continue }
                for range in Self.windows(text.bytes.count) { readGrams(text.bytes, range, place) }
            }
        }
        vector.ends[1] = Int32(vector.slots.count)
        for shape in shapes { add(shape.hash, shape.entry, shape.range, .wordShape) }
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
            let (kind, end) = CharacterKind.word(bytes, at, limit: range.upperBound)
            if kind != .space { addWord(bytes, at..<end, place) }
            at = end
        }
        wordCount += words.count
        guard let first = words.first, let last = words.last else { return }
        // How a post begins and ends tells much if there are few words.
        add(Self.mix(first.hash ^ 0xAB_CDEF_1234_5000), place, first.range)
        add(Self.mix(last.hash ^ 0x54_321F_EDCB_A000), place, last.range)
        for (before, word) in zip(words, words.dropFirst()) {
            let hash = Self.mix(before.hash &* 0x9E37_79B9_7F4A_7C15 ^ word.hash)
            add(hash, place, before.range.lowerBound..<word.range.upperBound)
        }
    }

    private mutating func addWord(_ bytes: [UInt8], _ range: Range<Int>, _ place: Int) {
        var exact: UInt64 = 0x0077_6F72_6473_0001
        var withoutDigits = exact
        var shape = exact
        var kinds = 0
        var lastKind: UInt64 = 0
        for at in range {
            let byte = bytes[at]
            let kind: UInt64 = byte >= 0x80 ? 3 : byte &- 0x30 < 10 ? 2 : 1
            exact = (exact ^ UInt64(byte)) &* 0x100_0000_01B3
            withoutDigits = (withoutDigits ^ UInt64(kind == 2 ? 0x30 : byte)) &* 0x100_0000_01B3
            if kind != lastKind {
                shape = (shape ^ kind) &* 0x100_0000_01B3
                kinds |= 1 << Int(kind)
                lastKind = kind
            }
        }
        if add(Self.mix(exact), place, range) { differentWords += 1 }
        if kinds & 4 != 0 { add(Self.mix(withoutDigits), place, range) }
        if kinds.nonzeroBitCount > 1, shapes.count < 64 {
            shapes.append(Shape(hash: Self.mix(shape ^ 0x7368_6170_6573), entry: place, range: range))
        }
        words.append(Word(range: range, hash: range.count < 12 ? withoutDigits : exact))
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
            let isIdeograph = CharacterKind(scalars[start]) == .ideograph
            let longest = isIdeograph ? 3 : 5
            var hash: UInt64 = 0x0067_7261_6D73_0001
            for at in start..<min(start + longest, scalars.count) {
                hash = (hash ^ UInt64(scalars[at])) &* 0x100_0000_01B3
                // Pairs of letters say least and are many.
                guard isIdeograph || at != start + 1 else { continue }
                guard vector.slots.count < Self.limit - Self.factLimit else { return }
                add(Self.mix(hash), place, Int(offsets[start])..<Int(offsets[at + 1]))
            }
        }
    }

    // MARK: Adding

    /// A fact, with what was counted of it. `level` is what the model sees.
    mutating func add(_ fact: SpamFact, level: Int, number: Int) {
        add(Self.hash(fact, level), -1, Int32(clamping: number), 0, fact)
    }

    /// A fact that grows: also each step up to its level, so that what was learned of less is known of more.
    mutating func add(_ fact: SpamFact, upTo level: Int, number: Int) {
        add(fact, level: level, number: number)
        for step in 0..<max(level, 0) { add(Self.hash(fact, -1 - step), -1, Int32(clamping: number), 0, fact) }
    }

    /// A fact that a piece of the post shows.
    mutating func add(_ fact: SpamFact, text: some Sequence<UInt8>, at place: Int, _ range: Range<Int>) {
        var hash = UInt64(fact.rawValue) ^ 0x0066_6163_7473_0001
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        add(Self.mix(hash), place, range, fact)
    }

    @discardableResult
    private mutating func add(_ hash: UInt64, _ place: Int, _ range: Range<Int>, _ fact: SpamFact? = nil) -> Bool {
        add(hash, place, Int32(clamping: range.lowerBound), Int32(clamping: range.upperBound), fact)
    }

    /// Whether it was not there yet.
    @discardableResult
    private mutating func add(
        _ hash: UInt64, _ place: Int, _ lower: Int32, _ upper: Int32, _ fact: SpamFact?
    ) -> Bool {
        guard vector.slots.count < Self.limit else { return false }
        let slot = UInt32(truncatingIfNeeded: hash >> (64 - SpamModel.bits))
        guard see(slot) else { return false }
        vector.slots.append(slot)
        if wantsFeatures {
            features.append(
                Feature(slot: slot, entry: Int16(clamping: place), fact: fact, lower: lower, upper: upper))
        }
        return true
    }

    /// Whether a slot was not there yet.
    @inline(__always)
    private mutating func see(_ slot: UInt32) -> Bool {
        let entry = generation << UInt32(SpamModel.bits) | slot
        let mask = seen.count - 1
        var at = Int(slot) & mask
        while seen[at] >> UInt32(SpamModel.bits) == generation {
            if seen[at] == entry { return false }
            at = (at + 1) & mask
        }
        seen[at] = entry
        return true
    }

    private static func hash(_ fact: SpamFact, _ level: Int) -> UInt64 {
        mix(UInt64(fact.rawValue) << 32 ^ UInt64(truncatingIfNeeded: level) ^ 0x66_6163_7473 << 40)
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
