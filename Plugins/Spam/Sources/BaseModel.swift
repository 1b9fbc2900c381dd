internal import CSpamModel

/// What is known before anybody decided anything: words, links and shapes of English spam, learned by
/// Scripts/train-spam-base from data whose licence allows it. Read-only, embedded: a byte a slot.
struct BaseModel: Sendable {
    /// 65,536 slots: eight of the model's share one.
    private static let bits = 16
    private static let heading = Array("MGSPAM01".utf8)

    private let weights: [Int8]
    private let scale: Float
    private let calibration: Calibration

    /// The one of this build; nil if it is corrupt.
    static let embedded = BaseModel(
        Array(UnsafeBufferPointer(start: moongate_spam_model(), count: moongate_spam_model_size())))

    /// Reads what `pack` wrote.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 8 + 12 + 1 << Self.bits, bytes.starts(with: Self.heading) else { return nil }
        let numbers = bytes.withUnsafeBytes { buffer in
            (0..<3).map { Float(bitPattern: buffer.loadUnaligned(fromByteOffset: 8 + $0 * 4, as: UInt32.self)) }
        }
        guard numbers.allSatisfy(\.isFinite) else { return nil }
        scale = numbers[0]
        calibration = Calibration(middle: numbers[1], slope: numbers[2])
        weights = bytes[20...].map { Int8(bitPattern: $0) }
    }

    /// What was learned without runs of characters, a byte a slot.
    static func pack(_ state: SpamState) -> [UInt8] {
        var sums = [Float](repeating: 0, count: 1 << bits)
        for slot in 0..<UInt32(SpamModel.size) {
            sums[Int(slot) >> (SpamModel.bits - bits)] += state.model.weight(slot)
        }
        let scale = max(sums.reduce(0) { max($0, $1.magnitude) }, 1e-6) / 127
        var bytes = heading
        for number in [scale, state.calibration.middle, state.calibration.slope] {
            withUnsafeBytes(of: number.bitPattern) { bytes.append(contentsOf: $0) }
        }
        return bytes + sums.map { UInt8(bitPattern: Int8(($0 / scale).rounded())) }
    }

    /// How far on the side of spam.
    func margin(_ vector: FeatureVector) -> Float {
        var margin: Float = 0
        for group in [FeatureGroup.words, .facts] {
            let value = vector.value(of: group)
            for index in vector.range(of: group) { margin += value * weight(vector.slots[index]) }
        }
        return margin
    }

    /// Its word if nobody decided anything. It comes from other communities: careful, and never sure.
    func logit(margin: Float) -> Float {
        max(-Self.surest, min(Self.surest, calibration.logit(margin) * Self.trust - 1))
    }

    /// A probability of 0.982.
    private static let surest: Float = 4
    private static let trust: Float = 0.75
    /// How fast its word's odds grow with its margin.
    var slope: Float { calibration.slope * Self.trust }

    /// To what each feature adds, in the order of the vector, what it adds to the margin, times `share`.
    func addContributions(_ vector: FeatureVector, _ share: Float, to weights: inout [Float]) {
        for group in [FeatureGroup.words, .facts] {
            let value = vector.value(of: group) * share
            for index in vector.range(of: group) { weights[index] += value * weight(vector.slots[index]) }
        }
    }

    private func weight(_ slot: UInt32) -> Float {
        Float(weights[Int(slot) >> (SpamModel.bits - Self.bits)]) * scale
    }
}
