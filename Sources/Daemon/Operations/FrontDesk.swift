internal import Files
internal import Glibc
internal import JSON
internal import Logging
internal import Moderation
internal import PostFormats
internal import Spool
internal import Synchronization

/// What people ask of a spool beside `status` and `reload`: decisions, lessons, posts judged again, posts forgotten. The
/// daemon answers over the control socket; while it is stopped, the command itself holds the lock and answers with this
/// too. One request at a time touches filed posts.
public final class FrontDesk: Sendable {
    /// What `answer` knows.
    static let commands = ["decide", "learn", "lessons", "job"] + untold
    /// Those that no journal line tells of: the log has to say who wanted them.
    static let untold = ["relearn", "rejudge", "forget"]

    let spool: SpoolFolder
    let refiling: Refiling
    let numbers: SequenceNumbers
    /// Nil where no rules are at hand.
    let rules: RulesInForce?
    /// Nil while the daemon is stopped: it learns at its next start.
    let teacher: Teacher?
    /// Nil while the daemon is stopped.
    let archivist: Archivist?
    /// Knows what is judged again, for when the process dies of it. Nil while the daemon is stopped.
    let inHand: InHand?
    /// Plugins that may not look at posts. Nil while the daemon is stopped.
    let outages: Outages?
    /// Whether normal posts wait.
    let isBusy: @Sendable () -> Bool
    /// Nil while the daemon is stopped: the command says what came of it.
    let log: Logger?
    private let turn = Mutex<[Refiling.Batch]>([])
    let jobs = Jobs()

    /// The most posts in one request.
    public static let postLimit = 500

    init(
        _ spool: SpoolFolder, refiling: Refiling, numbers: SequenceNumbers, rules: RulesInForce?, teacher: Teacher?,
        archivist: Archivist? = nil, inHand: InHand? = nil, outages: Outages? = nil, log: Logger? = nil,
        isBusy: @escaping @Sendable () -> Bool
    ) {
        self.inHand = inHand
        self.outages = outages
        self.log = log
        self.spool = spool
        self.refiling = refiling
        self.numbers = numbers
        self.rules = rules
        self.teacher = teacher
        self.archivist = archivist
        self.isBusy = isBusy
    }

    /// False for a command that is not its own.
    func answer(_ request: JSONValue, by caller: Caller, _ json: inout JSONWriter) -> Bool {
        switch request["command"]?.string {
        case "decide": decide(request, caller, &json)
        case "learn": learn(request, caller, &json)
        case "relearn": relearn(&json)
        case "lessons": lessons(&json)
        case "rejudge", "forget": start(request, &json)
        case "job": jobs.write(request["id"]?.integer ?? 0, to: &json)
        default: return false
        }
        return true
    }

    /// Journals orders and carries them out; one at a time, because two must not move one file. What fails is tried again
    /// by `retry`, and by the next start.
    func carryOut(
        onlyIfNothingWaits: Bool = false, _ make: () throws(SpoolProblem) -> [Refiling.Order]
    ) throws(SpoolProblem) -> [Refiling.Result] {
        let result: Result<[Refiling.Result], SpoolProblem> = turn.withLock { unfinished in
            if onlyIfNothingWaits, !unfinished.isEmpty { return .success([]) }
            do throws(SpoolProblem) {
                let orders = try make()
                guard !orders.isEmpty else { return .success([]) }
                var batch = try refiling.record(orders)
                let results = refiling.carryOut(&batch)
                if !batch.isDone { unfinished.append(batch) }
                return .success(results)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// While no decision is carried out.
    func inTurn(_ body: () -> Void) { turn.withLock { _ in body() } }

    /// What could not be carried out before.
    func retry() {
        let (kept, problem) = turn.withLock { unfinished in
            var kept: [Labelled.Entry] = []
            for index in unfinished.indices {
                let waited = unfinished[index].waiting
                _ = refiling.carryOut(&unfinished[index])
                let waits = Set(unfinished[index].waiting.map(\.record.sequence))
                kept += waited.filter { !waits.contains($0.record.sequence) }.compactMap(\.kept)
            }
            unfinished.removeAll { $0.isDone }
            return (kept, unfinished.lazy.compactMap(\.syncProblem).first)
        }
        if let problem {
            log?.warning("decisions are not synced to disk yet; retrying", metadata: ["reason": "\(problem)"])
        }
        // Their copies were not in labelled/ when the teacher was asked to look at them.
        if !kept.isEmpty { teacher?.look(at: kept) }
    }

    /// A name as a person would be known by: short, on one line.
    static func person(_ request: JSONValue) -> String? {
        guard let by = request["by"]?.string, (1...64).contains(by.utf8.count),
            !by.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
        return by
    }
}
