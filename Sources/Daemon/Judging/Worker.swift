internal import Files
internal import Glibc
internal import Moderation
internal import Spool
internal import Synchronization

/// One thread's way of a batch: claim, read and judge, look again, journal, file.
struct Worker {
    private let number: Int
    private let shop: Workshop
    private var judge: PostJudge

    /// Posts in one batch, which share a sync and are open until they are judged: fewer where few files may be open.
    private let batchLimit: Int
    /// Bytes of posts in one batch: keeps memory small when posts are great.
    static let batchSizeLimit = 4 << 20

    init(_ number: Int, _ shop: Workshop) throws(ExaminerProblem) {
        self.number = number
        self.shop = shop
        judge = try PostJudge(number, shop)
        batchLimit = min(256, max(8, (shop.openFileLimit - 256) / shop.options.workers))
    }

    /// Works until the arrivals are closed.
    mutating func run() {
        while let arrivals = shop.arrivals.take(upTo: batchLimit, within: .seconds(1)) {
            var rest = arrivals[...]
            while !rest.isEmpty { deliver(judged(claimed(from: &rest))) }
        }
    }

    // MARK: Claim

    /// Never waits while posts are in hand: what cannot be taken now is found again by a scan.
    private func claimed(from arrivals: inout ArraySlice<Arrival>) -> [Claimed] {
        var claimed: [Claimed] = []
        var size = 0
        while size < Self.batchSizeLimit, let arrival = arrivals.popFirst() {
            do throws(SpoolProblem) {
                switch try shop.claim.claim(arrival) {
                case .gone, .leftOut: break
                case .notYet: shop.wantsScan.store(true, ordering: .relaxed)
                case .claimed(let one):
                    if case .post(let post) = one { size += post.bytes.count }
                    claimed.append(one)
                }
            } catch {
                // It stays in the inbox, where the next scan finds it.
                shop.wantsScan.store(true, ordering: .relaxed)
                let place = error.isOfFolder ? Self.place(arrival.channel) : nil
                shop.troubles.report(.claim, error, at: place, by: place == nil ? number : 0)
                guard error.stopsAll else { continue }
                // The next one would fail as well.
                if claimed.isEmpty { usleep(200_000) }
                return claimed
            }
        }
        return claimed
    }

    /// For `status` and the log.
    static func place(_ channel: String?) -> String { "inbox" + (channel.map { "/" + $0 } ?? "") }

    // MARK: Judge

    /// A post with what was found of it.
    struct Judged {
        let post: JudgedPost
        let name: String
        let channel: String?
        let result: PostJudge.Judged
        /// For the archive; nil where it is no post, or none is kept.
        var archived: ArchivedPost?
    }

    private mutating func judged(_ claimed: [Claimed]) -> [Judged] {
        var judged: [(claimed: Claimed, judged: Judged)] = []
        judged.reserveCapacity(claimed.count)
        for one in claimed {
            if let found = judgedInTurn(one) { judged.append((one, found)) }
        }
        return judged.compactMap { settled($0.claimed, $0.judged) }
    }

    /// What is judged is what is filed: a file that changed since it was read is judged again. Looked at once all of the
    /// batch are judged, just before the journal.
    private mutating func settled(_ claimed: Claimed, _ judged: Judged) -> Judged? {
        var (claimed, judged) = (claimed, judged)
        for _ in 0..<3 {
            guard case .post(let post) = claimed else { return judged }
            do throws(SpoolProblem) {
                switch try shop.claim.recheck(post) {
                case .unchanged: return judged
                case .gone: return nil
                case .changed(let again):
                    guard let anew = judgedInTurn(again) else { return nil }
                    (claimed, judged) = (again, anew)
                }
            } catch {
                shop.troubles.report(.claim, error, by: number)
                return held(claimed, because: "whether the file had changed could not be seen: \(error)")
            }
        }
        return held(claimed, because: "the file kept changing while it was read")
    }

    /// While a plugin is out and posts are to wait for it, each second anew. Nil when told to stop meanwhile: the next
    /// start finds the post in `work/`.
    private mutating func judgedInTurn(_ claimed: Claimed) -> Judged? {
        while true {
            let judged = judge(claimed)
            guard judge.mustWait, !shop.options.isOnce else { return judged }
            if !wait() { return nil }
        }
    }

    mutating func judge(_ claimed: Claimed) -> Judged {
        let now = Instant.fromSystemClock()
        switch claimed {
        case .refused(let refused): return self.refused(refused, now)
        case .post(let post):
            shop.inHand.begin(number, post.sequence)
            defer { shop.inHand.end(number) }
            let result = judge.judge(
                post.bytes, name: post.name, channel: post.channel, receivedAt: post.receivedAt, now: now)
            return judged(post, result, now)
        }
    }

    /// Without judging it: flagged for a person.
    func held(_ claimed: Claimed, because reason: String) -> Judged {
        let now = Instant.fromSystemClock()
        switch claimed {
        case .refused(let refused): return self.refused(refused, now)
        case .post(let post):
            let verdict = Verdict.held(
                because: reason, ruleset: judge.ruleset, receivedAt: post.receivedAt, decidedAt: now)
            return judged(post, .verdict(verdict, ExaminedPost(Post(), receivedAt: post.receivedAt)), now)
        }
    }

