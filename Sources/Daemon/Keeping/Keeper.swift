internal import CLinux
internal import Files
internal import Glibc
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// Housekeeping next to the pipeline: checkpoints, plugins' memories, old journal segments.
final class Keeper: Sendable {
    private let spool: SpoolFolder
    private let journal: Journal
    private let context: WorkerContext
    private let desk: FrontDesk
    private let log: Logger
    private let isStopping = Atomic<Bool>(false)
    private let retention: Retention
    private let clock: ClockTrust

    /// Seconds between checkpoints: what a start after a crash has to read is what was written since.
    static let interval = 30

    init(spool: SpoolFolder, journal: Journal, context: WorkerContext, desk: FrontDesk, clock: ClockTrust, log: Logger)
    {
        self.desk = desk
        self.spool = spool
        self.journal = journal
        self.context = context
        self.log = log
        self.clock = clock
        retention = Retention(
            spool: spool, journal: journal, journalDays: context.options.journalDays,
            labelledDays: context.options.labelledDays, failedDays: context.options.failedDays, log: log,
            clock: clock)
    }

    func run() {
        var round = 0
        var moves = HandMoves(spool)
        var nextLook = moongate_monotonic_nanoseconds()
        while !isStopping.load(ordering: .acquiring) {
            for _ in 0..<Self.interval * 5 where !isStopping.load(ordering: .acquiring) { usleep(200_000) }
            keep()
            let now = moongate_monotonic_nanoseconds()
            if context.options.noticesMoves, now >= nextLook, !isStopping.load(ordering: .acquiring) {
                noticeMoves(&moves)
                // Millions of filed posts take a while to list: a twentieth of the time at most.
                nextLook = now + 20 * (moongate_monotonic_nanoseconds() - now)
            }
            if round % 120 == 0 { retention.dropOld() }
            round += 1
        }
        // Once more, so that the next start has nothing to read.
        keep()
    }

    func stop() { isStopping.store(true, ordering: .releasing) }

    private func keep() {
        desk.retry()
        do throws(SpoolProblem) {
            for loss in try journal.checkSegment() {
                log.error("the journal was modified from outside", metadata: ["reason": "\(loss)"])
            }
            try journal.checkpoint(spool)
            // A time that is in doubt is not for the next start to compare with.
            if clock.doubt == nil { try LastTimeSeen.keep(clock.now, in: spool) }
            if !isStopping.load(ordering: .acquiring) { try spool.checkStillThere() }
            context.problems.over(.checkpoint)
        } catch {
            context.problems.report(.checkpoint, error)
        }
        context.memories.save { context.archivist.keepMemory() }
    }

    private func noticeMoves(_ moves: inout HandMoves) {
        do throws(SpoolProblem) {
            let count = try desk.decideMoved(&moves)
            if count > 0 {
                log.notice("posts were moved by hand; this counts as a decision", metadata: ["posts": "\(count)"])
            }
        } catch {
            log.warning("posts moved by hand cannot be detected", metadata: ["reason": "\(error)"])
        }
    }
}
