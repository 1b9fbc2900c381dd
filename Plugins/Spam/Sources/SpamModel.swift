/// A linear model over a table of hashed features that learns one post at a time: AROW (Crammer, Kulesza and Dredze,
/// "Adaptive regularization of weight vectors", 2009), which knows of each weight how sure it is. What was seen once
/// moves far, what was seen a thousand times hardly.
struct SpamModel: Sendable {
    /// 524,288 slots, 4 MB.
    static let bits = 19
    static let size = 1 << bits
    /// How much a single post may move: AROW's r. Measured by cross-validation, flat around 1.
    private static let caution: Float = 1

    /// By slot: the weight, for spam where positive, and how unsure it is, from 1 down. Side by side, as they are learned.
    private var slots = [SIMD2<Float>](repeating: Self.unknown, count: size)
    private static let unknown = SIMD2<Float>(0, 1)

    init() {}

    func weight(_ slot: UInt32) -> Float { slots[Int(slot)].x }

    func doubt(_ slot: UInt32) -> Float { slots[Int(slot)].y }

    /// From a snapshot: of the slots that were ever learned.
    init(slots learned: [UInt32], weights: [Float], doubts: [Float]) {
        for (index, slot) in learned.enumerated() { slots[Int(slot)] = SIMD2(weights[index], doubts[index]) }
    }

    /// How far on the side of spam; lessons lie beyond 1 and below -1.
    func margin(_ vector: FeatureVector) -> Float {
        var sum: Float = 0
        for group in FeatureGroup.allCases {
            var part: Float = 0
            for index in vector.range(of: group) { part += slots[Int(vector.slots[index])].x }
            sum += part * vector.value(of: group)
        }
        return sum
    }

    /// Learns a post, and gives its margin before, without `prior`, and how much that moved by it: 0 where the model was sure
    /// already. `prior` is what is known of it from elsewhere: a margin too.
    mutating func learn(_ vector: FeatureVector, isSpam: Bool, prior: Float) -> (margin: Float, moved: Float) {
        var margin: Float = 0
        var sum = prior
        var doubt: Float = 0
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            var part: Float = 0
            for index in vector.range(of: group) {
                let slot = slots[Int(vector.slots[index])]
                part += slot.x
                sum += slot.x * value
                doubt += slot.y * value * value
            }
            margin += part * value
        }
        let sign: Float = isSpam ? 1 : -1
        guard sum * sign < 1 else { return (margin, 0) }
        let step = (1 - sum * sign) / (doubt + Self.caution)
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            let square = value * value / Self.caution
            for index in vector.range(of: group) {
                let slot = Int(vector.slots[index])
                let (weight, doubt) = (slots[slot].x, slots[slot].y)
                slots[slot] = SIMD2(weight + step * sign * doubt * value, doubt / (1 + doubt * square))
            }
        }
        return (margin, step * sign * doubt)
    }

    /// Forgets all that lessons with these features taught.
    mutating func forget(_ vectors: some Sequence<FeatureVector>) {
        for vector in vectors {
            for slot in vector.slots { slots[Int(slot)] = Self.unknown }
        }
    }

    /// Slots that were learned, in ascending order.
    var learned: [UInt32] { slots.indices.filter { slots[$0].y < 1 }.map { UInt32($0) } }
}
