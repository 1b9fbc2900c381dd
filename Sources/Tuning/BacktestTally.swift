internal import CLinux
internal import Moderation
internal import PostFormats

/// What one thread of a backtest counted.
struct BacktestTally: Sendable {
    /// Of one rule.
    struct Counts: Sendable {
        var before = 0
        var after = 0
        var newlyHeld = 0
        var newlyApproved = 0
        /// Posts for which it would hold in shadow.
        var shadow = 0
        /// What it found, if asked for: text in lower-case letters, and in how many posts.
        var words: [String: Int] = [:]
        /// Of posts that people decided about: hits if they were against the post, and if they were for it.
        var against = 0
        var forIt = 0
    }

    /// A side against people's decisions.
    struct Agreement: Sendable {
        var heldAgainst = 0
        var heldFor = 0
        var approvedAgainst = 0
        var approvedFor = 0

        mutating func count(_ outcome: Outcome, isAgainst: Bool) {
            switch (outcome == .approved, isAgainst) {
            case (false, true): heldAgainst += 1
            case (false, false): heldFor += 1
            case (true, true): approvedAgainst += 1
            case (true, false): approvedFor += 1
            }
        }
    }

    struct Day: Sendable {
        var posts = 0
        var before = 0
        var after = 0
    }

    /// At most this many texts on which rules are measured.
    static let sampleLimit = 256
    /// Examples kept of each rule and direction.
    static let exampleLimit = 5
    /// The name under which changes are counted that no rule explains.
    static let policy = "(thresholds)"

    var rules: [String: Counts] = [:]
    /// From an outcome to another: `[before][after]`.
    var moves: [[Int]] = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
    var beforeAgreement = Agreement()
    var afterAgreement = Agreement()
    var days: [String: Day] = [:]
    var channels: [String: Day] = [:]
    /// By what they were filed as.
    var seen: [Outcome: Int] = [:]
    var notPosts = 0
    /// Judged by the rules in force otherwise than at the time.
    var otherThanThen = 0
    /// Judged with a memory that is not that of their day.
    var anew = 0
    var examples: [String: [BacktestExample]] = [:]
    /// Texts on which rules are measured: chosen at random, whatever the number of posts.
    private(set) var samples: [(lot: UInt64, post: ExaminedPost)] = []
    private var sampleLot = UInt64.max
    var nanoseconds: Int64 = 0
    private var startedAt = moongate_thread_cpu_nanoseconds()

    private let countsWords: Bool

    init(countsWords: Bool) { self.countsWords = countsWords }

    /// Different words counted of one rule at most.
    private static let wordLimit = 2000

    private mutating func countWords(_ finding: Finding, in post: Post) {
        for text in Set(finding.evidence.compactMap { post.quoted($0) }) where text.count <= 64 {
            let word = String(decoding: text, as: UTF8.self).lowercased()
            let known = rules[finding.rule.id]?.words.count ?? 0
            if known < Self.wordLimit { rules[finding.rule.id, default: Counts()].words[word, default: 0] += 1 }
        }
    }

    /// Of the thread that calls, since the tally was made.
    mutating func addCost() { nanoseconds += moongate_thread_cpu_nanoseconds() - startedAt }

    mutating func judge(
        _ recorded: RecordedPost, _ judges: inout BacktestJudges, word: Decision.Word?
    ) throws {
        guard let read = try? PostReader.read(recorded.bytes, name: recorded.name, channel: recorded.channel) else {
            notPosts += 1
            return
        }
        let post = ExaminedPost(read, receivedAt: recorded.receivedAt)
        let (before, after, isOfItsDay) = try judges.judge(post, at: recorded.decidedAt)
        if !isOfItsDay { anew += 1 }
        seen[recorded.outcome, default: 0] += 1
        if before.outcome != recorded.outcome { otherThanThen += 1 }
        moves[before.outcome.place][after.outcome.place] += 1
        let day = recorded.decidedAt.date
        days[day, default: Day()].count(before, after)
        channels[read.channel ?? "", default: Day()].count(before, after)
        for finding in before.findings where finding.mode == .live {
            rules[finding.rule.id, default: Counts()].before += 1
        }
        for finding in after.findings {
            if countsWords { countWords(finding, in: read) }
            rules[finding.rule.id, default: Counts()].count(finding, word)
        }
        if let word {
            beforeAgreement.count(before.outcome, isAgainst: word.isAgainst)
            afterAgreement.count(after.outcome, isAgainst: word.isAgainst)
        }
        if before.outcome != after.outcome { noteChange(recorded, read, before, after) }
        let lot = recorded.lot
        guard lot < sampleLot else { return }
        samples.append((lot, post))
        if samples.count >= 2 * Self.sampleLimit { trimSamples() }
    }

