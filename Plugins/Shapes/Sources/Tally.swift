/// Six counts in one number, ten bits each: one addition a character. `most` characters fit.
struct Tally {
    static let most = 1000
    private var sums: UInt64 = 0

    /// `counted` has a bit for each count that grows, at most six.
    @inline(__always)
    mutating func add(_ counted: UInt64) { sums &+= (counted &* Self.copies) & Self.lowest }

    /// Copies six bits nine further each time, so that of each copy another one lies where its count does.
    private static let copies: UInt64 = 1 | 1 << 9 | 1 << 18 | 1 << 27 | 1 << 36 | 1 << 45
    /// The lowest bit of each count.
    private static let lowest: UInt64 = 1 | 1 << 10 | 1 << 20 | 1 << 30 | 1 << 40 | 1 << 50

    /// Adds what was counted.
    func give(to counts: inout ShapeCounts) {
        func count(_ index: UInt64) -> Int { Int(sums >> (10 * index) & 0x3FF) }
        counts.visible += count(0)
        counts.cased += count(1)
        counts.capitals += count(2)
        counts.emoji += count(3)
        counts.digits += count(4)
        counts.punctuation += count(5)
    }
}
