internal import Links
internal import TextForms

/// What a text comes to for finding others nearly the same.
///
/// Of what is left in `ComparedText`, short shingles (3 consonants, or 2 characters of Chinese) fill the sketch, which says
/// how much two texts share; the six least hashes of longer ones (6, or 4) are the anchors by which posts are found again:
/// MinHash by one permutation. A short post has few long shingles, and so all of them are anchors.
struct Signature: Sendable, Equatable {
    static let anchorCount = 6

    /// The sketch that is remembered.
    let sketch: Sketch
    /// Its shingles at three levels, the sketch's own and those below and above, for comparing with posts of about the same
    /// length.
    private let straight: Levels
    /// With those over the end, as if the text were written in a ring: two halves that change places stay what they are.
    private let ring: Levels
    /// Whether most of it is of scripts in which a character is about a word.
    private let isDense: Bool
    /// Different ones, none of them 0.
    let anchors: [UInt32]
    /// Of the complete text that was compared.
    let whole: UInt64

    /// None for texts too short to be compared, two where letters alone and everything differ much.
    static func all(of texts: [(FoldedText, [Link])], salt: UInt64) -> [Signature] {
        ComparedText(texts).readings.map { Signature($0, salt: salt) }
    }

    private init(_ characters: [UInt32], salt: UInt64) {
        var maps = [SIMD4<UInt64>](repeating: .zero, count: Sketch.levels)
        var least = Least()
        var greatest = UInt64.max
        // A Rabin-Karp sum up to each of the last 8 characters.
        var sums = InlineArray<8, UInt64>(repeating: 0)
        let powers = Self.powers
        var sum: UInt64 = 0
        var denseCount = 0
        for end in 1...characters.count {
            let character = characters[end - 1]
            sum = sum &* Self.base &+ UInt64(character) &+ 1
            sums[end & 7] = sum
            let isDense = ComparedText.isUnspaced(character)
            if isDense { denseCount += 1 }
            let short = isDense ? 2 : 3
            if end >= short {
                let shingle = Shingle(Self.mix(sum &- sums[(end - short) & 7] &* powers[short]))
                maps[shingle.level][shingle.word] |= shingle.bit
            }
            let long = isDense ? 4 : 6
            if end >= long {
                let hash = Self.mix((sum &- sums[(end - long) & 7] &* powers[long]) ^ 0x5851_F42D_4C95_7F2D)
                if hash & 0xFFFF_FFFF < greatest { greatest = least.add(hash & 0xFFFF_FFFF) }
            }
        }
        isDense = denseCount * 2 > characters.count
        whole = Self.mix(sum ^ salt)
        anchors = least.isEmpty ? [max(UInt32(truncatingIfNeeded: Self.mix(sum)), 1)] : least.anchors
        let (level, straight) = Levels.chosen(of: maps)
        self.straight = straight
        sketch = Sketch(bits: straight.own.bits, level: UInt8(level))
        // The end goes on with the beginning.
        let count = characters.count
        var ring = straight
        for end in count...count + 1 where count > 2 && !ComparedText.isUnspaced(characters[end - count]) {
            var sum: UInt64 = 0
            for place in end - 2...end { sum = sum &* Self.base &+ UInt64(characters[place % count]) &+ 1 }
            ring.add(Shingle(Self.mix(sum)), at: level)
        }
        self.ring = ring
    }

    /// If a shingle is noted: in the highest level that it is chosen for, as one of 256 bits.
    private struct Shingle {
        let level: Int
        let word: Int
        let bit: UInt64

        @inline(__always) init(_ hash: UInt64) {
            level = min((hash >> 32 | 1 << 31).trailingZeroBitCount, Sketch.levels - 1)
            word = Int(hash >> 6) & 3
            bit = 1 << (hash & 63)
        }
    }

    /// Shingles at a level and at those below and above it.
    private struct Levels: Equatable {
        struct Shingles: Equatable {
            var bits = SIMD4<UInt64>.zero { didSet { size = Sketch.size(bits) } }
            private(set) var size: Float = 0
        }

        private var below = Shingles()
        private(set) var own = Shingles()
        private var above = Shingles()

