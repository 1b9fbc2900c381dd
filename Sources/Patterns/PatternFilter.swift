internal import CVectorscan

/// Widened patterns that are looked for in one pass, however many they are: finds which patterns a text may contain.
///
/// Immutable after `init`; any number of threads may scan with it, each with a `FilterScanner` of its own.
public final class PatternFilter: @unchecked Sendable {
    let database: OpaquePointer
    /// How many expressions there are.
    public let count: Int
    /// Numbers of those that Vectorscan does not take, which are never reported.
    public let refused: [Int]

    /// Compiles expressions; their places in the list are their numbers. Slow: 5 to 40 ms each.
    public init(_ expressions: [String]) throws(LiteralProblem) {
        var refused: [Int] = []
        var taken = Array(expressions.indices)
        var made: OpaquePointer?
        while !taken.isEmpty, made == nil {
            // See `LiteralSet.padding`: two to four plain expressions alone would be missed.
            let padding = LiteralSet.padding.map { $0.map(hex).joined() }
            let numbers = taken + padding.indices.map { expressions.count + $0 }
            switch Self.compile(taken.map { expressions[$0] } + padding, numbers: numbers) {
            case .success(let database): made = database
            case .failure(let failure):
                guard let place = failure.place, taken.indices.contains(place) else {
                    throw LiteralProblem(failure.message)
                }
                refused.append(taken.remove(at: place))
            }
        }
        guard let made else { throw LiteralProblem("Vectorscan accepts none of the expressions") }
        database = made
        count = expressions.count
        self.refused = refused
    }

    init(database: OpaquePointer, count: Int, refused: [Int]) {
        self.database = database
        self.count = count
        self.refused = refused
    }

    deinit { hs_free_database(database) }

    private struct Failure: Error {
        let message: String
        /// The expression that is to blame.
        let place: Int?
    }

    private static func compile(_ expressions: [String], numbers: [Int]) -> Result<OpaquePointer, Failure> {
        var made: OpaquePointer?
        var failure: UnsafeMutablePointer<hs_compile_error_t>?
        let texts = expressions.map { Array($0.utf8CString) }
        let buffer = texts.flatMap { $0 }
        var offset = 0
        let offsets = texts.map { text in
            defer { offset += text.count }
            return offset
        }
        let flags = [UInt32](repeating: UInt32(HS_FLAG_CASELESS), count: expressions.count)
        let result = buffer.withUnsafeBufferPointer { bytes in
            hs_compile_multi(
                offsets.map { offset in bytes.baseAddress.map { $0 + offset } }, flags, numbers.map { UInt32($0) },
                UInt32(expressions.count), UInt32(HS_MODE_BLOCK), nil, &made, &failure)
        }
        defer { hs_free_compile_error(failure) }
        if result == HS_SUCCESS, let made { return .success(made) }
        let message = failure.flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "error \(result)"
        let place = failure.map { Int($0.pointee.expression) }
        return .failure(Failure(message: message, place: place.flatMap { $0 < 0 ? nil : $0 }))
    }
}

/// A worker's scratch memory for a `PatternFilter`. For one thread at a time.
public final class FilterScanner {
    private let filter: PatternFilter
    private let scratch: OpaquePointer
    private let sink: Sink

    /// What the callback fills.
    private final class Sink {
        var hits: [Int32] = []
        /// By number: the scan that found it last.
        var seen: [UInt32]
        var scan: UInt32 = 0
        init(count: Int) { seen = [UInt32](repeating: 0, count: count) }
    }

    /// Nil without memory.
    public init?(_ filter: PatternFilter) {
        var made: OpaquePointer?
        guard hs_alloc_scratch(filter.database, &made) == HS_SUCCESS, let made else { return nil }
        self.filter = filter
        scratch = made
        sink = Sink(count: filter.count)
    }

    deinit { hs_free_scratch(scratch) }

    /// The numbers of the expressions that hold somewhere in a text, each once, in no order. Nil if Vectorscan
    /// failed: then any may match. Valid until the next scan.
    public func scan(_ text: [UInt8]) -> [Int32]? {
        sink.hits.removeAll(keepingCapacity: true)
        guard !text.isEmpty else { return [] }
        sink.scan &+= 1
        if sink.scan == 0 {
            for number in sink.seen.indices { sink.seen[number] = 0 }
            sink.scan = 1
        }
        let context = Unmanaged.passUnretained(sink).toOpaque()
        let result = text.withUnsafeBytes { bytes in
            hs_scan(
                filter.database, bytes.bindMemory(to: CChar.self).baseAddress, UInt32(clamping: bytes.count), 0,
                scratch,
                { number, _, _, _, context in
                    guard let context else { return 1 }
                    let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
                    // Padding has numbers behind all others.
                    guard Int(number) < sink.seen.count else { return 0 }
                    if sink.seen[Int(number)] != sink.scan {
                        sink.seen[Int(number)] = sink.scan
                        sink.hits.append(Int32(bitPattern: number))
                    }
                    return 0
                }, context)
        }
        return result == HS_SUCCESS ? sink.hits : nil
    }
}
