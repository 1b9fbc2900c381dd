internal import Files
internal import Logging
internal import Moderation
internal import Spool

/// Drops what is older than it may be: segments of the journal, copies in `labelled/`, memories of plugins that were set
/// aside, and, if that is wanted, files that were not posts. Not while the clock is in doubt: then nobody knows how old
/// anything is.
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
        clock: ClockTrust
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
        switch clock.doubt {
        case .jumped(let seconds):
            log.warning(
                "the clock jumped; nothing is deleted until a restart", metadata: ["seconds": "\(Int(seconds))"])
            return
        case .unlikely(let seconds):
            log.warning(
                "the clock is far from the last time that was seen; nothing is deleted until it has run for a day",
                metadata: ["days": "\(Int((seconds / 86_400).rounded()))", "now": "\(clock.now.rfc3339)"])
            return
        case nil: break
        }
        drop("old journal segments", "segments") { () throws(SpoolProblem) in
            try journal.dropSegments(olderThan: .seconds(journalDays * 86_400))
        }
        let labelled = Labelled(spool)
        drop("old labelled posts", "posts", left: { () throws(SpoolProblem) in try labelled.count() }) {
            () throws(SpoolProblem) in try labelled.dropOld(before: before(labelledDays))
        }
        // They may have been taught by labelled posts.
        drop("old quarantined memories", "files") { () throws(SpoolProblem) in
            try SetAside.drop(before: before(labelledDays), in: spool)
        }
        guard let failedDays else { return }
        drop("old files in failed/", "files", left: { () throws(SpoolProblem) in try failed() }) {
            () throws(SpoolProblem) in try Forgetting.dropFailed(before: before(failedDays), in: spool)
        }
    }

    private func before(_ days: Int) -> Instant { Instant(seconds: clock.now.seconds - Double(days) * 86_400) }

    private func failed() throws(SpoolProblem) -> Int { try Forgetting.failed(in: spool).count }

    /// `left` counts what is still there: if all of a kind goes at once, an administrator should see it.
    private func drop(
        _ what: Logger.Message, _ unit: String, left: (() throws(SpoolProblem) -> Int)? = nil,
        _ body: () throws(SpoolProblem) -> Int
    ) {
        do throws(SpoolProblem) {
            let dropped = try body()
            guard dropped > 0 else { return }
            if let left, try left() == 0 {
                log.warning("all \(what) were deleted at once; none are left", metadata: [unit: "\(dropped)"])
            } else {
                log.info("\(what) were deleted", metadata: [unit: "\(dropped)"])
            }
        } catch {
            log.warning("\(what) cannot be deleted", metadata: ["reason": "\(error)"])
        }
    }
}