    private func refused(_ refused: RefusedPost, _ now: Instant) -> Judged {
        Judged(
            post: JudgedPost(refused, decidedAt: now), name: refused.file.name, channel: refused.file.channel,
            result: .notAPost(refused.reason))
    }

    private func judged(_ post: ClaimedPost, _ result: PostJudge.Judged, _ now: Instant) -> Judged {
        let judged: JudgedPost
        var archived: ArchivedPost?
        switch result {
        case .notAPost(let reason): judged = JudgedPost(post, failedBecause: reason, decidedAt: now)
        case .verdict(let verdict, let examined):
            let sidecar =
                shop.options.sidecars.includes(verdict.outcome)
                ? Sidecar.verdict(verdict, of: post.file, quoting: examined.post) : nil
            judged = JudgedPost(post, verdict: verdict, sidecar: sidecar)
            if shop.archivist.isOn { archived = ArchivedPost(post, verdict) }
        }
        return Judged(post: judged, name: post.name, channel: post.channel, result: result, archived: archived)
    }

    // MARK: Deliver

    /// Into the journal and then into the folders. While the whole spool fails the worker waits, and with it the intake;
    /// told to stop, it leaves the posts in `work/` for the next start. Where a folder fails its posts are put aside.
    func deliver(_ judged: [Judged]) {
        guard !judged.isEmpty, var batch = recorded(judged.map(\.post)) else { return }
        observe(judged)
        shop.archivist.keep(judged.compactMap(\.archived))
        var uncounted = judged[...]
        while true {
            let (filed, problems) = shop.delivery.file(&batch)
            count(filed, of: &uncounted)
            guard let problem = problems.first(where: \.stopsAll) else {
                shop.troubles.over(.filing, by: number)
                if !batch.isDone { return shop.late.add(batch, Self.notices(uncounted), problem: problems.last) }
                // Posts that somebody took out of work/: nothing is left to be done.
                if let gone = problems.first { shop.troubles.report(.filing, gone, by: number) }
                return
            }
            shop.troubles.report(.filing, problem, by: number)
            if batch.isDone || !wait() { return }
        }
    }

    private static func notices(_ judged: ArraySlice<Judged>) -> [UInt64: LateFiling.Notice] {
        var notices: [UInt64: LateFiling.Notice] = [:]
        for one in judged {
            let (verdict, failure): (Verdict?, String?) =
                switch one.result {
                case .verdict(let verdict, _): (verdict, nil)
                case .notAPost(let reason): (nil, reason)
                }
            notices[one.post.record.sequence] = LateFiling.Notice(
                name: one.name, channel: one.channel, verdict: verdict, failure: failure)
        }
        return notices
    }

    private func recorded(_ posts: [JudgedPost]) -> Delivery.Batch? {
        while true {
            do throws(SpoolProblem) {
                let batch = try shop.delivery.record(posts)
                shop.troubles.over(.journal, by: number)
                return batch
            } catch {
                shop.troubles.report(.journal, error, by: number)
                if !wait() { return nil }
            }
        }
    }

    /// A second before the next try; false when told to stop.
    private func wait() -> Bool {
        for _ in 0..<10 {
            if shop.isStopping.load(ordering: .relaxed) { return false }
            usleep(100_000)
        }
        return true
    }

    private func observe(_ judged: [Judged]) {
        for one in judged {
            guard case .verdict(let verdict, let examined) = one.result else { continue }
            // A post that nothing could judge has nothing to remember.
            if case .failure = verdict.by { continue }
            shop.memories.observe(examined, verdict, by: judge.ruleset, worker: number)
        }
        guard shop.rules.isWatching else { return }
        shop.reloader.judged(
            judged.compactMap { one in if case .verdict(let verdict, _) = one.result { verdict } else { nil } })
    }

    /// They come in the order in which they were judged; those that could not be filed yet come later, by themselves.
    private func count(_ filed: [FiledPost], of judged: inout ArraySlice<Judged>) {
        let second = Int64(Instant.fromSystemClock().seconds)
        var waiting: [Judged] = []
        var next = filed.startIndex
        for one in judged {
            if next < filed.endIndex, filed[next].sequence == one.post.record.sequence {
                count(one, filed[next], second)
                next += 1
            } else {
                waiting.append(one)
            }
        }
        judged = waiting[...]
    }

    private func count(_ judged: Judged, _ filed: FiledPost, _ second: Int64) {
        switch judged.result {
        case .verdict(let verdict, _):
            shop.tally.count(verdict, at: second)
            shop.unread.count(verdict)
            shop.notify(
                FiledNotice(
                    name: judged.name, channel: judged.channel, verdict: verdict, failure: nil, path: filed.path))
        case .notAPost(let reason):
            shop.tally.countFailed(at: second)
            shop.notify(
                FiledNotice(name: judged.name, channel: judged.channel, verdict: nil, failure: reason, path: filed.path)
            )
        }
    }
}
