public import Moderation

/// How scores are spread, and what other thresholds would give: of all posts that no action decided, or of a channel's.
public struct ScoreSpread: Sendable {
    /// What a threshold would give, had every post the score that it had.
    public struct Threshold: Sendable {
        /// Flagged from this score on.
        public let flagAt: Double
        /// Posts that would be held.
        public let held: Int
        /// Of the posts that would be held and that were decided about: those that people were against.
        public let precision: Interval
        /// Of the posts that people were against: those that would be held.
        public let recall: Interval
    }

    /// How many posts have this score, outcome, decision and channel.
    public let scores: [JournalStatistics.Scored: Int]
    /// The threshold in force.
    public let flagAt: Double
    /// The channels among these posts that have a threshold of their own: it holds whatever the general one is.
    public let ownThresholds: [String: Double]

    /// With `channel`, its posts alone and its threshold; else all posts and the general threshold.
    public init(_ statistics: JournalStatistics, policy: Policy, channel: String? = nil) {
        scores = statistics.scores.filter { channel == nil || $0.key.channel == channel }
        flagAt = policy.thresholds(for: channel).flagAt
        let seen = Set(scores.keys.map(\.channel))
        ownThresholds =
            channel == nil
            ? policy.channels.mapValues(\.flagAt).filter {
                $0.value != policy.thresholds.flagAt && seen.contains($0.key)
            }
            : [:]
    }

    public var posts: Int { count { _ in true } }
    /// Those that people decided about.
    public var decided: Int { count { $0.word != nil } }

    /// Every half point that makes a difference, from 0.5 on, and the threshold in force.
    public var thresholds: [Threshold] {
        let values = Set(scores.keys.filter { ownThresholds[$0.channel] == nil }.map(\.score))
        return values.filter { $0 > 0 }.union([flagAt]).sorted().map(threshold)
    }

    private func threshold(_ flagAt: Double) -> Threshold {
        func isHeld(_ scored: JournalStatistics.Scored) -> Bool {
            scored.score >= ownThresholds[scored.channel, default: flagAt]
        }
        let against = count { isHeld($0) && $0.word?.isAgainst == true }
        return Threshold(
            flagAt: flagAt, held: count(isHeld),
            precision: Interval(against, of: count { isHeld($0) && $0.word != nil }),
            recall: Interval(against, of: count { $0.word?.isAgainst == true }))
    }

    private func count(_ isWanted: (JournalStatistics.Scored) -> Bool) -> Int {
        scores.reduce(0) { isWanted($1.key) ? $0 + $1.value : $0 }
    }
}
