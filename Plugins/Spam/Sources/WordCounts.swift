internal import Glibc

/// How many of the kept lessons of either kind have a word or a pair: naive Bayes (multinomial, with a little added to each
/// count). It sees what the model does not, which shares what it learns among all features of a post: most of all while
/// there are few lessons.
struct WordCounts: Sendable {
    /// 262,144 places of 4 bytes, made with the first word. Words that share one are taken for each other.
    private static let bits = 18
    /// Added to each count: what was never seen may be seen.
    private static let little: Float = 0.3
    /// `log(count + little)` for as many lessons as are kept.
    private static let logarithms: [Float] = (0...SpamState.keptLimit).map { logf(Float($0) + little) }

    /// Acceptable posts with a word, and in the upper half spam.
    private var counts: [UInt32] = []
    /// The sums of all counts.
    private var totals = SIMD2<Int>(0, 0)
    /// Words that were seen.
    private var different = 0

    /// Adds the words of a lesson.
    mutating func add(_ vector: FeatureVector, isSpam: Bool) {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: 1 << Self.bits) }
        change(vector, by: isSpam ? 1 << 16 : 1)
        totals[isSpam ? 1 : 0] += vector.range(of: .words).count
    }

    /// Takes away the words of a lesson that was added.
    mutating func remove(_ vector: FeatureVector, isSpam: Bool) {
        change(vector, by: isSpam ? 0 &- 1 << 16 : 0 &- 1)
        totals[isSpam ? 1 : 0] -= vector.range(of: .words).count
    }

    private mutating func change(_ vector: FeatureVector, by step: UInt32) {
        var (new, gone) = (0, 0)
        var counts = counts.mutableSpan
        for index in vector.range(of: .words) {
            let place = Self.place(vector.slots[index])
            let before = counts[place]
            let after = before &+ step
            counts[place] = after
            if before == 0 { new += 1 } else if after == 0 { gone += 1 }
        }
        different += new - gone
    }

    /// The natural logarithm of the odds that it gives, by the square root of the number of words: they do not stand for
    /// themselves, so many together count less than they seem to.
    func evidence(_ vector: FeatureVector) -> Float {
        var sum: Float = 0
        var known = 0
        each(vector) { _, value in
            sum += value
            known += 1
        }
        return known == 0 ? 0 : sum / Float(known).squareRoot()
    }

    /// Adds what each word says of the evidence, `factor` times.
    func addContributions(_ vector: FeatureVector, _ factor: Float, to weights: inout [Float]) {
        var known = 0
        each(vector) { _, _ in known += 1 }
        let value = factor / Float(max(known, 1)).squareRoot()
        each(vector) { index, said in weights[index] += said * value }
    }

    /// The weight of each word that was seen.
    private func each(_ vector: FeatureVector, _ body: (_ index: Int, _ value: Float) -> Void) {
        guard different > 0 else { return }
        let added = Self.little * Float(different)
        let sizes = logf(Float(totals[0]) + added) - logf(Float(totals[1]) + added)
        let logarithms = Self.logarithms.span
        let most = logarithms.count - 1
        for index in vector.range(of: .words) {
            let seen = counts[Self.place(vector.slots[index])]
            guard seen != 0 else { continue }
            body(index, logarithms[min(Int(seen >> 16), most)] - logarithms[min(Int(seen & 0xFFFF), most)] + sizes)
        }
    }

    private static func place(_ slot: UInt32) -> Int { Int(slot >> UInt32(SpamModel.bits - bits)) }
}
