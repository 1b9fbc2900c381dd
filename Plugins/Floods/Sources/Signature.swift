internal import Links
internal import TextForms

/// What a text comes to for finding others nearly the same: MinHash over shingles of its letters.
///
/// What a campaign changes from post to post is left out first: spaces, punctuation, emoji, digits, links; letters of
/// other scripts become the Latin ones that they resemble. Of what is left, short shingles (4 letters, or 2 characters of
/// Chinese) make 64 minima of 4 bits that estimate how much two texts share, and longer ones (8, or 4) make the anchors
/// by which posts are found again. One permutation hashing with densification (Shrivastava 2017) makes both in one pass.
struct Signature: Sendable, Equatable {
    static let binCount = 64
    static let anchorCount = 6
    /// Shared minima, of 64, from which on two texts are nearly the same: chance alone gives 4.
    static let threshold = 30
    /// Shorter texts are said by many: a Chinese character counts two, a letter one.
    static let shortest = 12
    /// Characters looked at.
    static let lengthLimit = 20_000

    /// 64 times 4 bits.
    var bins: SIMD4<UInt64>
    var anchors: [UInt32]
    /// Of the whole text that was compared.
    var whole: UInt64

    /// Nil for texts too short to be compared.
    init?(_ texts: [(FoldedText, [Link])], salt: UInt64) {
        var characters: [UInt32] = []
        characters.reserveCapacity(512)
        for (text, links) in texts { Self.letters(of: text, links, into: &characters) }
        let weight = characters.reduce(0) { $0 + (Characters.isUnspaced($1) ? 2 : 1) }
        guard weight >= Self.shortest else { return nil }

        var minima = [UInt64](repeating: .max, count: Self.binCount)
        var far = [UInt64](repeating: .max, count: Self.anchorCount)
        var sums: [UInt64] = [0]
        sums.reserveCapacity(characters.count + 1)
        for character in characters { sums.append(sums[sums.count - 1] &* Self.base &+ UInt64(character) &+ 1) }
        for end in 1...characters.count {
            let isDense = Characters.isUnspaced(characters[end - 1])
            let short = isDense ? 2 : 4
            let long = isDense ? 4 : 8
            if end >= short {
                let hash = Self.mix(sums[end] &- sums[end - short] &* Self.power(short))
                let bin = Int(hash >> 58)
                minima[bin] = min(minima[bin], hash << 6)
            }
            if end >= long {
                let hash = Self.mix((sums[end] &- sums[end - long] &* Self.power(long)) ^ 0x5851_F42D_4C95_7F2D)
                let bin = Int((hash >> 32) % UInt64(Self.anchorCount))
                far[bin] = min(far[bin], hash & 0xFFFF_FFFF)
            }
        }
        Self.densify(&minima)
        if far.allSatisfy({ $0 == .max }) { far[0] = Self.mix(sums[characters.count]) & 0xFFFF_FFFF }
        var bins = SIMD4<UInt64>(repeating: 0)
        for index in 0..<Self.binCount { bins[index / 16] |= (minima[index] >> 60) << UInt64(index % 16 * 4) }
        self.bins = bins
        anchors = Array(Set(far.filter { $0 != .max }.map { UInt32(truncatingIfNeeded: $0) })).sorted()
        whole = Self.mix(sums[characters.count] ^ salt)
    }

    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func power(_ length: Int) -> UInt64 {
        switch length {
        case 2: powers.0
        case 4: powers.1
        default: powers.2
        }
    }

    private static let powers: (UInt64, UInt64, UInt64) = {
        let two = base &* base
        return (two, two &* two, two &* two &* two &* two)
    }()

    static func mix(_ value: UInt64) -> UInt64 {
        var hash = (value ^ value >> 32) &* 0xD6E8_FEB8_6659_FD93
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }

    /// An empty minimum takes over another's, by a choice that is the same for every text.
    private static func densify(_ minima: inout [UInt64]) {
        let filled = minima
        guard filled.contains(where: { $0 != .max }) else { return }
        for index in filled.indices where filled[index] == .max {
            var attempt: UInt64 = 1
            var from = index
            repeat {
                from = Int(mix(UInt64(index) << 32 | attempt) >> 58)
                attempt += 1
            } while filled[from] == .max
            minima[index] = mix(filled[from] ^ attempt)
        }
    }

    private static func letters(of text: FoldedText, _ links: [Link], into characters: inout [UInt32]) {
        let bytes = text.bytes
        var link = 0
        var at = 0
        while at < bytes.count, characters.count < lengthLimit {
            if link < links.count, links[link].folded.lowerBound <= at {
                at = max(at, links[link].folded.upperBound)
                link += 1
                continue
            }
            let first = bytes[at]
            if first < 0x80 {
                if (0x61...0x7A).contains(first) { characters.append(UInt32(first)) }
                at += 1
                continue
            }
            let (scalar, length) = Characters.scalar(bytes, at)
            at += length
            if Characters.isUnspaced(scalar.value) {
                characters.append(scalar.value)
            } else if scalar.value < 0x2000 || (0x2C00...0x2DFF).contains(scalar.value)
                || (0xA640...0xABFF).contains(scalar.value), scalar.properties.isAlphabetic
            {
                characters.append(Skeleton.plain(scalar).value)
            }
        }
    }

    /// How many minima two texts share.
    static func shared(_ a: SIMD4<UInt64>, _ b: SIMD4<UInt64>) -> Int {
        var count = 0
        let difference = a ^ b
        for lane in 0..<4 {
            var x = difference[lane]
            x |= x >> 2
            x |= x >> 1
            count += 16 - (x & 0x1111_1111_1111_1111).nonzeroBitCount
        }
        return count
    }
}

private enum Characters {
    static func isUnspaced(_ value: UInt32) -> Bool {
        (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value) || (0xAC00...0xD7AF).contains(value)
            || (0x20000...0x3FFFF).contains(value)
    }

    static func scalar(_ bytes: [UInt8], _ at: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(bytes[at])
        func next(_ offset: Int) -> UInt32 { at + offset < bytes.count ? UInt32(bytes[at + offset] & 0x3F) : 0 }
        let (value, length): (UInt32, Int) =
            switch first {
            case 0..<0xC0: (first, 1)
            case 0xC0..<0xE0: ((first & 0x1F) << 6 | next(1), 2)
            case 0xE0..<0xF0: ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
            default: ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
            }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