    /// Keeps those with the least lots.
    private mutating func trimSamples() {
        samples = Array(samples.sorted { $0.lot < $1.lot }.prefix(Self.sampleLimit))
        if samples.count == Self.sampleLimit, let last = samples.last { sampleLot = last.lot }
    }

    private mutating func noteChange(_ recorded: RecordedPost, _ post: Post, _ before: Verdict, _ after: Verdict) {
        let isHeld = before.outcome == .approved
        let isApproved = after.outcome == .approved
        guard isHeld || isApproved else { return }
        for id in Self.reasons(before, after) {
            if isHeld {
                rules[id, default: Counts()].newlyHeld += 1
            } else {
                rules[id, default: Counts()].newlyApproved += 1
            }
            let example = BacktestExample(
                rule: id, isHeld: isHeld, recorded: recorded, post: post, before: before, after: after)
            keep(example, under: id + (isHeld ? " +" : " -"))
        }
    }

    /// The rules that count otherwise on the two sides.
    private static func reasons(_ before: Verdict, _ after: Verdict) -> [String] {
        func worth(_ verdict: Verdict) -> [String: String] {
            Dictionary(
                verdict.findings.filter { $0.mode == .live }.map {
                    ($0.rule.id, "\($0.score) \($0.rule.action?.rawValue ?? "") \($0.rule.priority)")
                },
                uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (worth(before), worth(after))
        let differing = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        return differing.isEmpty ? [policy] : differing.sorted()
    }

    private mutating func keep(_ example: BacktestExample, under key: String) {
        var list = examples[key] ?? []
        // The same text again gives no new information.
        guard !list.contains(where: { $0.recordedDigest == example.recordedDigest }) else { return }
        list.append(example)
        list.sort { $0.lot < $1.lot }
        examples[key] = Array(list.prefix(Self.exampleLimit))
    }

    mutating func merge(_ other: BacktestTally) {
        for (id, counts) in other.rules { rules[id, default: Counts()].add(counts) }
        for row in 0..<3 { for column in 0..<3 { moves[row][column] += other.moves[row][column] } }
        beforeAgreement.add(other.beforeAgreement)
        afterAgreement.add(other.afterAgreement)
        for (day, counts) in other.days { days[day, default: Day()].add(counts) }
        for (channel, counts) in other.channels { channels[channel, default: Day()].add(counts) }
        for (outcome, count) in other.seen { seen[outcome, default: 0] += count }
        notPosts += other.notPosts
        otherThanThen += other.otherThanThen
        anew += other.anew
        for (key, list) in other.examples { for example in list { keep(example, under: key) } }
        samples += other.samples
        trimSamples()
        nanoseconds += other.nanoseconds
    }
}

extension BacktestTally.Counts {
    /// A post that the edited rules judged so, and what a person said of it.
    fileprivate mutating func count(_ finding: Finding, _ word: Decision.Word?) {
        guard finding.mode == .live else {
            shadow += 1
            return
        }
        after += 1
        switch word?.isAgainst {
        case true?: against += 1
        case false?: forIt += 1
        case nil: break
        }
    }

    fileprivate mutating func add(_ other: Self) {
        before += other.before
        after += other.after
        newlyHeld += other.newlyHeld
        newlyApproved += other.newlyApproved
        shadow += other.shadow
        words.merge(other.words) { $0 + $1 }
        against += other.against
        forIt += other.forIt
    }
}

extension BacktestTally.Agreement {
    fileprivate mutating func add(_ other: Self) {
        heldAgainst += other.heldAgainst
        heldFor += other.heldFor
        approvedAgainst += other.approvedAgainst
        approvedFor += other.approvedFor
    }
}

extension BacktestTally.Day {
    fileprivate mutating func count(_ before: Verdict, _ after: Verdict) {
        posts += 1
        if before.outcome != .approved { self.before += 1 }
        if after.outcome != .approved { self.after += 1 }
    }

    fileprivate mutating func add(_ other: Self) {
        posts += other.posts
        before += other.before
        after += other.after
    }
}

extension Outcome {
    /// 0, 1, 2.
    var place: Int {
        switch self {
        case .approved: 0
        case .flagged: 1
        case .rejected: 2
        }
    }
}
