internal import Moderation
internal import RuleFiles

/// What edited rules would change.
public struct BacktestReport: Sendable {
    /// Of one rule, on the posts that were seen.
    public struct RuleLine: Sendable {
        /// The rule, `(thresholds)` for changes that no rule explains.
        public let id: String
        /// What the edit did to it.
        public let change: Change
        /// Posts for which it counted.
        public let before: Int
        /// ... and would count.
        public let after: Int
        /// Approved posts that would be held, in part because of it.
        public let newlyHeld: Int
        /// Held posts that would be approved, in part because of it.
        public let newlyApproved: Int
        /// Posts for which it would hold in shadow.
        public let shadow: Int
        /// What it found, where that was asked for, and in how many posts; the most frequent first, 20 at most.
        public let words: [(word: String, count: Int)]
        /// Of posts decided about for which it counts: those that people were against.
        public let precision: Interval
        /// Of posts that people were against: those for which it counts.
        public let recall: Interval
        /// Of one processor a post, measured alone; nil if it cannot be.
        public let microseconds: Double?
        /// The same before the edit.
        public let microsecondsBefore: Double?
    }

    /// What an edit did to a rule.
    public enum Change: String, Sendable {
        /// It was not there.
        case added = "new"
        /// It asks or does something else.
        case edited
        /// It is not there any more.
        case removed
        /// It is as it was.
        case same = ""
    }

    /// One side compared with people's decisions.
    public struct Agreement: Sendable {
        /// Of held posts that were decided about: those that people were against.
        public let precision: Interval
        /// Of posts that people were against: those that are held.
        public let recall: Interval
    }

    /// One day or channel.
    public struct Slice: Sendable {
        /// The day, or the channel ("" for none).
        public let name: String
        public let posts: Int
        /// Held by the rules in force.
        public let before: Int
        /// Held by the edited rules.
        public let after: Int
    }

    /// Fingerprints of the rules in force and of the edited ones.
    public let fingerprints: (before: String, after: String)
    /// Posts judged.
    public let posts: Int
    /// `moves[from][to]`: 0 approved, 1 flagged, 2 rejected.
    public let moves: [[Int]]
    /// Rules with a change or a difference first, those with more changed posts before others.
    public let rules: [RuleLine]
    /// Posts to read, by rule and direction.
    public let examples: [BacktestExample]
    /// The rules in force and the edited rules, compared with people's decisions.
    public let agreement: (before: Agreement, after: Agreement)
    /// Posts seen that people decided about.
    public let decided: Int
    /// By day, oldest first.
    public let days: [Slice]
    /// By channel, largest first.
    public let channels: [Slice]
    /// How much of the traffic was seen.
    public let coverage: Coverage
    /// What to know before trusting it, a sentence each.
    public let cautions: [String]
    /// CPU seconds and wall clock seconds.
    public let cost: (processor: Double, seconds: Double)

    /// Approved posts that would be held.
    public var newlyHeld: Int { moves[0][1] + moves[0][2] }
    /// Held posts that would be approved.
    public var newlyApproved: Int { moves[1][0] + moves[2][0] }
    /// Posts that change between flagged and rejected.
    public var movedWithin: Int { moves[1][2] + moves[2][1] }
    /// Held by the rules in force.
    public var heldBefore: Int { moves[1].reduce(0, +) + moves[2].reduce(0, +) }
    /// Held by the edited rules.
    public var heldAfter: Int { posts - moves.reduce(0) { $0 + $1[0] } }
    /// The change of the share of posts that are held, in percentage points.
    public var points: Double { posts == 0 ? 0 : 100 * Double(heldAfter - heldBefore) / Double(posts) }

