/// A linear model over a table of hashed features that learns one post at a time: AROW (Crammer, Kulesza and Dredze,
/// "Adaptive regularization of weight vectors", 2009), which knows of each weight how sure it is. What was seen once
/// moves far, what was seen a thousand times hardly.
struct SpamModel: Sendable {
    /// 1,048,576 slots, 4 MB: ten thousand Chinese posts have as many features, and those that share a slot are taken for
    /// each other.
    static let bits = 20
    static let size = 1 << bits
    /// How much a single post may move: AROW's r. Measured by cross-validation, flat around 1.
    private static let caution: Float = 1

    /// What was learned of a feature, as whole numbers: half the memory of two `Float`s, and sums of them are exact.
    struct Slot: Hashable, Sendable {
        /// For spam where positive, in `1 / weightScale`.
        var weight: Int16 = 0
        /// How unsure the weight is, in `1 / doubtScale`; never 0.
        var doubt: UInt16 = .max

        static let weightScale: Float = 4096
        static let doubtScale: Float = 65535
    }

    private var slots = [Slot](repeating: Slot(), count: size)

    init() {}

    subscript(slot: UInt32) -> Slot { slots[Int(slot)] }

    func weight(_ slot: UInt32) -> Float { Float(slots[Int(slot)].weight) / Slot.weightScale }

    /// From a snapshot: of the slots that were ever learned.
    init(slots learned: [UInt32], _ values: [Slot]) {
        for (slot, value) in zip(learned, values) { slots[Int(slot)] = value }
    }

    /// How far on the side of spam; lessons lie beyond 1 and below -1.
    func margin(_ vector: FeatureVector) -> Float {
        var margin: Float = 0
        for group in FeatureGroup.allCases {
            var sum = 0
            for index in vector.range(of: group) { sum &+= Int(slots[Int(vector.slots[index])].weight) }
            margin += Float(sum) * (vector.value(of: group) / Slot.weightScale)
        }
        return margin
    }

    /// Learns a post, and gives its margin before, without `prior`, and how much that moved by it: 0 if the model was sure
    /// already. `prior` is what is known of it from elsewhere: a margin too.
    mutating func learn(_ vector: FeatureVector, isSpam: Bool, prior: Float) -> (margin: Float, moved: Float) {
        let margin = margin(vector)
        let sign: Float = isSpam ? 1 : -1
        let missing = 1 - (margin + prior) * sign
        guard missing > 0 else { return (margin, 0) }
        var doubt: Float = 0
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            var sum = 0
            for index in vector.range(of: group) { sum &+= Int(slots[Int(vector.slots[index])].doubt) }
            doubt += Float(sum) * (value * value / Slot.doubtScale)
        }
        let step = sign * missing / (doubt + Self.caution)
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            let move = step * value * (Slot.weightScale / Slot.doubtScale)
            let square = value * value / (Self.caution * Slot.doubtScale)
            for index in vector.range(of: group) {
                let place = Int(vector.slots[index])
                let (weight, doubt) = (Float(slots[place].weight), Float(slots[place].doubt))
                slots[place] = Slot(
                    weight: Int16(truncatingIfNeeded: Self.rounded(max(-32767, min(32767, weight + move * doubt)))),
                    doubt: UInt16(truncatingIfNeeded: Self.rounded(max(1, doubt / (1 + doubt * square)))))
            }
        }
        return (margin, step * doubt)
    }

    /// The nearest whole number of one below 2^22. `rounded()` is a call of the C library on processors of before 2008,
    /// which a program for all of them is built for: adding 1.5 * 2^23 leaves no bits for a fraction.
    @inline(__always)
    private static func rounded(_ value: Float) -> Int32 {
        Int32(bitPattern: (value + 12_582_912).bitPattern) &- Int32(bitPattern: Float(12_582_912).bitPattern)
    }

    /// Forgets all that lessons with these features taught.
    mutating func forget(_ vectors: some Sequence<FeatureVector>) {
        for vector in vectors {
            for slot in vector.slots { slots[Int(slot)] = Slot() }
        }
    }

    /// Slots that were learned, in ascending order.
    var learned: [UInt32] { slots.indices.filter { slots[$0] != Slot() }.map { UInt32($0) } }
}
