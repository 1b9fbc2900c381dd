internal import CLinux
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// What keeps posts from going their way, such as a full disk: said once when it begins, again every ten minutes, and
/// once when it is over.
///
/// A step of which several threads take part is in trouble as long as one of them is: another's success says nothing of
/// the folder or the file that it stumbles over.
final class Troubles: Sendable {
    private let log: Logger
    private let current = Mutex<[Step: Trouble]>([:])

    private struct Trouble {
        var problem: SpoolProblem
        let since: Instant
        /// When each kind was said last: the sentence names a post, and another post's trouble of the same kind is no news.
        var said: [SpoolProblem.Kind: Instant] = [:]
        /// Workers that are at it; 0 where the step has one thread only.
        var workers: Set<Int> = []
        /// Of the last report, by the monotonic clock.
        var reportedAt: Int64 = 0
    }

    enum Step: String, Sendable {
        case claim = "taking posts from the inbox"
        case journal = "writing the journal"
        case filing = "filing posts"
        case inbox = "watching the inbox"
        case archive = "keeping posts in the archive"
        case checkpoint = "writing a checkpoint"
        case reload = "reading the rules again"
        case control = "answering commands"
    }

    init(log: Logger) { self.log = log }

    func report(_ step: Step, _ problem: SpoolProblem, by worker: Int = 0) {
        let now = Instant.fromSystemClock()
        let isNews = current.withLock { current in
            var trouble = current[step] ?? Trouble(problem: problem, since: now)
            let isKnown = trouble.said[problem.kind].map { (0..<600).contains(now.seconds(since: $0)) } ?? false
            if !isKnown { trouble.said[problem.kind] = now }
            trouble.problem = problem
            trouble.workers.insert(worker)
            trouble.reportedAt = moongate_monotonic_nanoseconds()
            current[step] = trouble
            return !isKnown
        }
        if isNews { log.error("\(step.rawValue) fails; it is tried again", metadata: ["reason": "\(problem)"]) }
    }

    /// One worker is through with it.
    func over(_ step: Step, by worker: Int = 0) {
        end(step) { trouble in
            trouble.workers.remove(worker)
            return trouble.workers.isEmpty
        }
    }

    /// For a step that goes on with other posts where one fails: it is over when nothing failed for so many seconds.
    func settle(_ step: Step, quietFor seconds: Double) {
        let now = moongate_monotonic_nanoseconds()
        end(step) { Double(now - $0.reportedAt) / 1e9 >= seconds }
    }

    private func end(_ step: Step, _ isOver: (inout Trouble) -> Bool) {
        let isNews = current.withLock { current in
            guard var trouble = current[step] else { return false }
            current[step] = isOver(&trouble) ? nil : trouble
            return current[step] == nil
        }
        if isNews { log.notice("\(step.rawValue) works again") }
    }

    /// What is wrong now, the oldest first.
    var list: [(step: String, problem: String, since: Instant)] {
        current.withLock { current in
            current.sorted { $0.value.since < $1.value.since }
                .map { ($0.key.rawValue, $0.value.problem.description, $0.value.since) }
        }
    }
}
