/// How often 1 to 8 characters stand in a row; counts to 32,768. Lane p - 1 compares with the character p places back,
/// by 16 bits, which distinguish what is adjacent in any text.
struct Repetition {
    private var runs = SIMD8<Int16>(repeating: 0)
    private var longest = SIMD8<Int16>(repeating: -1)
    private var window = SIMD8<Int16>(repeating: 0)

    @inline(__always)
    mutating func add(_ value: UInt32) {
        let value = Int16(truncatingIfNeeded: value ^ value >> 16)
        // With its type written, `.==` is one instruction; else a loop over lanes, and half of all the time.
        let everywhere = SIMD8<Int16>(repeating: value)
        let equal = window .== everywhere
        runs = (runs &+ 1).replacing(with: 0, where: .!equal)
        longest = longest.replacing(with: runs, where: runs .> longest)
        window = SIMD8(value, window[0], window[1], window[2], window[3], window[4], window[5], window[6])
    }

    /// 0 where nothing was added.
    var most: Int { (0..<8).reduce(0) { max($0, (Int(longest[$1]) + $1 + 1) / ($1 + 1)) } }
}
