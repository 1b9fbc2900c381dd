internal import Moderation

/// The memory as bytes: a heading, the arrays as they lie in memory (little endian), and a checksum over all of it.
enum FloodSnapshot {
    private static let heading = Array("moongate floods 1\n".utf8)

    static func write(_ state: FloodState) -> [UInt8] {
        var bytes = heading
        bytes.reserveCapacity(state.generations.reduce(4096) { $0 + $1.size } + state.campaigns.count * 64)
        put([state.salt], &bytes)
        put([UInt64(state.generations.count)], &bytes)
        for generation in state.generations {
            put(generation.times, &bytes)
            put(generation.authors, &bytes)
            put(generation.campaigns, &bytes)
            put(generation.bins, &bytes)
            put(generation.beforeByAuthor, &bytes)
            put(generation.anchorTable, &bytes)
            put(generation.authorTable, &bytes)
            put(generation.links.map(\.hash), &bytes)
            put(generation.links.map(\.post), &bytes)
            put(generation.links.map(\.before), &bytes)
            put(generation.linkTable, &bytes)
            put(generation.anchors, &bytes)
        }
        put([UInt64(state.campaigns.count)], &bytes)
        for (id, campaign) in state.campaigns.sorted(by: { $0.key < $1.key }) {
            put([id], &bytes)
            put(campaign.times, &bytes)
            put(campaign.authors, &bytes)
        }
        let sum = checksum(bytes[...])
        put([sum], &bytes)
        return bytes
    }

    static func read(_ bytes: [UInt8]) throws(MemoryProblem) -> FloodState {
        guard bytes.starts(with: heading) else {
            throw MemoryProblem("it is no memory of posts that this version reads")
        }
        let tail = 16
        guard bytes.count > heading.count + tail else { throw MemoryProblem("it ends in the middle") }
        var end = Reader(bytes: bytes, at: bytes.count - tail)
        guard try end.array(UInt64.self) == [checksum(bytes[..<(bytes.count - tail)])] else {
            throw MemoryProblem("its checksum does not fit: it was cut or changed")
        }
        var reader = Reader(bytes: bytes, at: heading.count)
        var state = FloodState(salt: try reader.one())
        let count = try reader.one()
        guard (1...UInt64(FloodState.generationLimit)).contains(count) else { throw MemoryProblem("too many parts") }
        state.generations = []
        for _ in 0..<count { state.generations.append(try generation(&reader)) }
        let campaigns = try reader.one()
        guard campaigns <= UInt64(FloodState.campaignLimit) else { throw MemoryProblem("too many campaigns") }
        for _ in 0..<campaigns {
            let id = try reader.one()
            let times = try reader.array(UInt32.self)
            let authors = try reader.array(UInt32.self)
            guard times.count == authors.count, times.count <= Campaign.limit else {
                throw MemoryProblem("a campaign does not fit together")
            }
            state.campaigns[id] = Campaign(times: times, authors: authors)
        }
        return state
    }

    /// Every index is checked, so that no file, however it came about, makes a later look-up trap.
    private static func generation(_ reader: inout Reader) throws(MemoryProblem) -> Generation {
        var generation = Generation(empty: ())
        generation.times = try reader.array(UInt32.self)
        let count = generation.times.count
        generation.authors = try reader.array(UInt32.self)
        generation.campaigns = try reader.array(UInt64.self)
        generation.bins = try reader.array(SIMD4<UInt64>.self)
        generation.beforeByAuthor = try reader.array(UInt32.self)
        generation.anchorTable = try reader.array(UInt32.self)
        generation.authorTable = try reader.array(UInt32.self)
        let hashes = try reader.array(UInt32.self)
        let posts = try reader.array(UInt32.self)
        let before = try reader.array(UInt32.self)
        generation.linkTable = try reader.array(UInt32.self)
        generation.anchors = try reader.array(UInt32.self)
        func fits(_ indices: [UInt32], _ count: Int) -> Bool { indices.allSatisfy { $0 == .max || Int($0) < count } }
        guard count <= Generation.limit,
            [
                generation.authors.count, generation.campaigns.count, generation.bins.count,
                generation.beforeByAuthor.count,
            ].allSatisfy({ $0 == count }), hashes.count == posts.count, hashes.count == before.count,
            generation.isFull ? generation.anchors.isEmpty : generation.anchors.count == count * Signature.anchorCount,
            !generation.authorTable.isEmpty, !generation.linkTable.isEmpty, !generation.anchorTable.isEmpty,
            generation.anchorTable.count % Generation.ways == 0, fits(generation.beforeByAuthor, count),
            fits(generation.anchorTable, count), fits(generation.authorTable, count), fits(before, hashes.count),
            posts.allSatisfy({ Int($0) < count }), fits(generation.linkTable, hashes.count)
        else { throw MemoryProblem("a part of it does not fit together") }
        generation.links = hashes.indices.map {
            Generation.LinkEntry(hash: hashes[$0], post: posts[$0], before: before[$0])
        }
        return generation
    }

    private struct Reader {
        let bytes: [UInt8]
        var at: Int

        mutating func one() throws(MemoryProblem) -> UInt64 {
            let values = try array(UInt64.self)
            guard values.count == 1 else { throw MemoryProblem("a number is missing") }
            return values[0]
        }

        mutating func array<Element: BitwiseCopyable>(_ type: Element.Type) throws(MemoryProblem) -> [Element] {
            guard at + 8 <= bytes.count else { throw MemoryProblem("it ends in the middle") }
            let start = at
            let count = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt64.self) }
            at += 8
            guard count <= UInt64((bytes.count - at) / MemoryLayout<Element>.stride) else {
                throw MemoryProblem("it ends in the middle")
            }
            let from = at
            at += Int(count) * MemoryLayout<Element>.stride
            return bytes.withUnsafeBytes { buffer in
                (0..<Int(count)).map {
                    buffer.loadUnaligned(fromByteOffset: from + $0 * MemoryLayout<Element>.stride, as: type)
                }
            }
        }
    }

    private static func put<Element: BitwiseCopyable>(_ values: [Element], _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(values.count)) { bytes.append(contentsOf: $0) }
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
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
            return Signature.mix(hash)
        }
    }
}
