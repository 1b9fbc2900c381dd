internal import Logging
internal import Moderation
internal import Spool

/// Drops what is older than it may be: segments of the journal, copies in `labelled/`, memories of plugins that were set
/// aside, and, where that is wanted, files that were no posts. Not after the clock jumped: then
/// nobody knows how old anything is.
struct Retention: Sendable {
    let spool: SpoolFolder
    let journal: Journal
    let journalDays: Int
    let labelledDays: Int
    let failedDays: Int?
    let log: Logger
    private let clock: @Sendable () -> Reading
    /// By the clock as it was when this was made: the same later, unless the clock was set.
    private let systemStartedAt: Instant

    /// What the clock says.
    struct Reading: Sendable {
        let now: Instant
        let systemStartedAt: Instant
    }

    /// Seconds that the clock may be set by.
    private static let jumpLimit = 3600.0

    init(
        spool: SpoolFolder, journal: Journal, journalDays: Int, labelledDays: Int, failedDays: Int? = nil, log: Logger,
        clock: @escaping @Sendable () -> Reading = {
            Reading(now: .fromSystemClock(), systemStartedAt: .ofSystemStart())
        }
    ) {
        self.spool = spool
        self.journal = journal
        self.journalDays = journalDays
        self.labelledDays = labelledDays
        self.failedDays = failedDays
        self.log = log
        self.clock = clock
        systemStartedAt = clock().systemStartedAt
    }

    /// False where the clock jumped while this was there: nothing is thrown away until a restart.
    private func isClockTrusted() -> Bool {
        let jump = clock().systemStartedAt.seconds(since: systemStartedAt)
        guard abs(jump) > Self.jumpLimit else { return true }
        log.warning("the clock jumped; nothing old is dropped until a restart", metadata: ["seconds": "\(Int(jump))"])
        return false
    }

    func dropOld() {
        guard isClockTrusted() else { return }
        drop("old journal segments", "segments") { () throws(SpoolProblem) in
            try journal.dropSegments(olderThan: .seconds(journalDays * 86_400))
        }
        drop("old labelled posts", "posts") { () throws(SpoolProblem) in
            try Labelled(spool).dropOld(before: before(labelledDays))
        }
        // They may have been taught by labelled posts.
        drop("old memories that were set aside", "files") { () throws(SpoolProblem) in
            try SetAside.drop(before: before(labelledDays), in: spool)
        }
        guard let failedDays else { return }
        drop("old files that were no posts", "files") { () throws(SpoolProblem) in
            try Forgetting.dropFailed(before: before(failedDays), in: spool)
        }
    }

    private func before(_ days: Int) -> Instant { Instant(seconds: clock().now.seconds - Double(days) * 86_400) }

    private func drop(_ what: Logger.Message, _ unit: String, _ body: () throws(SpoolProblem) -> Int) {
        do throws(SpoolProblem) {
            let dropped = try body()
            if dropped > 0 { log.info("\(what) were dropped", metadata: [unit: "\(dropped)"]) }
        } catch {
            log.warning("\(what) cannot be dropped", metadata: ["reason": "\(error)"])
        }
    }
}
