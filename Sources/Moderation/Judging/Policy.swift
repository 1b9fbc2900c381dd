/// How findings become an outcome. Pure arithmetic.
public struct Policy: Sendable, Hashable {
    /// For channels that have none of their own.
    public var thresholds: Thresholds
    public var channels: [String: Thresholds]
    /// The most that the rules of a group add up to, by group.
    public var groupCaps: [String: Double]
    /// BCP 47 tags of the languages that posts are expected in; empty by default.
    public var languages: [String] = []
    /// Expected languages by channel, for channels that have their own.
    public var languagesByChannel: [String: [String]] = [:]
    /// What happens to posts while a plugin is out, by the plugin's name; `hold` by default.
    public var outages: [String: Outage] = [:]
    /// Plugins that look at no post while no rule asks them anything, by name: verdicts then do without what they tell.
    public var onlyAsked: Set<String> = []

    /// What happens to posts whose text no rule reads.
    public var unreadText = UnreadText.warn

    /// Thresholds for all channels and for single ones, and caps of groups.
    public init(
        thresholds: Thresholds = Thresholds(), channels: [String: Thresholds] = [:], groupCaps: [String: Double] = [:]
    ) {
        self.thresholds = thresholds
        self.channels = channels
        self.groupCaps = groupCaps
    }

    /// A rule that holds, or might, and what it is worth then.
    public struct Vote: Sendable {
        let rule: Rule
        let score: Double

        /// Worth the rule's score unless said otherwise.
        public init(_ rule: Rule, score: Double? = nil) {
            self.rule = rule
            self.score = score ?? rule.score
        }
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

    /// The languages expected in a channel.
    public func languages(for channel: String?) -> [String] {
        channel.flatMap { languagesByChannel[$0] } ?? languages
    }

    /// What a post comes to. `fired` and `undecided` are live rules.
    ///
    /// Actions go before scores; of the rules with the highest priority the strictest action wins. With undecided rules
    /// the outcome is worked out for the mildest and for the strictest way they could have gone; if these differ the
    /// post is held as flagged.
    public func decide(fired: [Vote], undecided: [Vote], channel: String?) -> Decided {
        let thresholds = thresholds(for: channel)
        let score = sum(fired)
        guard !undecided.isEmpty else {
            let (outcome, action) = outcome(fired, thresholds)
            return Decided(
                outcome: outcome, score: score, thresholds: thresholds, by: action.map { .action($0) } ?? .score)
        }
        let mild = outcome(fired + undecided.filter(\.rule.eases), thresholds)
        let strict = outcome(fired + undecided.filter { !$0.rule.eases }, thresholds)
        if mild.outcome == strict.outcome {
            return Decided(
                outcome: mild.outcome, score: score, thresholds: thresholds,
                by: mild.action.map { .action($0) } ?? .score)
        }
        return Decided(outcome: .flagged, score: score, thresholds: thresholds, by: .undecided)
    }

    private func sum(_ votes: [Vote]) -> Double {
        var sum = 0.0
        var groups: [String: Double] = [:]
        for vote in votes {
            if let group = vote.rule.group, groupCaps[group] != nil {
                groups[group, default: 0] += vote.score
            } else {
                sum += vote.score
            }
        }
        let total = groups.reduce(sum) { $0 + min($1.value, groupCaps[$1.key] ?? $1.value) }
        // People write decimals: 0.1 and 0.2 are 0.3.
        return (total * 1e6).rounded() / 1e6
    }

    private func outcome(_ votes: [Vote], _ thresholds: Thresholds) -> (outcome: Outcome, action: Rule.Action?) {
        let demanding = votes.map(\.rule).filter { $0.action != nil }
        let priority = demanding.map(\.priority).max()
        let actions = Set(demanding.filter { $0.priority == priority }.compactMap(\.action))
        if actions.contains(.reject) { return (.rejected, .reject) }
        if actions.contains(.flag) { return (.flagged, .flag) }
        if actions.contains(.approve) { return (.approved, .approve) }
        let score = sum(votes)
        if let rejectAt = thresholds.rejectAt, score >= rejectAt { return (.rejected, nil) }
        // An invalid weight from a plugin (infinite, not a number) approves no post.
        return (score.isFinite && score < thresholds.flagAt ? .approved : .flagged, nil)
    }

    /// What `decide` gives.
    public struct Decided: Sendable {
        public let outcome: Outcome
        /// The sum of what fired.
        public let score: Double
        /// What the score was compared with.
        public let thresholds: Thresholds
        /// Why.
        public let by: Reason
    }

    /// Why an outcome was chosen.
    public enum Reason: Sendable, Hashable {
        /// The score against the thresholds.
        case score
        /// A rule's action.
        case action(Rule.Action)
        /// Rules that could not be answered and might have changed it.
        case undecided
        /// No rule reads the post's text (`unread_text: hold`).
        case unread
        /// Something went wrong with the post itself or its judging.
        case failure(String)
    }
}

/// How a post is filed.
public enum Outcome: String, CaseIterable, Sendable {
    case approved
    /// Held for a moderator.
    case flagged
    /// Refused, if a rule or threshold asks for that.
    case rejected
}
