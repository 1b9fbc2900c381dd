internal import Files
internal import Glibc
internal import JSON
internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles
internal import Spool

/// Judges flagged posts again by the rules in force and refiles those that come to something else: the way out of a bad
/// rule's victims or an outage. As at the time of their first verdict, so that an account is as old as it was; without
/// telling plugins, for which each post happened once. Posts that a person decided about are left alone.
extension FrontDesk {
    /// `{"command": "rejudge", "rule": ID, "undecided": true, "since": TIME, "until": TIME, "ruleset": FINGERPRINT,
    /// "dry_run": true}`, all optional.
    func rejudging(_ request: JSONValue) -> Result<@Sendable () throws -> Void, Refusal> {
        guard rules != nil else { return .failure(Refusal(reason: "there are no rules to judge with")) }
        return RejudgeFilter.read(request).map { wanted in { [self] in try rejudge(wanted) } }
    }

    private func rejudge(_ wanted: RejudgeFilter) throws {
        // Below everything else on this machine that wants the processor.
        if teacher != nil { _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 15) }
        let flagged = try FiledPlaces.all(of: [.flagged], in: spool)
        let chosen = try wanted.choose(flagged, in: spool, laidOut: refiling.filing.layout)
        jobs.update { $0.total = chosen.posts.count }
        guard let rules else { return }
        let deadly = keptJob?.deadly ?? []
        var judge = try makeJudge(rules)
        var version = rules.version
        var counts = RejudgeCounts(decided: chosen.decided)
        var next = 0
        while next < chosen.posts.count {
            // New posts go first, but never for ever.
            for _ in 0..<50 where isBusy() { usleep(20_000) }
            if rules.version != version {
                judge = try makeJudge(rules)
                version = rules.version
            }
            let batch = chosen.posts[next..<min(next + 64, chosen.posts.count)]
            next = batch.endIndex
            var changed: [Refiling.Order] = []
            for candidate in batch {
                if let sequence = candidate.sequence, deadly.contains(sequence) {
                    log?.error(
                        "a post stays flagged and is not judged again: it crashed the judging process",
                        metadata: ["post": "\(candidate.place)"])
                    counts.deadly += 1
                    continue
                }
                guard let copy = try candidate.place.read(in: spool), candidate.isStill(copy) else {
                    counts.gone += 1
                    continue
                }
                guard let order = newOrder(copy, candidate, &judge) else {
                    counts.unreadable += 1
                    continue
                }
                if order.outcome == .flagged { counts.unchanged += 1 } else { changed.append(order) }
            }
            try settle(changed, wanted, &counts)
            jobs.update {
                $0.done = next; $0.result = counts.json
            }
        }
        jobs.update { $0.result = counts.json }
    }

    private func settle(_ orders: [Refiling.Order], _ wanted: RejudgeFilter, _ counts: inout RejudgeCounts) throws {
        if wanted.isDryRun {
            for order in orders { counts.note(order, at: nil) }
            return
        }
        // A person may have decided in between.
        var left: [Refiling.Order] = []
        let results = try carryOut { () throws(SpoolProblem) in
            left = []
            for order in orders {
                if try refiling.decision(about: order.copy) == nil { left.append(order) }
            }
            return left
        }
        counts.decided += orders.count - left.count
        for (order, result) in zip(left, results) {
            switch result {
            case .filed(let place): counts.note(order, at: place)
            case .gone: counts.gone += 1
            case .failed: counts.note(order, at: nil)
            }
        }
    }

    private func makeJudge(_ rules: RulesInForce) throws -> Judge {
        var judge = try Judge(ruleset: rules.current.loaded.ruleset)
        judge.onEntering = { [inHand] in inHand?.enter(InHand.judgingAgain, plugin: $0) }
        return judge
    }

    /// Nil if it is not a post.
    private func newOrder(
        _ copy: FiledCopy, _ candidate: RejudgeFilter.Candidate, _ judge: inout Judge
    ) -> Refiling.Order? {
        if let sequence = candidate.sequence { inHand?.begin(InHand.judgingAgain, sequence) }
        defer { inHand?.end(InHand.judgingAgain) }
        guard
            let post = try? PostReader.read(
                copy.bytes, name: candidate.name ?? copy.place.name, channel: candidate.channel)
        else { return nil }
        let receivedAt = candidate.receivedAt ?? copy.receivedAt
        judge.barred = outages?.barred(at: .fromSystemClock()) ?? []
        var verdict = judge.judge(
            ExaminedPost(post, receivedAt: receivedAt), now: candidate.decidedAt ?? receivedAt)
        verdict.decidedAt = .fromSystemClock()
        return refiling.order(copy, verdict, quoting: post, number: numbers.next())
    }
}

/// What came of it.
struct RejudgeCounts {
    var approved = 0
    var rejected = 0
    var unchanged = 0
    var decided: Int
    var gone = 0
    var unreadable = 0
    /// Left out: the judging process died of them.
    var deadly = 0
    var posts: [(from: String, to: String)] = []

    /// Names in the answer; the journal has all.
    static let listLimit = 1000

    init(decided: Int) { self.decided = decided }

    mutating func note(_ order: Refiling.Order, at place: FiledPlace?) {
        if order.outcome == .approved { approved += 1 } else { rejected += 1 }
        guard posts.count < Self.listLimit else { return }
        posts.append((order.copy.place.description, place?.description ?? order.outcome.rawValue + "/"))
    }

    var json: [String: JSONValue] {
        [
            "approved": .number(Double(approved)), "rejected": .number(Double(rejected)),
            "unchanged": .number(Double(unchanged)), "decided_by_people": .number(Double(decided)),
            "gone": .number(Double(gone)), "unreadable": .number(Double(unreadable)), "deadly": .number(Double(deadly)),
            "posts": .array(posts.map { ["post": .string($0.from), "to": .string($0.to)] }),
        ]
    }
}