    init(
        _ tally: BacktestTally, before: LoadedRules, after: LoadedRules, tripped: Set<String>, coverage: Coverage,
        costs: (before: [String: Double], after: [String: Double]), remembering: Remembering, decisions: Int,
        seconds: Double, isWhole: Bool
    ) {
        fingerprints = (before.ruleset.fingerprint, after.ruleset.fingerprint)
        moves = tally.moves
        posts = tally.moves.reduce(0) { $0 + $1.reduce(0, +) }
        examples = tally.examples.sorted { $0.key < $1.key }.flatMap(\.value)
        let old = Dictionary(before.ruleset.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.ruleset.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let against = tally.afterAgreement.heldAgainst + tally.afterAgreement.approvedAgainst
        let ids = Set(old.keys).union(new.keys).union(tally.rules.keys)
        rules = ids.map { id in
            let counts = tally.rules[id] ?? BacktestTally.Counts()
            let change: Change =
                switch (old[id]?.version, new[id]?.version) {
                case (nil, nil): .same
                case (nil, _): .added
                case (_, nil): .removed
                case (let a, let b): a == b ? .same : .edited
                }
            return RuleLine(
                id: id, change: change, before: counts.before, after: counts.after, newlyHeld: counts.newlyHeld,
                newlyApproved: counts.newlyApproved, shadow: counts.shadow,
                words: counts.words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20).map {
                    ($0.key, $0.value)
                },
                precision: Interval(counts.against, of: counts.against + counts.forIt),
                recall: Interval(counts.against, of: against), microseconds: costs.after[id],
                microsecondsBefore: costs.before[id])
        }.sorted { a, b in
            let (x, y) = (a.newlyHeld + a.newlyApproved, b.newlyHeld + b.newlyApproved)
            if x != y { return x > y }
            if (a.change == .same) != (b.change == .same) { return b.change == .same }
            return a.after != b.after ? a.after > b.after : a.id < b.id
        }
        agreement = (Agreement(tally.beforeAgreement), Agreement(tally.afterAgreement))
        decided = against + tally.afterAgreement.heldFor + tally.afterAgreement.approvedFor
        days = tally.days.sorted { $0.key < $1.key }.map { Slice($0.key, $0.value) }
        channels = tally.channels.map { Slice($0.key, $0.value) }.sorted { ($1.posts, $0.name) < ($0.posts, $1.name) }
        self.coverage = coverage
        cost = (Double(tally.nanoseconds) / 1e9, seconds)
        cautions = Self.cautions(
            tally, coverage,
            remembering.cautions(
                before.ruleset.rules + after.ruleset.rules, posts: posts, isTaught: decisions > 0, isWhole: isWhole),
            tripped: tripped, decided: decided, isWhole: isWhole)
    }

    private static func cautions(
        _ tally: BacktestTally, _ coverage: Coverage, _ remembering: [String], tripped: Set<String>, decided: Int,
        isWhole: Bool
    ) -> [String] {
        var cautions = coverage.cautions(isWhole: isWhole)
        for id in tripped.sorted() {
            cautions.append(
                "'\(id)' is in shadow here as in force, because it decided too much: moongate reload --accept ends that"
            )
        }
        if tally.notPosts > 0 { cautions.append("\(tally.notPosts) files could not be read as posts") }
        if tally.otherThanThen > 0 {
            cautions.append(
                "\(tally.otherThanThen) posts come out otherwise by the rules in force than when they were filed: the "
                    + "rules, or what they remember, have changed since")
        }
        cautions += remembering
        if decided > 0 {
            cautions.append(
                "moderators mostly decide about flagged posts: these figures do not count bad posts that nobody saw"
            )
        }
        return cautions
    }
}

extension BacktestReport.Agreement {
    init(_ tally: BacktestTally.Agreement) {
        precision = Interval(tally.heldAgainst, of: tally.heldAgainst + tally.heldFor)
        recall = Interval(tally.heldAgainst, of: tally.heldAgainst + tally.approvedAgainst)
    }
}

extension BacktestReport.Slice {
    init(_ name: String, _ day: BacktestTally.Day) {
        self.init(name: name, posts: day.posts, before: day.before, after: day.after)
    }
}
