/// A set of shingles in 256 bits, each of which says that a shingle fell there (linear counting, Whang 1990). Up to about
/// 150 shingles all are in it; of more a half, a quarter and so on, chosen by their hashes, so that two sketches of one
/// level hold the same choice. Sets of a few shingles, as short posts are, are compared nearly exactly.
struct Sketch: Sendable, Equatable {
    var bits: SIMD4<UInt64>
    /// A shingle in `1 << level` is in it.
    var level: UInt8

    static let levels = 12
    /// Set bits of a sketch at most, unless it is of the last level: beyond, counting becomes a guess.
    static let bitLimit = 112
    static let empty = Sketch(bits: .zero, level: 0)

    static func count(_ bits: SIMD4<UInt64>) -> Int {
        bits[0].nonzeroBitCount + bits[1].nonzeroBitCount + bits[2].nonzeroBitCount + bits[3].nonzeroBitCount
    }

    /// Shingles behind a number of set bits.
    private static let shingles: [Float] = (0...256).map { bits in
        bits == 256 ? 1500 : -256 * Self.logarithm(1 - Double(bits) / 256)
    }

    /// ln, by its series: without a library, exact enough for counting.
    private static func logarithm(_ value: Double) -> Float {
        let ratio = (value - 1) / (value + 1)
        var (sum, power) = (0.0, ratio)
        for odd in stride(from: 1.0, through: 801, by: 2) {
            sum += power / odd
            power *= ratio * ratio
        }
        return Float(2 * sum)
    }

    /// How many shingles are behind these bits.
    static func size(_ bits: SIMD4<UInt64>) -> Float { shingles[count(bits)] }
}
