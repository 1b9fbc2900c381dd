internal import Moderation

/// The state as bytes: a heading, numbers and arrays (little endian), and a checksum over all of it. Of the model only
/// the slots that were ever learned. No text: hashes of features, and keyed hashes of posts and authors.
enum SpamSnapshot {
    private static let heading = Array("moongate spam 3\n".utf8)
    private static let tail = 8

    static func write(_ state: SpamState, usesBase: Bool) -> [UInt8] {
        let slots = state.model.learned
        var bytes = heading
        bytes.reserveCapacity(slots.count * 8 + state.kept.count * 1400 + 256)
        put([usesBase ? 1 : 0, state.salt, state.acceptable, state.spam, state.passedOver, state.chance], &bytes)
        put([UInt64(state.version), UInt64(state.surprises), UInt64(state.next)], &bytes)
        put([state.calibration.middle, state.calibration.slope], &bytes)
        put(slots, &bytes)
        put(slots.map { state.model[$0].weight }, &bytes)
        put(slots.map { state.model[$0].doubt }, &bytes)
        put([UInt64(state.kept.count)], &bytes)
        for one in state.kept {
            put([one.id, one.author, one.campaign, one.isSpam ? 1 : 0], &bytes)
            put([one.own, one.fresh, one.prior], &bytes)
            put([one.vector.ends[0], one.vector.ends[1]], &bytes)
            put(one.vector.slots, &bytes)
        }
        return sealed(bytes)
    }

    /// With its checksum behind it.
    static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: checksum(bytes[...]).littleEndian) { bytes + $0 }
    }

    /// Every index and number is checked, so that no file, however it came about, makes a later post trap.
    static func read(_ bytes: [UInt8]) throws(MemoryProblem) -> (SpamState, usesBase: Bool) {
        guard bytes.starts(with: heading) else {
            throw MemoryProblem("it is not a spam model that this version can read")
        }
        let end = bytes.count - tail
        guard end > heading.count else { throw MemoryProblem("it is incomplete") }
        let sum = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: end, as: UInt64.self) }
        guard sum == checksum(bytes[..<end]) else {
            throw MemoryProblem("its checksum is wrong: it is truncated or corrupt")
        }
        var reader = Reader(bytes: bytes, at: heading.count, end: end)
        let numbers = try reader.array(UInt64.self, count: 6)
        let more = try reader.array(UInt64.self, count: 3)
        let fitted = try reader.array(Float.self, count: 2)
        let slots = try reader.array(UInt32.self)
        let weights = try reader.array(Int16.self, count: slots.count)
        let doubts = try reader.array(UInt16.self, count: slots.count)
        guard numbers[0] <= 1, numbers[2] < 1 << 40, numbers[3] < 1 << 40, more[0] < 1 << 60, more[1] <= UInt32.max,
            fitted.allSatisfy({ $0.isFinite && $0.magnitude <= 100 }), slots.count <= SpamModel.size,
            zip(slots, slots.dropFirst()).allSatisfy({ $0 < $1 }), slots.last ?? 0 < UInt32(SpamModel.size),
            doubts.allSatisfy({ $0 > 0 })
        else { throw MemoryProblem("a number in it is not valid") }
        var state = SpamState(salt: numbers[1])
        (state.acceptable, state.spam, state.passedOver, state.chance) = (
            numbers[2], numbers[3], numbers[4], numbers[5]
        )
        state.version = Int(more[0])
        state.surprises = UInt32(more[1])
        state.calibration = Calibration(middle: fitted[0], slope: fitted[1])
        state.model = SpamModel(slots: slots, zip(weights, doubts).map { .init(weight: $0, doubt: $1) })
        let count = try reader.array(UInt64.self, count: 1)[0]
        guard count <= UInt64(SpamState.keptLimit), more[2] == 0 || more[2] < count else {
            throw MemoryProblem("too many lessons")
        }
        state.next = Int(more[2])
        for _ in 0..<count { state.keep(try lesson(&reader)) }
        guard reader.at == end else { throw MemoryProblem("it has data after its end") }
        return (state, numbers[0] == 1)
    }

    private static func lesson(_ reader: inout Reader) throws(MemoryProblem) -> TaughtPost {
        let ids = try reader.array(UInt64.self, count: 4)
        let margins = try reader.array(Float.self, count: 3)
        let ends = try reader.array(Int32.self, count: 2)
        let slots = try reader.array(UInt32.self)
        guard slots.count <= FeatureReader.limit, slots.allSatisfy({ $0 < UInt32(SpamModel.size) }), ids[3] <= 1,
            margins.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 }), 0 <= ends[0], ends[0] <= ends[1],
            Int(ends[1]) <= slots.count
        else { throw MemoryProblem("a lesson in it is inconsistent") }
        let vector = FeatureVector(slots: slots, ends: SIMD2(ends[0], ends[1]))
        return TaughtPost(
            id: ids[0], author: ids[1], campaign: ids[2], isSpam: ids[3] == 1, vector: vector, prior: margins[2],
            own: margins[0], fresh: margins[1])
    }

    private struct Reader {
        let bytes: [UInt8]
        var at: Int
        let end: Int

        mutating func array<Element: BitwiseCopyable>(
            _ type: Element.Type, count wanted: Int? = nil
        ) throws(MemoryProblem) -> [Element] {
            guard end - at >= 8 else { throw MemoryProblem("it is incomplete") }
            let start = at
            let count = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt64.self) }
            at += 8
            let stride = MemoryLayout<Element>.stride
            guard count <= UInt64((end - at) / stride) else { throw MemoryProblem("it is incomplete") }
            guard wanted == nil || count == UInt64(wanted ?? 0) else {
                throw MemoryProblem("a part of it is inconsistent")
            }
            let from = at
            at += Int(count) * stride
            return bytes.withUnsafeBytes { buffer in
                (0..<Int(count)).map { buffer.loadUnaligned(fromByteOffset: from + $0 * stride, as: type) }
            }
        }
    }

    private static func put(_ numbers: [UInt64], _ bytes: inout [UInt8]) { put(numbers[...], &bytes) }

    private static func put<Values: Collection>(
        _ values: Values, _ bytes: inout [UInt8]
    ) where Values.Element: BitwiseCopyable {
        withUnsafeBytes(of: UInt64(values.count)) { bytes.append(contentsOf: $0) }
        for value in values { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { buffer in
            var hash = UInt64(buffer.count) ^ 0x9E37_79B9_7F4A_7C15
            var at = 0
            while at + 8 <= buffer.count {
                hash = (hash ^ buffer.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0xD6E8_FEB8_6659_FD93
                hash ^= hash >> 29
                at += 8
            }
            while at < buffer.count {
                hash = (hash ^ UInt64(buffer[at])) &* 0x100_0000_01B3
                at += 1
            }
            return FeatureReader.mix(hash)
        }
    }
}
