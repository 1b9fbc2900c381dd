internal import CLinux
internal import Logging
public import Moderation
internal import Spool
internal import Synchronization

/// What all workers share.
final class Workshop: Sendable {
    let options: DaemonOptions
    let arrivals: Arrivals
    let claim: Claim
    let delivery: Delivery
    let inHand: InHand
    let rules: RulesInForce
    let memories: PluginMemories
    let outages: Outages
    let tally: Tally
    let troubles: Troubles
    let archivist: Archivist
    let reloader: RuleReloader
    let notify: @Sendable (FiledNotice) -> Void
    let costs = LiveCosts()
    /// How many files the process may have open.
    let openFileLimit = Int(moongate_raise_file_limit())
    /// Set once: workers leave what cannot be written to the next start.
    let isStopping = Atomic<Bool>(false)

    init(
        options: DaemonOptions, arrivals: Arrivals, claim: Claim, delivery: Delivery, inHand: InHand,
        rules: RulesInForce, memories: PluginMemories, outages: Outages, tally: Tally, troubles: Troubles,
        archivist: Archivist, reloader: RuleReloader, notify: @escaping @Sendable (FiledNotice) -> Void
    ) {
        self.options = options
        self.arrivals = arrivals
        self.claim = claim
        self.delivery = delivery
        self.inHand = inHand
        self.rules = rules
        self.memories = memories
        self.outages = outages
        self.tally = tally
        self.troubles = troubles
        self.archivist = archivist
        self.reloader = reloader
        self.notify = notify
    }
}

/// A post that was filed, for whoever wants to show it.
public struct FiledNotice: Sendable {
    /// The name it came with.
    public let name: String
    /// Its channel.
    public let channel: String?
    /// What it came to; nil where it was no post.
    public let verdict: Verdict?
    /// Why it was no post.
    public let failure: String?
    /// Where it lies now, below the spool.
    public let path: String
}

/// What keeps posts from going their way, such as a full disk: said once when it begins, again every ten minutes, and
/// once when it is over.
final class Troubles: Sendable {
    private let log: Logger
    private let current = Mutex<[Step: (problem: SpoolProblem, since: Instant, saidAt: Instant)]>([:])

    enum Step: String, Sendable {
        case claim = "taking posts from the inbox"
        case journal = "writing the journal"
        case filing = "filing posts"
        case inbox = "watching the inbox"
        case archive = "keeping posts in the archive"
        case checkpoint = "writing a checkpoint"
    }

    init(log: Logger) { self.log = log }

    func report(_ step: Step, _ problem: SpoolProblem) {
        let now = Instant.fromSystemClock()
        let isNews = current.withLock { current in
            // By its kind: the sentence names a post, and another worker's trouble of the same kind is no news.
            guard let known = current[step], known.problem.kind == problem.kind, now.seconds(since: known.saidAt) < 600,
                now >= known.saidAt
            else {
                current[step] = (problem, current[step]?.since ?? now, now)
                return true
            }
            current[step]?.problem = problem
            return false
        }
        if isNews { log.error("\(step.rawValue) fails; it is tried again", metadata: ["reason": "\(problem)"]) }
    }

    func over(_ step: Step) {
        if current.withLock({ $0.removeValue(forKey: step) }) != nil { log.notice("\(step.rawValue) works again") }
    }

    /// What is wrong now.
    var list: [(step: String, problem: String, since: Instant)] {
        current.withLock { $0.map { ($0.key.rawValue, $0.value.problem.description, $0.value.since) } }
    }
}
