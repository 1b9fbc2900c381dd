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
    private let clock: ClockTrust

    init(
        spool: SpoolFolder, journal: Journal, journalDays: Int, labelledDays: Int, failedDays: Int? = nil, log: Logger,
        clock: ClockTrust = ClockTrust()
    ) {
        self.spool = spool
        self.journal = journal
        self.journalDays = journalDays
        self.labelledDays = labelledDays
        self.failedDays = failedDays
        self.log = log
        self.clock = clock
    }

    func dropOld() {
        if let jump = clock.jump {
            log.warning(
                "the clock jumped; nothing old is dropped until a restart", metadata: ["seconds": "\(Int(jump))"])
            return
        }
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

    private func before(_ days: Int) -> Instant { Instant(seconds: clock.now.seconds - Double(days) * 86_400) }

    private func drop(_ what: Logger.Message, _ unit: String, _ body: () throws(SpoolProblem) -> Int) {
        do throws(SpoolProblem) {
            let dropped = try body()
            if dropped > 0 { log.info("\(what) were dropped", metadata: [unit: "\(dropped)"]) }
        } catch {
            log.warning("\(what) cannot be dropped", metadata: ["reason": "\(error)"])
        }
    }
}
