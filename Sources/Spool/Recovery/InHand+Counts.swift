public import Moderation

/// What is counted over all judging processes of a service: one that dies takes no count along.
extension InHand {
    /// One count.
    public enum Count: Int, CaseIterable, Sendable {
        /// Posts by what came of them; `failed` are no posts.
        case approved, flagged, rejected, failed
        /// Posts with checks that could not be answered, posts that were judged, and what that took together.
        case undecided, judged, microseconds
        /// Judging processes that died.
        case deaths
    }

    /// The supervisor starts: everything is counted from now on.
    public func beginService(at now: Instant) {
        for count in Count.allCases { self[count] = 0 }
        self[Self.firstCount] = UInt64(max(0, now.microseconds))
    }

    /// When the supervisor started.
    public var serviceStartedAt: Instant { Instant(microseconds: Int64(clamping: self[Self.firstCount])) }

    /// One writer at a time for each.
    public subscript(count: Count) -> Int {
        get { Int(clamping: self[Self.firstCount + 1 + count.rawValue]) }
        set { self[Self.firstCount + 1 + count.rawValue] = UInt64(max(0, newValue)) }
    }
}
