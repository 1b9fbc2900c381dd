/// How findings become an outcome. Pure arithmetic.
public struct Policy: Sendable, Hashable {
    /// For channels that have none of their own.
    public var thresholds: Thresholds
    /// By channel.
    public var channels: [String: Thresholds]

    /// Thresholds for all channels and for single ones.
    public init(thresholds: Thresholds = Thresholds(), channels: [String: Thresholds] = [:]) {
        self.thresholds = thresholds
        self.channels = channels
    }

    /// The scores from which a post is held.
    public struct Thresholds: Sendable, Hashable {
        /// Flagged from this score on.
        public var flagAt: Double
        /// Rejected from this score on; never by score where nil.
        public var rejectAt: Double?

        /// Flag at 4, never reject by score, unless said otherwise.
        public init(flagAt: Double = 4, rejectAt: Double? = nil) {
            self.flagAt = flagAt
            self.rejectAt = rejectAt
        }
    }

    /// The thresholds of a channel.
    public func thresholds(for channel: String?) -> Thresholds {
        channel.flatMap { channels[$0] } ?? thresholds
    }

    /// What a post comes to. `fired` and `undecided` are live rules.
    ///
    /// Actions go before scores and the strictest action wins. With undecided rules the outcome is worked out for the
    /// mildest and for the strictest way they could have gone; where these differ the post is held as flagged.
    public func decide(fired: [Rule], undecided: [Rule], channel: String?) -> Decided {
        let thresholds = thresholds(for: channel)
        let score = Self.sum(fired)
        guard !undecided.isEmpty else {
            let (outcome, action) = Self.outcome(fired, thresholds)
            return Decided(
                outcome: outcome, score: score, thresholds: thresholds, by: action.map { .action($0) } ?? .score)
        }
        let mild = Self.outcome(fired + undecided.filter(\.eases), thresholds)
        let strict = Self.outcome(fired + undecided.filter { !$0.eases }, thresholds)
        if mild.outcome == strict.outcome {
            return Decided(
                outcome: mild.outcome, score: score, thresholds: thresholds,
                by: mild.action.map { .action($0) } ?? .score)
        }
        return Decided(outcome: .flagged, score: score, thresholds: thresholds, by: .undecided)
    }

    private static func sum(_ rules: [Rule]) -> Double { rules.reduce(0) { $0 + $1.score } }

    private static func outcome(_ rules: [Rule], _ thresholds: Thresholds) -> (outcome: Outcome, action: Rule.Action?) {
        let actions = Set(rules.compactMap(\.action))
        if actions.contains(.reject) { return (.rejected, .reject) }
        if actions.contains(.flag) { return (.flagged, .flag) }
        if actions.contains(.approve) { return (.approved, .approve) }
        // Sums of decimal scores (0.1 + 0.2) must reach the threshold that a person added up.
        let score = sum(rules) + 1e-9
        if let rejectAt = thresholds.rejectAt, score >= rejectAt { return (.rejected, nil) }
        return (score >= thresholds.flagAt ? .flagged : .approved, nil)
    }

    /// What `decide` gives.
    public struct Decided: Sendable {
        /// The door.
        public let outcome: Outcome
        /// The sum of what fired.
        public let score: Double
        /// What it was held against.
        public let thresholds: Thresholds
        /// What settled it.
        public let by: Reason
    }

    /// What settled an outcome.
    public enum Reason: Sendable, Hashable {
        /// The score against the thresholds.
        case score
        /// A rule's action.
        case action(Rule.Action)
        /// Rules that could not be answered and might have changed it.
        case undecided
        /// Something went wrong with the post itself or its judging.
        case failure(String)
    }
}

/// The door by which a post leaves.
public enum Outcome: String, CaseIterable, Sendable {
    /// Nothing against it.
    case approved
    /// For a person to look at.
    case flagged
    /// Refused, where a rule or threshold asks for that.
    case rejected
}
