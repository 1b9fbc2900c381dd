internal import Links
internal import TextForms

/// What a text comes to for finding others nearly the same.
///
/// Of what is left in `ComparedText`, short shingles (3 consonants, or 2 characters of Chinese) fill the sketch, which says
/// how much two texts share; the least hashes of longer ones (6, or 4) in each sixth of all hashes are the anchors by
/// which posts are found again: MinHash by one permutation.
struct Signature: Sendable, Equatable {
    static let anchorCount = 6

    /// The sketch that is remembered.
    let sketch: Sketch
    /// Of the levels below and above, for comparing with posts of about the same length.
    private let below: SIMD4<UInt64>
    private let above: SIMD4<UInt64>
    /// Whether most of it is of scripts in which a character is about a word.
    private let isDense: Bool
    /// Different ones, none of them 0.
    let anchors: [UInt32]
    /// Of the whole text that was compared.
    let whole: UInt64

    /// None for texts too short to be compared, two where letters alone and everything differ much.
    static func all(of texts: [(FoldedText, [Link])], salt: UInt64) -> [Signature] {
        ComparedText(texts).readings.map { Signature($0, salt: salt) }
    }

    private init(_ characters: [UInt32], salt: UInt64) {
        var maps = [SIMD4<UInt64>](repeating: .zero, count: Sketch.levels)
        var far = [UInt64](repeating: .max, count: Self.anchorCount)
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
                let hash = Self.mix(sum &- sums[(end - short) & 7] &* powers[short])
                let level = min((hash >> 32 | 1 << 31).trailingZeroBitCount, Sketch.levels - 1)
                maps[level][Int(hash >> 6) & 3] |= 1 << (hash & 63)
            }
            let long = isDense ? 4 : 6
            if end >= long {
                let hash = Self.mix((sum &- sums[(end - long) & 7] &* powers[long]) ^ 0x5851_F42D_4C95_7F2D)
                let bin = Int(((hash >> 32) * UInt64(Self.anchorCount)) >> 32)
                far[bin] = min(far[bin], hash & 0xFFFF_FFFF)
            }
        }
        isDense = denseCount * 2 > characters.count
        // What is in a level is in those below it.
        for level in stride(from: Sketch.levels - 2, through: 0, by: -1) { maps[level] |= maps[level + 1] }
        let level = maps.firstIndex { Sketch.count($0) <= Sketch.bitLimit } ?? Sketch.levels - 1
        sketch = Sketch(bits: maps[level], level: UInt8(level))
        below = maps[max(level - 1, 0)]
        above = maps[min(level + 1, Sketch.levels - 1)]
        whole = Self.mix(sum ^ salt)
        var anchors: [UInt32] = []
        for hash in far where hash != .max { anchors.append(max(UInt32(truncatingIfNeeded: hash), 1)) }
        if anchors.isEmpty { anchors.append(max(UInt32(truncatingIfNeeded: Self.mix(sum)), 1)) }
        self.anchors = anchors
    }

    /// How much it shares with a remembered post; nil where they are not nearly the same.
    func likeness(to other: Sketch) -> Float? {
        let mine: SIMD4<UInt64>
        switch Int(other.level) - Int(sketch.level) {
        case 0: mine = sketch.bits
        case -1: mine = below
        case 1: mine = above
        default: return nil
        }
        let (share, smaller) = Sketch(bits: mine, level: other.level).likeness(to: other.bits)
        // Of few shingles, a few by chance are many.
        return share >= threshold(shingles: other.level > 0 ? 100 : smaller) ? share : nil
    }

    /// The share from which on two texts are nearly the same: more of few shingles, and in Chinese, where different
    /// notices are made of the same words. Chosen on one half of the corpora, reported for the other (Benchmarks/README.md).
    private func threshold(shingles: Float) -> Float {
        let few = max(0, min(1, (30 - shingles) / 20))
        return isDense ? 0.74 + 0.06 * few : 0.6 + 0.12 * few
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
