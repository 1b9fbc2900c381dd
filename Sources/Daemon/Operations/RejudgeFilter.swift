internal import Files
internal import JSON
internal import Moderation
internal import Spool

/// Which flagged posts are to be judged again, told by what the journal says of them.
struct RejudgeFilter: Sendable {
    var rule: String?
    var isUndecidedOnly = false
    var since: Instant?
    var until: Instant?
    var ruleset: String?
    var isDryRun = false

    static func read(_ request: JSONValue) -> Result<RejudgeFilter, FrontDesk.Refusal> {
        var filter = RejudgeFilter(
            rule: request["rule"]?.string, isUndecidedOnly: request["undecided"]?.truth ?? false,
            ruleset: request["ruleset"]?.string, isDryRun: request["dry_run"]?.truth ?? false)
        for name in ["since", "until"] {
            guard let text = request[name]?.string else { continue }
            guard let instant = Instant(rfc3339: text.utf8) else {
                return .failure(FrontDesk.Refusal(reason: "\(name) is a time such as 2026-11-24T09:30:00Z"))
            }
            if name == "since" { filter.since = instant } else { filter.until = instant }
        }
        return .success(filter)
    }

    /// A flagged post that is wanted, with what its verdict's line says.
    struct Candidate: Sendable {
        let place: FiledPlace
        let inode: UInt64
        /// Of its last verdict.
        var sequence: UInt64?
        var digest: String?
        var name: String?
        var channel: String?
        var receivedAt: Instant?
        var decidedAt: Instant?

        func isStill(_ copy: FiledCopy) -> Bool {
            copy.identity.inode == inode && (digest == nil || digest == copy.identity.digest)
        }
    }

    /// The wanted ones, and how many a person decided about. Of posts whose verdict is not in the journal any more,
    /// nothing is known: only without conditions are they judged again.
    func choose(
        _ flagged: [(place: FiledPlace, inode: UInt64)], in spool: SpoolFolder, laidOut layout: Layout
    ) throws(SpoolProblem) -> (posts: [Candidate], decided: Int) {
        var places: [UInt64: FiledPlace] = [:]
        for (place, inode) in flagged { places[inode] = place }
        var known: [UInt64: (candidate: Candidate, isWanted: Bool)] = [:]
        var decided: Set<UInt64> = []
        var reader = JournalReader(spool.journal)
        while let line = try reader.next() {
            guard let inode = line.inode, let place = places[inode] else { continue }
            switch line.event {
            case .decision: decided.insert(inode)
            case .verdict, .failed, .rejudged:
                // Another file had this number before, or the post was dropped once more.
                if line.event.move == nil { decided.remove(inode) }
                let verdict = line.verdict
                let candidate = Candidate(
                    place: place, inode: inode, sequence: line.sequence, digest: line.digest, name: line.post,
                    channel: line.channel, receivedAt: line.receivedAt, decidedAt: line.decidedAt)
                known[inode] = (candidate, isWanted(verdict))
            case .learned, .other: break
            }
        }
        var posts: [Candidate] = []
        for (place, inode) in flagged where !decided.contains(inode) {
            if let (candidate, isWanted) = known[inode] {
                if isWanted { posts.append(candidate) }
            } else if isForAll {
                posts.append(Candidate(place: place, inode: inode, channel: place.channel(layout)))
            }
        }
        return (posts, decided.count)
    }

    private var isForAll: Bool {
        rule == nil && !isUndecidedOnly && since == nil && until == nil && ruleset == nil
    }

    private func isWanted(_ verdict: RecordedVerdict?) -> Bool {
        guard let verdict else { return isForAll }
        if let since, (verdict.decidedAt ?? since) < since { return false }
        if let until, (verdict.decidedAt ?? until) > until { return false }
        if let ruleset, verdict.ruleset != ruleset { return false }
        // Those that crashed their judging process were not judged at all.
        let wasNotJudged = verdict.findings.isEmpty && verdict.score == 0
        if isUndecidedOnly, verdict.undecided.isEmpty, !wasNotJudged { return false }
        guard let rule else { return true }
        return verdict.findings.contains { $0.rule == rule } || verdict.undecided.contains(rule)
    }
}
