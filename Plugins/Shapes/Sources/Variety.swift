internal import Glibc
internal import Links

/// How varied the first characters of a post are, in bits for each (Shannon 1948): -Σ n/N log2(n/N) = log2 N - (Σ n log2 n) / N.
/// Its memory stays from post to post.
struct Variety {
    /// Characters that it looks at.
    static let limit = 2048

    private var count = 0
    /// Σ n log2 n of what is not in ASCII, in parts of 2^40.
    private var sum: UInt64 = 0
    private var ascii = [UInt16](repeating: 0, count: 128)
    /// Other characters by a hash, next to each other where they collide: the round in which one was counted, the
    /// character and how often it was there. Half of what is used of it is filled at most.
    private var others = [UInt64](repeating: 0, count: 2 * limit)
    /// Of `others`, what this post needs less one: of a short one a part that stays near.
    private var mask = 0
    /// Entries of other rounds are empty.
    private var round: UInt64 = 0

    /// For a post of so many bytes.
    mutating func begin(bytes: Int) {
        // Characters of two bytes at least, half as many as there are places.
        let needed = max(64, min(bytes, 2 * Self.limit))
        mask = (1 << (Int.bitWidth - (needed - 1).leadingZeroBitCount)) - 1
        count = 0
        sum = 0
        round += 1
        for character in 0..<ascii.count { ascii[character] = 0 }
        if round >= 1 << 27 {
            round = 1
            others = [UInt64](repeating: 0, count: others.count)
        }
    }

    mutating func add(_ text: [UInt8]) {
        // Taken out while they are written, so that nobody asks at each character whether they are shared.
        var (ascii, others): ([UInt16], [UInt64]) = ([], [])
        swap(&ascii, &self.ascii)
        swap(&others, &self.others)
        let (added, growth) = Self.count(
            text.span, limit: Self.limit - count, round, ascii: ascii.mutableSpan, others: others.mutableSpan,
            mask: mask)
        swap(&ascii, &self.ascii)
        swap(&others, &self.others)
        count += added
        sum += growth
        Steps.count(added)
    }

    /// How many characters were counted, and what the sum grew by.
    private static func count(
        _ bytes: Span<UInt8>, limit: Int, _ round: UInt64, ascii: consuming MutableSpan<UInt16>,
        others: consuming MutableSpan<UInt64>, mask: Int
    ) -> (count: Int, growth: UInt64) {
        let growth = Self.growth
        var (at, count, sum) = (0, 0, 0 as UInt64)
        while at < bytes.count, count < limit {
            let byte = bytes[at]
            if byte < 0x80 {
                // Added up at the end.
                ascii[Int(byte)] &+= 1
                at += 1
            } else {
                let value = UInt64(bytes.scalar(&at))
                let mark = round << 21 | value
                var place = Int((value &* 0x9E37_79B1) >> 11) & mask
                var entry = others[place]
                while entry >> 16 != mark, entry >> 37 == round {
                    place = (place + 1) & mask
                    entry = others[place]
                }
                if entry >> 16 != mark { entry = mark << 16 }
                sum &+= growth[Int(entry & 0xFFFF)]
                others[place] = entry &+ 1
            }
            count += 1
        }
        return (count, sum)
    }

    /// Nil for fewer than 20 characters.
    var bits: Double? {
        guard count >= 20 else { return nil }
        let sum = ascii.reduce(sum) { $0 + Self.whole[Int($1)] }
        let total = Double(count)
        return ((log2(total) - Double(sum) / 0x1p40 / total) * 1000).rounded() / 1000
    }

    /// What n log2 n grows by at each n.
    private static let growth: [UInt64] = (0...limit).map { count in
        let (n, next) = (Double(count), Double(count + 1))
        return UInt64((next * log2(next) - (count == 0 ? 0 : n * log2(n))) * 0x1p40)
    }

    /// n log2 n, as the growths add up to it.
    private static let whole: [UInt64] = growth.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
}
