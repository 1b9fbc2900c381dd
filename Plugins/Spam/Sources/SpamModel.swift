/// A linear model over a table of hashed features that learns one post at a time: AROW (Crammer, Kulesza and Dredze,
/// "Adaptive regularization of weight vectors", 2009), which knows of each weight how sure it is. What was seen once
/// moves far, what was seen a thousand times hardly.
struct SpamModel: Sendable {
    /// 524,288 slots, 4 MB.
    static let bits = 19
    static let size = 1 << bits
    /// How much a single post may move: AROW's r. Measured by cross-validation, flat around 1.
    private static let caution: Float = 1

    /// For spam where positive.
    private(set) var weights = [Float](repeating: 0, count: size)
    /// How unsure each weight is, from 1 down.
    private(set) var doubts = [Float](repeating: 1, count: size)

    init() {}

    /// From a snapshot: of the slots that were ever learned.
    init(slots: [UInt32], weights learned: [Float], doubts known: [Float]) {
        for (index, slot) in slots.enumerated() {
            weights[Int(slot)] = learned[index]
            doubts[Int(slot)] = known[index]
        }
    }

    /// How far on the side of spam; lessons lie beyond 1 and below -1.
    func margin(_ vector: FeatureVector) -> Float {
        var sum: Float = 0
        for group in FeatureGroup.allCases {
            var part: Float = 0
            for index in vector.range(of: group) { part += weights[Int(vector.slots[index])] }
            sum += part * vector.value(of: group)
        }
        return sum
    }

    /// Learns a post, and gives how much its own margin moved by that: 0 where the model was sure already. `prior` is what
    /// is known of it from elsewhere: a margin too.
    mutating func learn(_ vector: FeatureVector, isSpam: Bool, prior: Float) -> Float {
        var sum = prior
        var doubt: Float = 0
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            for index in vector.range(of: group) {
                let slot = Int(vector.slots[index])
                sum += weights[slot] * value
                doubt += doubts[slot] * value * value
            }
        }
        let sign: Float = isSpam ? 1 : -1
        guard sum * sign < 1 else { return 0 }
        let step = (1 - sum * sign) / (doubt + Self.caution)
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            let square = value * value / Self.caution
            for index in vector.range(of: group) {
                let slot = Int(vector.slots[index])
                weights[slot] += step * sign * doubts[slot] * value
                doubts[slot] = doubts[slot] / (1 + doubts[slot] * square)
            }
        }
        return step * sign * doubt
    }

    /// Forgets all that lessons with these features taught.
    mutating func forget(_ vectors: some Sequence<FeatureVector>) {
        for vector in vectors {
            for slot in vector.slots {
                weights[Int(slot)] = 0
                doubts[Int(slot)] = 1
            }
        }
    }

    /// Slots that were learned, in ascending order.
    var learned: [UInt32] { doubts.indices.filter { doubts[$0] < 1 }.map { UInt32($0) } }
}
