internal import CLinux
internal import CPCRE2

/// A worker's scratch memory for matching: match data, a match context and a stack for the JIT, made once
/// (the stack costs 6 µs). For one thread at a time.
public final class PatternMatcher {
    private let data: OpaquePointer
    private let context: OpaquePointer
    private let stack: OpaquePointer

    /// Nil without memory.
    public init?() {
        guard let data = pcre2_match_data_create_8(1, nil) else { return nil }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(data)
            return nil
        }
        guard let stack = pcre2_jit_stack_create_8(32 << 10, 512 << 10, nil) else {
            pcre2_match_context_free_8(context)
            pcre2_match_data_free_8(data)
            return nil
        }
        pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        (self.data, self.context, self.stack) = (data, context, stack)
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(stack)
    }

    /// The first match that begins at `start` or behind it. `text` must be valid UTF-8 and `start` the first byte of a
    /// character; look-behinds can see the text before `start`.
    ///
    /// PCRE2's match limit starts again at every start offset, so it does not bound a search. The text is searched
    /// whole with the limit that fits the budget; only where that is reached, in pieces of a few start offsets with a
    /// look at the thread's clock between them.
    public func firstMatch(
        of pattern: Pattern, in text: [UInt8], from start: Int = 0, budget: inout MatchBudget
    ) -> PatternHit {
        guard start <= text.count else { return .none }
        guard budget.remaining > 0 else { return .undecided(.outOfTime) }
        return text.withUnsafeBufferPointer { text in
            var from = start
            var piece = Self.wholePiece
            while true {
                if from > start || piece < Self.wholePiece {
                    budget.look()
                    if budget.remaining <= 0 { return .undecided(.outOfTime) }
                }
                let count = min(piece, text.count - from + 1)
                let isLast = from + count > text.count
                pcre2_set_offset_limit_8(context, isLast ? Self.unset : from + count - 1)
                pcre2_set_match_limit_8(context, Self.limit(nanoseconds: budget.remaining, offsets: count))
                let result = pcre2_jit_match_8(pattern.code, text.baseAddress, text.count, from, 0, data, context)
                switch result {
                case PCRE2_ERROR_NOMATCH:
                    if isLast { return .none }
                    from += count
                    while from < text.count, text[from] & 0xC0 == 0x80 { from += 1 }
                    piece = min(piece * 2, Self.wholePiece)
                case PCRE2_ERROR_MATCHLIMIT:
                    if count <= Self.smallPiece { return .undecided(.outOfTime) }
                    piece = Self.smallPiece
                case PCRE2_ERROR_JIT_STACKLIMIT, PCRE2_ERROR_NOMEMORY:
                    return .undecided(.outOfStack)
                case let failure where failure < 0:
                    return .undecided(.failed(code: Int(failure)))
                default:
                    guard let ends = pcre2_get_ovector_pointer_8(data) else { return .undecided(.outOfStack) }
                    // With \K in a look-ahead a match can end before it begins.
                    return .match(min(ends[0], ends[1])..<max(ends[0], ends[1]))
                }
            }
        }
    }

    /// Start offsets searched in one call at first.
    private static let wholePiece = 32_768
    /// Start offsets searched in one call once the limit was reached.
    private static let smallPiece = 16
    private static let unset = Int(bitPattern: ~UInt(0))

    /// The limit for each start offset that keeps the sum within this number of nanoseconds. A unit was measured to take
    /// 2.4 to 6.5 ns.
    private static func limit(nanoseconds: Int64, offsets: Int) -> UInt32 {
        UInt32(clamping: max(10, nanoseconds / 5 / Int64(max(1, offsets))))
    }
}

/// What a search gives.
public enum PatternHit: Hashable, Sendable {
    /// Bytes of the text.
    case match(Range<Int>)
    /// It is nowhere.
    case none
    /// It could not be told.
    case undecided(Reason)

    /// Why it could not be told.
    public enum Reason: Hashable, Sendable {
        /// The budget is used up, one place of the text alone would take more than is left of it, or there are more matches
        /// than are looked at.
        case outOfTime
        /// The pattern needs more stack than it may have.
        case outOfStack
        /// PCRE2 said so.
        case failed(code: Int)
    }
}

extension PatternHit.Reason: CustomStringConvertible {
    /// For a verdict.
    public var description: String {
        switch self {
        case .outOfTime: "out of time"
        case .outOfStack: "out of stack"
        case .failed(let code): "PCRE2 error \(code)"
        }
    }
}
