internal import Glibc
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// Housekeeping beside the way of posts: checkpoints, plugins' memories, old journal segments.
final class Keeper: Sendable {
    private let spool: SpoolFolder
    private let journal: Journal
    private let shop: Workshop
    private let desk: FrontDesk
    private let log: Logger
    private let isStopping = Atomic<Bool>(false)
    /// By the clock as it was when this was made: the same later, unless the clock was set.
    private let systemStartedAt = Instant.ofSystemStart()

    /// Seconds between checkpoints: what a start after a crash has to read is what was written since.
    static let interval = 30

    init(spool: SpoolFolder, journal: Journal, shop: Workshop, desk: FrontDesk, log: Logger) {
        self.desk = desk
        self.spool = spool
        self.journal = journal
        self.shop = shop
        self.log = log
    }

    func run() {
        var round = 0
        while !isStopping.load(ordering: .acquiring) {
            for _ in 0..<Self.interval * 5 where !isStopping.load(ordering: .acquiring) { usleep(200_000) }
            keep()
            if round % 120 == 0 { dropOld() }
            round += 1
        }
        // Once more, so that the next start has nothing to read.
        keep()
    }

    func stop() { isStopping.store(true, ordering: .releasing) }

    private func keep() {
        desk.retry()
        do throws(SpoolProblem) {
            try journal.checkpoint(spool)
            if !isStopping.load(ordering: .acquiring) { try spool.checkStillThere() }
            shop.troubles.over(.checkpoint)
        } catch {
            shop.troubles.report(.checkpoint, error)
        }
        shop.memories.save()
    }

    /// False where the clock jumped by more than an hour while this ran: then nobody knows how old anything is, and nothing
    /// is thrown away until a restart.
    private func isClockTrusted() -> Bool {
        let jump = Instant.ofSystemStart().seconds(since: systemStartedAt)
        guard abs(jump) > 3600 else { return true }
        log.warning("the clock jumped; nothing old is dropped until a restart", metadata: ["seconds": "\(Int(jump))"])
        return false
    }

    private func dropOld() {
        guard isClockTrusted() else { return }
        do throws(SpoolProblem) {
            let dropped = try journal.dropSegments(olderThan: .seconds(shop.options.journalDays * 86_400))
            if dropped > 0 { log.info("old journal segments were dropped", metadata: ["segments": "\(dropped)"]) }
        } catch {
            log.warning("old journal segments cannot be dropped", metadata: ["reason": "\(error)"])
        }
        do throws(SpoolProblem) {
            let before = Instant(
                seconds: Instant.fromSystemClock().seconds - Double(shop.options.labelledDays) * 86_400)
            let dropped = try Labelled(spool).dropOld(before: before)
            if dropped > 0 { log.info("old labelled posts were dropped", metadata: ["posts": "\(dropped)"]) }
        } catch {
            log.warning("old labelled posts cannot be dropped", metadata: ["reason": "\(error)"])
        }
    }
}
