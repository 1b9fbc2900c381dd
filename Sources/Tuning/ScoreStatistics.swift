public import Moderation

/// Which scores posts had and what became of them, and from that what other thresholds would give.
public struct ScoreStatistics: Sendable {
    /// One post's score with what became of it.
    public struct Scored: Hashable, Sendable {
        /// Rounded to halves.
        public let score: Double
        /// The outcome at the time.
        public let outcome: Outcome
        /// What a person said.
        public let word: Decision.Word?
    }

    /// How many posts have this score, outcome and decision. Posts decided by an action are left out.
    public private(set) var counts: [Scored: Int] = [:]
    /// Posts that an action decided.
    public private(set) var decidedByAction = 0
    /// Posts, those too.
    public private(set) var posts = 0
    /// Posts that people decided about.
    public private(set) var decided = 0
    /// `flag_at` in force: that of the newest post, or where channels differ, of most posts.
    public private(set) var flagAt = 4.0
    /// Channels whose threshold is their own, with it: what is asked of another threshold does not change their posts.
    public private(set) var ownThresholds: [String: Double] = [:]
    /// Of the posts of such channels.
    private var ofOwnThresholds: [(flagAt: Double, counts: [Scored: Int])] = []

    mutating func count(_ line: JournalLine, _ outcome: Outcome, _ word: Decision.Word?) {
        posts += 1
        if word != nil { decided += 1 }
        flagAt = line.flagAt
        guard !line.findings.contains(where: { $0.isLive && $0.hasAction }) else {
            decidedByAction += 1
            return
        }
        let score = (min(max(line.score, -50), 100) * 2).rounded(.down) / 2
        counts[Scored(score: score, outcome: outcome, word: word), default: 0] += 1
    }

    /// Nothing yet.
    init() {}

    /// Of all channels together.
    init(joining channels: [String: ScoreStatistics]) {
        var byThreshold: [Double: Int] = [:]
        for channel in channels.values { byThreshold[channel.flagAt, default: 0] += channel.posts }
        flagAt = byThreshold.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? flagAt
        for (name, channel) in channels {
            counts.merge(channel.counts) { $0 + $1 }
            decidedByAction += channel.decidedByAction
            posts += channel.posts
            decided += channel.decided
            guard channel.flagAt != flagAt else { continue }
            ownThresholds[name] = channel.flagAt
            ofOwnThresholds.append((channel.flagAt, channel.counts))
        }
    }

    /// What a threshold would give, had every post the score that it had.
    public struct Threshold: Sendable {
        /// Flagged from this score on, but by their own threshold in channels that have one.
        public let flagAt: Double
        /// Posts that it would hold.
        public let held: Int
        /// Of the posts that it would hold and that were decided about: those that people were against.
        public let precision: Interval
        /// Of the posts that people were against: those that it would hold.
        public let recall: Interval
    }

    /// Of every half point that makes a difference, from 0.5 on.
    public var thresholds: [Threshold] {
        var general = counts
        for own in ofOwnThresholds { general.merge(own.counts) { $0 - $1 } }
        let groups = [(flagAt: nil as Double?, counts: general)] + ofOwnThresholds.map { ($0.flagAt, $0.counts) }
        let values = Set(general.filter { $0.value > 0 }.map(\.key.score)).filter { $0 > 0 }.union([flagAt])
        return values.sorted().map { flagAt in
            func sum(_ isWanted: (Scored, _ isHeld: Bool) -> Bool) -> Int {
                groups.reduce(0) { total, group in
                    group.counts.reduce(total) {
                        isWanted($1.key, $1.key.score >= group.flagAt ?? flagAt) ? $0 + $1.value : $0
                    }
                }
            }
            let against = sum { $1 && $0.word?.isAgainst == true }
            return Threshold(
                flagAt: flagAt, held: sum { $1 }, precision: Interval(against, of: sum { $1 && $0.word != nil }),
                recall: Interval(against, of: sum { scored, _ in scored.word?.isAgainst == true }))
        }
    }
}
