internal import CLinux
internal import Files
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// What keeps posts from going their way, such as a full disk: said once when it begins, again every ten minutes, and
/// once when it is over.
///
/// A step of which several threads take part is in trouble as long as one of them is: another's success says nothing of
/// the folder or the file that it stumbles over.
final class ActiveProblems: Sendable {
    private let log: Logger
    private let current = Mutex<[Place: Trouble]>([:])

    /// Of a step that fails for one folder alone: which one.
    private struct Place: Hashable {
        let step: Step
        let name: String?

        var metadata: Logger.Metadata { name.map { ["folder": "\($0)"] } ?? [:] }
        var words: String { step.rawValue + (name.map { " (\($0))" } ?? "") }
    }

    /// Folders of one step that are named; any more are one.
    private static let placeLimit = 64

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
        case archive = "archiving posts"
        case checkpoint = "writing a checkpoint"
        case copy = "saving a copy of the rules in force"
        case following = "switching to new rules"
        case control = "answering commands"
        case learning = "learning from decisions"
    }

    init(log: Logger) { self.log = log }

    func report(_ step: Step, _ problem: SpoolProblem, at name: String? = nil, by worker: Int = 0) {
        let now = Instant.fromSystemClock()
        let (place, isNews) = current.withLock { current in
            var place = Place(step: step, name: name)
            if name != nil, current[place] == nil, current.count >= Self.placeLimit {
                place = Place(step: step, name: "other folders")
            }
            var trouble = current[place] ?? Trouble(problem: problem, since: now)
            let isKnown = trouble.said[problem.kind].map { (0..<600).contains(now.seconds(since: $0)) } ?? false
            if !isKnown { trouble.said[problem.kind] = now }
            trouble.problem = problem
            trouble.workers.insert(worker)
            trouble.reportedAt = moongate_monotonic_nanoseconds()
            current[place] = trouble
            return (place, !isKnown)
        }
        if isNews {
            log.error(
                "\(step.rawValue) failed; retrying",
                metadata: place.metadata.merging(["reason": "\(problem)"]) { $1 })
        }
    }

    /// One worker is through with it.
    func over(_ step: Step, at name: String? = nil, by worker: Int = 0) {
        end(Place(step: step, name: name)) { trouble in
            trouble.workers.remove(worker)
            return trouble.workers.isEmpty
        }
    }

    /// For a step that goes on with other posts where one fails: it is over when nothing failed for so many seconds.
    func settle(_ step: Step, quietFor seconds: Double) {
        let now = moongate_monotonic_nanoseconds()
        end(Place(step: step, name: nil)) { Double(now - $0.reportedAt) / 1e9 >= seconds }
    }

    private func end(_ place: Place, _ isOver: (inout Trouble) -> Bool) {
        let isNews = current.withLock { current in
            guard var trouble = current[place] else { return false }
            current[place] = isOver(&trouble) ? nil : trouble
            return current[place] == nil
        }
        if isNews { log.notice("\(place.step.rawValue) works again", metadata: place.metadata) }
    }

    /// What is wrong now, the oldest first.
    var list: [(step: String, problem: String, since: Instant)] {
        current.withLock { current in
            current.sorted { $0.value.since < $1.value.since }
                .map { ($0.key.words, $0.value.problem.description, $0.value.since) }
        }
    }
}