        /// The lowest level with few enough bits.
        static func chosen(of maps: [SIMD4<UInt64>]) -> (Int, Levels) {
            // What is in a level is in those below it.
            var (above, bits, below) = (SIMD4<UInt64>.zero, SIMD4<UInt64>.zero, SIMD4<UInt64>.zero)
            var level = Sketch.levels
            while level > 0 {
                below = bits | maps[level - 1]
                if level < Sketch.levels, Sketch.count(below) > Sketch.bitLimit { break }
                level -= 1
                (above, bits) = (level == Sketch.levels - 1 ? below : bits, below)
            }
            var levels = Levels()
            levels.below.bits = below
            levels.own.bits = bits
            levels.above.bits = above
            return (level, levels)
        }

        mutating func add(_ shingle: Shingle, at level: Int) {
            if shingle.level >= max(level - 1, 0) { below.bits[shingle.word] |= shingle.bit }
            if shingle.level >= level { own.bits[shingle.word] |= shingle.bit }
            if shingle.level >= min(level + 1, Sketch.levels - 1) { above.bits[shingle.word] |= shingle.bit }
        }

        /// One less than the own one, the own one, one more; nil for others.
        func at(_ step: Int) -> Shingles? {
            switch step {
            case -1: below
            case 0: own
            case 1: above
            default: nil
            }
        }
    }

    /// The least of the hashes that were added.
    private struct Least {
        private var hashes = InlineArray<6, UInt64>(repeating: .max)

        /// Gives the largest that it holds then: what is not below it needs not be added.
        mutating func add(_ hash: UInt64) -> UInt64 {
            let last = Signature.anchorCount - 1
            var place = last
            while place > 0, hashes[place - 1] > hash { place -= 1 }
            if place == 0 || hashes[place - 1] != hash {
                for later in stride(from: last, to: place, by: -1) { hashes[later] = hashes[later - 1] }
                hashes[place] = hash
            }
            return hashes[last]
        }

        var isEmpty: Bool { hashes[0] == .max }

        var anchors: [UInt32] {
            (0..<Signature.anchorCount).compactMap { hashes[$0] == .max ? nil : max(UInt32(hashes[$0]), 1) }
        }
    }

    /// How much it shares with a remembered post; nil if they are not nearly the same.
    func likeness(to other: Sketch) -> Float? {
        let step = Int(other.level) - Int(sketch.level)
        guard let straight = straight.at(step), let ring = ring.at(step) else { return nil }
        let its = Sketch.size(other.bits)
        let (smaller, larger) = (min(straight.size, its), max(straight.size, its))
        // Of few shingles, a few by chance are many.
        let needed = threshold(shingles: other.level > 0 ? 100 : smaller)
        func share(_ mine: Levels.Shingles) -> Float? {
            let shared = mine.size + its - Sketch.size(mine.bits | other.bits)
            // Prefixes and signatures are what campaigns add, so that the smaller one counts most; but what tells a
            // story and what quotes a line of it are two texts.
            if !isDense, shared < 0.4 * larger { return nil }
            let share = min(shared, smaller) / max(0.75 * smaller + 0.25 * larger, 1)
            return share >= needed ? share : nil
        }
        return share(straight) ?? share(ring)
    }

    /// The share from which on two texts are nearly the same: more of few shingles, and in Chinese, where different
    /// notices are made of the same words. Chosen on one half of the corpora, reported for the other (Benchmarks/README.md).
    private func threshold(shingles: Float) -> Float {
        /// From 0 for this many to 1 for 10.
        func few(below many: Float) -> Float { max(0, min(1, (many - shingles) / (many - 10))) }
        return isDense ? 0.74 + 0.06 * few(below: 30) : 0.6 + 0.18 * few(below: 40) * few(below: 40)
    }

    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// Of the base, from the 0th to the 6th.
    private static let powers: InlineArray<7, UInt64> = {
        var powers = InlineArray<7, UInt64>(repeating: 1)
        for index in 1..<7 { powers[index] = powers[index - 1] &* base }
        return powers
    }()

    /// Spreads what is in a number over all its bits.
    static func mix(_ value: UInt64) -> UInt64 {
        var hash = (value ^ value >> 32) &* 0xD6E8_FEB8_6659_FD93
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }
}
