internal import CVectorscan

/// Many texts that are looked for in one pass, however many they are (Vectorscan's literal matcher: 20,000 words cost
/// about 1 µs per post). Bytes are compared as they are: fold both sides first.
///
/// Immutable after `init`; any number of threads may scan with it, each with a `LiteralScanner` of its own.
public final class LiteralSet: @unchecked Sendable {
    let database: OpaquePointer
    /// The length of each literal in bytes, by its number.
    public let lengths: [Int]

    /// The longest literal, in bytes.
    public static let lengthLimit = 4096

    /// Compiled into every set, behind its own literals: bytes that no UTF-8 holds, so they are never found. Vectorscan
    /// 5.4.9 misses literals in texts of more than 64 bytes if a set holds two to four of them and nothing else
    /// (measured: up to 9 in 100 places; none with the padding).
    static let padding: [[UInt8]] = [
        [0xFF, 0xF0, 0xF1, 0xF2], [0xFF, 0xF3, 0xF4, 0xF5], [0xFF, 0xF6, 0xF7, 0xF8, 0xF9],
        [0xFF, 0xFA, 0xFB, 0xFC, 0xFD],
    ]

    /// Compiles the literals; their places in the list are their numbers. None may be empty or longer than the limit.
    public init(_ literals: [[UInt8]]) throws(LiteralProblem) {
        guard !literals.isEmpty, literals.allSatisfy({ !$0.isEmpty && $0.count <= Self.lengthLimit }) else {
            throw LiteralProblem("a literal must have 1 to \(Self.lengthLimit) bytes")
        }
        let all = literals + Self.padding
        let lengths = all.map(\.count)
        // One buffer for all, so that their addresses are stable while they are compiled.
        let buffer = all.flatMap { $0 }
        var offset = 0
        let offsets = lengths.map { length in
            defer { offset += length }
            return offset
        }
        var made: OpaquePointer?
        var failure: UnsafeMutablePointer<hs_compile_error_t>?
        let result = buffer.withUnsafeBytes { bytes -> hs_error_t in
            let base = bytes.bindMemory(to: CChar.self).baseAddress
            return hs_compile_lit_multi(
                offsets.map { offset in base.map { $0 + offset } }, nil, Array(0..<UInt32(all.count)), lengths,
                UInt32(all.count), UInt32(HS_MODE_BLOCK), nil, &made, &failure)
        }
        guard result == HS_SUCCESS, let made else {
            let reason = failure.flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "error \(result)"
            hs_free_compile_error(failure)
            throw LiteralProblem(reason)
        }
        database = made
        self.lengths = literals.map(\.count)
    }

    init(database: OpaquePointer, lengths: [Int]) {
        self.database = database
        self.lengths = lengths
    }

    deinit { hs_free_database(database) }
}

/// Why literals or patterns cannot be looked for together.
public struct LiteralProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Vectorscan's message.
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A worker's scratch memory for a `LiteralSet`. For one thread at a time.
public final class LiteralScanner {
    private let set: LiteralSet
    private let scratch: OpaquePointer
    private let sink: Sink

    /// One place where a literal ends.
    public struct Hit: Hashable, Sendable {
        /// Its number in the set.
        public let literal: Int32
        /// Its last byte's offset plus one.
        public let end: Int32

        public init(literal: Int32, end: Int32) {
            self.literal = literal
            self.end = end
        }
    }

    /// Hits of one literal that are kept for one text; further ones only set `isFull`.
    public static let hitLimit = 1024

    /// What the callback fills.
    private final class Sink {
        var hits: [Hit] = []
        var counts: [Int32]
        var full: Set<Int32> = []
        init(count: Int) { counts = [Int32](repeating: 0, count: count) }
    }

    /// Nil without memory.
    public init?(_ set: LiteralSet) {
        var made: OpaquePointer?
        guard hs_alloc_scratch(set.database, &made) == HS_SUCCESS, let made else { return nil }
        self.set = set
        scratch = made
        sink = Sink(count: set.lengths.count)
    }

    deinit { hs_free_scratch(scratch) }

    /// Every place where a literal ends, in the order of the ends. Valid until the next scan.
    public func scan(_ text: [UInt8]) -> [Hit] {
        for hit in sink.hits { sink.counts[Int(hit.literal)] = 0 }
        sink.hits.removeAll(keepingCapacity: true)
        if !sink.full.isEmpty { sink.full.removeAll() }
        guard !text.isEmpty else { return [] }
        let context = Unmanaged.passUnretained(sink).toOpaque()
        text.withUnsafeBytes { bytes in
            _ = hs_scan(
                set.database, bytes.bindMemory(to: CChar.self).baseAddress, UInt32(clamping: bytes.count), 0, scratch,
                { literal, _, end, _, context in
                    guard let context else { return 1 }
                    let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
                    let number = Int32(bitPattern: literal)
                    // Padding has numbers behind all others.
                    guard Int(number) < sink.counts.count else { return 0 }
                    if sink.counts[Int(number)] < LiteralScanner.hitLimit {
                        sink.counts[Int(number)] += 1
                        sink.hits.append(Hit(literal: number, end: Int32(truncatingIfNeeded: end)))
                    } else {
                        sink.full.insert(number)
                    }
                    return 0
                }, context)
        }
        return sink.hits
    }

    /// Whether the last scan found a literal more often than is kept.
    public func isFull(_ literal: Int32) -> Bool { !sink.full.isEmpty && sink.full.contains(literal) }
}
