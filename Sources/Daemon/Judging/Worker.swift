internal import Files
internal import Moderation
internal import Spool
internal import Synchronization

/// One thread that takes posts through the pipeline, with a judge of its own.
struct Worker {
    private let number: Int
    private let context: WorkerContext
    private var judge: PostJudge

    /// Posts in one batch, which share a sync and are open until they are judged: fewer if few files may be open.
    private let batchLimit: Int

    init(_ number: Int, _ context: WorkerContext) throws(ExaminerProblem) {
        self.number = number
        self.context = context
        judge = try PostJudge(number, context)
        batchLimit = min(256, max(8, (context.openFileLimit - 256) / context.options.workers))
    }

    /// Works until the arrivals are closed.
    mutating func run() {
        let pipeline = context.pipeline
        while let arrivals = context.arrivals.take(upTo: batchLimit, within: .seconds(1)) {
            pipeline.process(arrivals, with: &self)
        }
    }
}

extension Worker: PipelineHooks {
    /// While a plugin is out and posts are to wait for it, the post is judged again every second.
    mutating func judge(_ claimed: Claimed, mayWait: Bool) -> JudgedPost? {
        while true {
            let judged = judge(claimed)
            guard mayWait, judge.mustWait, !context.options.isOnce else { return judged }
            if !waitForRetry() { return nil }
        }
    }

    private mutating func judge(_ claimed: Claimed) -> JudgedPost {
        let now = context.now()
        guard case .post(let post) = claimed else { return Self.refused(claimed, now) }
        context.inHand.begin(number, post.sequence)
        defer { context.inHand.end(number) }
        let (judgement, examined) = judge.judge(
            post.bytes, name: post.name, channel: post.channel, receivedAt: post.receivedAt, now: now)
        switch judgement {
        case .failed(let reason): return JudgedPost(post, failedBecause: reason, decidedAt: now)
        case .verdict(let verdict): return judged(post, verdict, examined)
        }
    }

    mutating func hold(_ claimed: Claimed, because reason: HoldReason) -> JudgedPost {
        let now = context.now()
        guard case .post(let post) = claimed else { return Self.refused(claimed, now) }
        if case .crashing(let times) = reason { context.logHeld(post.name, crashes: times) }
        let verdict = Verdict.held(
            because: reason.description, ruleset: judge.ruleset, receivedAt: post.receivedAt, decidedAt: now)
        return judged(post, verdict, nil)
    }

    private static func refused(_ claimed: Claimed, _ now: Instant) -> JudgedPost {
        switch claimed {
        case .refused(let refused): JudgedPost(refused, decidedAt: now)
        case .post(let post): JudgedPost(post, failedBecause: "it is not a post", decidedAt: now)
        }
    }

    private func judged(_ post: ClaimedPost, _ verdict: Verdict, _ examined: ExaminedPost?) -> JudgedPost {
        let sidecar =
            context.options.sidecars.includes(verdict.outcome)
            ? Sidecar.verdict(verdict, of: post.file, quoting: examined?.post ?? Post()) : nil
        var judged = JudgedPost(post, verdict: verdict, sidecar: sidecar)
        judged.examined = examined
        if context.archivist.isOn { judged.archived = ArchivedPost(post, verdict) }
        return judged
    }

    func leftInInbox(_ arrival: Arrival, _ problem: SpoolProblem?, isFirst: Bool) {
        context.wantsScan.store(true, ordering: .relaxed)
        guard let problem else { return }
        if problem.isOfFolder {
            context.problems.report(.claim, problem, at: Self.place(arrival.channel))
        } else {
            context.problems.report(.claim, problem, by: number)
        }
        if problem.stopsAll, isFirst { context.pause(.milliseconds(200)) }
    }

    /// For `status` and the log.
    static func place(_ channel: String?) -> String { "inbox" + (channel.map { "/" + $0 } ?? "") }

    func failed(_ step: PipelineStep, _ problem: SpoolProblem) {
        context.problems.report(Self.problemStep(step), problem, by: number)
    }

    func works(_ step: PipelineStep) { context.problems.over(Self.problemStep(step), by: number) }

    private static func problemStep(_ step: PipelineStep) -> ActiveProblems.Step {
        switch step {
        case .recheck: .claim
        case .record: .journal
        case .file: .filing
        }
    }

    /// A second, or until a stop.
    func waitForRetry() -> Bool {
        for _ in 0..<10 {
            if context.isStopping.load(ordering: .relaxed) { return false }
            context.pause(.milliseconds(100))
        }
        return true
    }

    func recorded(_ posts: [JudgedPost]) {
        for post in posts {
            // A post that nothing could judge has nothing to remember.
            guard let examined = post.examined, let verdict = post.verdict else { continue }
            if case .failure = verdict.by { continue }
            context.memories.observe(examined, verdict, by: judge.ruleset, worker: number)
        }
        if context.rules.isWatching { context.reloader.judged(posts.compactMap(\.verdict)) }
        context.archivist.keep(posts.compactMap(\.archived))
    }

    func filed(_ posts: [FiledPost]) { context.count(posts) }

    func putAside(_ batch: PipelineBatch, _ problem: SpoolProblem?) { context.late.add(batch, problem: problem) }
}
