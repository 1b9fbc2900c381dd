internal import CLinux
internal import Glibc
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// What all workers share.
final class WorkerContext: Sendable {
    let options: DaemonOptions
    let arrivals: Arrivals
    let pipeline: Pipeline
    let channels: ChannelBackOff
    let late: LateFiling
    let inHand: InHand
    let rules: RulesInForce
    let memories: PluginMemories
    let outages: Outages
    let tally: Tally
    let unread: UnreadFields
    let problems: ActiveProblems
    let archivist: Archivist
    let reloader: RuleReloader
    private let notify: @Sendable (FiledPost) -> Void
    private let log: Logger
    let costs = LiveCosts()
    /// How many files the process may have open.
    let openFileLimit = Int(moongate_raise_file_limit())
    /// Set once: workers leave what cannot be written to the next start.
    let isStopping = Atomic<Bool>(false)
    /// Set by a worker that had to leave a file in the inbox: only a scan finds it again.
    let wantsScan = Atomic<Bool>(false)
    /// The wall clock and the pause between two tries: tests turn and count them.
    let now: @Sendable () -> Instant
    let pause: @Sendable (Duration) -> Void

    init(
        options: DaemonOptions, arrivals: Arrivals, pipeline: Pipeline, channels: ChannelBackOff, inHand: InHand,
        rules: RulesInForce, memories: PluginMemories, outages: Outages, tally: Tally, unread: UnreadFields,
        problems: ActiveProblems, archivist: Archivist, reloader: RuleReloader, log: Logger,
        now: @escaping @Sendable () -> Instant = { .fromSystemClock() },
        pause: @escaping @Sendable (Duration) -> Void = { usleep(UInt32($0 / .microseconds(1))) },
        notify: @escaping @Sendable (FiledPost) -> Void
    ) {
        self.options = options
        self.arrivals = arrivals
        self.pipeline = pipeline
        self.channels = channels
        self.inHand = inHand
        self.rules = rules
        self.memories = memories
        self.outages = outages
        self.tally = tally
        self.unread = unread
        self.problems = problems
        self.archivist = archivist
        self.reloader = reloader
        self.log = log
        self.now = now
        self.pause = pause
        self.notify = notify
        late = LateFiling(pipeline, channels: channels, problems: problems) { post in
            Self.count(post, tally, at: now())
            notify(post)
        }
    }

    /// Counts and shows posts that a worker filed.
    func count(_ posts: [FiledPost]) {
        let now = now()
        for post in posts {
            Self.count(post, tally, at: now)
            if case .verdict(let verdict) = post.judgement { unread.count(verdict) }
            notify(post)
        }
    }

    private static func count(_ post: FiledPost, _ tally: Tally, at now: Instant) {
        let second = Int64(now.seconds)
        switch post.judgement {
        case .verdict(let verdict): tally.count(verdict, at: second)
        case .failed: tally.countFailed(at: second)
        // It was counted when it was judged, or is not to be.
        case nil: break
        }
    }

    func logHeld(_ name: String, crashes: Int) {
        log.error(
            "a post is flagged without being judged: it crashed the judging process",
            metadata: ["post": "\(name)", "times": "\(crashes)"])
    }
}
