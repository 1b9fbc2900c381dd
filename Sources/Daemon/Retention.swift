internal import Logging
internal import Moderation
internal import Spool

/// Drops what is older than it may be: segments of the journal, copies in `labelled/`. Not after the clock jumped: then
/// nobody knows how old anything is.
struct Retention: Sendable {
    let spool: SpoolFolder
    let journal: Journal
    let journalDays: Int
    let labelledDays: Int
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
        spool: SpoolFolder, journal: Journal, journalDays: Int, labelledDays: Int, log: Logger,
        clock: @escaping @Sendable () -> Reading = {
            Reading(now: .fromSystemClock(), systemStartedAt: .ofSystemStart())
        }
    ) {
        self.spool = spool
        self.journal = journal
        self.journalDays = journalDays
        self.labelledDays = labelledDays
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
        do throws(SpoolProblem) {
            let dropped = try journal.dropSegments(olderThan: .seconds(journalDays * 86_400))
            if dropped > 0 { log.info("old journal segments were dropped", metadata: ["segments": "\(dropped)"]) }
        } catch {
            log.warning("old journal segments cannot be dropped", metadata: ["reason": "\(error)"])
        }
        do throws(SpoolProblem) {
            let before = Instant(seconds: clock().now.seconds - Double(labelledDays) * 86_400)
            let dropped = try Labelled(spool).dropOld(before: before)
            if dropped > 0 { log.info("old labelled posts were dropped", metadata: ["posts": "\(dropped)"]) }
        } catch {
            log.warning("old labelled posts cannot be dropped", metadata: ["reason": "\(error)"])
        }
    }
}
