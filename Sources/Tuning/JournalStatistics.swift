internal import Files
public import Moderation
internal import Spool

/// What the journal says of rules, outcomes, languages, channels and scores over a time. One pass over it; keeps numbers,
/// and of each held post its digest.
public struct JournalStatistics: Sendable {
    /// Of one rule.
    public struct RuleCounts: Sendable {
        public init() {}

        /// Posts for which it held and counted.
        public var hits = 0
        /// Posts for which it held in shadow.
        public var shadowHits = 0
        /// Posts that are held because of it alone: without it they would have been approved.
        public var alone = 0
        /// Of held posts for which it counted: those that people approved.
        public var overturned = 0
        /// Of held posts for which it counted: those that people decided about.
        public var decided = 0
        /// When it last held.
        public var lastHit: Instant?
        /// Hits of both kinds by day.
        public var days: [String: Int] = [:]
    }

    /// One day.
    public struct Day: Sendable {
        public init() {}

        /// Posts by outcome; `failed` are not posts.
        public var outcomes: [Outcome: Int] = [:]
        /// Files that were no posts.
        public var failed = 0
        public var posts: Int { outcomes.values.reduce(0, +) }
        /// Those that were not approved.
        public var held: Int { posts - (outcomes[.approved] ?? 0) }
        var microseconds = 0.0
    }

    /// A channel or language.
    public struct Group: Sendable {
        /// Posts, by day.
        public var days: [String: Int] = [:]
        public var posts = 0
        /// Those that were not approved.
        public var held = 0
    }

    /// One post's score with what happened to it.
    public struct Scored: Hashable, Sendable {
        /// Rounded to halves.
        public let score: Double
        /// The outcome at the time.
        public let outcome: Outcome
        /// What a person said.
        public let word: Decision.Word?
        /// The channel, "" for none.
        public let channel: String
    }

    /// By rule id.
    public private(set) var rules: [String: RuleCounts] = [:]
    /// By day: `2026-11-24`.
    public private(set) var days: [String: Day] = [:]
    /// By channel, "" for none.
    public private(set) var channels: [String: Group] = [:]
    /// By main language, "" for none that could be told.
    public private(set) var languages: [String: Group] = [:]
    /// How many posts have this score, outcome, decision and channel. Posts decided by an action are left out.
    public private(set) var scores: [Scored: Int] = [:]
    /// Posts that an action decided.
    public private(set) var decidedByAction = 0
    public private(set) var posts = 0
    /// Mean of judging one, of one processor.
    public var meanMicroseconds: Double {
        posts == 0 ? 0 : days.values.reduce(0) { $0 + $1.microseconds } / Double(posts)
    }
    /// Posts that people decided about.
    public private(set) var decided = 0
    /// Lines that could not be read.
    public private(set) var badLines = 0

    /// Reads the journal of a spool, from an instant on; decisions of any time.
    public init(spool path: String, since: Instant? = nil) throws {
        let root = try Folder(path: path)
        guard let journal = try root.folderIfThere("journal") else { return }
        var reader = JournalReader(journal)
        let decisions = try Decisions(journal: journal)
        while let line = try reader.nextVerdict() {
            guard let at = line.decidedAt, since.map({ at >= $0 }) ?? true else { continue }
            count(line, at, line.digest.flatMap { decisions.word(for: $0) })
        }
        badLines = reader.badLines
    }

    private mutating func count(_ line: RecordedVerdict, _ at: Instant, _ word: Decision.Word?) {
        let day = at.date
        guard let outcome = line.outcome else {
            if line.isFailed { days[day, default: Day()].failed += 1 }
            return
        }
        let isHeld = outcome != .approved
        posts += 1
        if word != nil { decided += 1 }
        days[day, default: Day()].outcomes[outcome, default: 0] += 1
        days[day, default: Day()].microseconds += line.microseconds
        channels[line.channel ?? "", default: Group()].count(day, isHeld)
        languages[line.texts(of: "languages").first ?? "", default: Group()].count(day, isHeld)
        for finding in line.findings {
            rules[finding.rule, default: RuleCounts()].count(finding, day, at, isHeld, word)
        }
        for id in line.decisive { rules[id, default: RuleCounts()].alone += 1 }
        if line.findings.contains(where: { $0.isLive && $0.hasAction }) {
            decidedByAction += 1
        } else {
            let score = (min(max(line.score, -50), 100) * 2).rounded(.down) / 2
            scores[Scored(score: score, outcome: outcome, word: word, channel: line.channel ?? ""), default: 0] += 1
        }
    }
}

extension JournalStatistics.Group {
    fileprivate mutating func count(_ day: String, _ isHeld: Bool) {
        days[day, default: 0] += 1
        posts += 1
        if isHeld { held += 1 }
    }
}

extension JournalStatistics.RuleCounts {
    fileprivate mutating func count(
        _ finding: RecordedVerdict.Finding, _ day: String, _ at: Instant, _ isHeld: Bool, _ word: Decision.Word?
    ) {
        lastHit = max(lastHit ?? at, at)
        days[day, default: 0] += 1
        guard finding.isLive else {
            shadowHits += 1
            return
        }
        hits += 1
        guard isHeld, let word else { return }
        decided += 1
        if word == .approve { overturned += 1 }
    }
}

extension JournalStatistics {
    /// The most days that `dayNames` gives: a row of them fits a wide terminal.
    public static let dayLimit = 100

    /// Days from the first to the last with a verdict, those without any too: what a sparkline goes over.
    public var dayNames: [String] {
        guard let first = days.keys.min(), let last = days.keys.max(), var at = Instant(rfc3339: first.utf8) else {
            return []
        }
        var names: [String] = []
        while at.date <= last {
            names.append(at.date)
            at.microseconds += 86_400_000_000
            // After the clock was wrong, or over years: only days on which something was judged.
            if names.count > Self.dayLimit { return days.keys.sorted().suffix(Self.dayLimit) }
        }
        return names
    }
}
