internal import Files
internal import Glibc
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization

/// Keeps copies of filed posts in the archive, on a thread of its own. What waits for it is bounded: where it cannot
/// follow, posts are left out and counted, and the way of posts goes on.
final class Archivist: Sendable {
    private let spool: SpoolFolder
    /// Nil while `moongate.yaml` asks for no archive.
    private let settings: @Sendable () -> SpoolSettings.Archive?
    private let troubles: ActiveProblems
    private let log: Logger
    private let clock: ClockTrust
    private let state = Mutex(State())
    /// One writes at a time: who forgets a post waits for those that are being written.
    private let turn = Mutex<Void>(())
    private let isStopping = Atomic<Bool>(false)

    private struct State {
        var waiting = ArchiveLines()
        var missed = 0
        var kept = 0
        var archive: Archive?
        var tidiedAt: Instant?
    }

    /// Limit of the bytes of lines that wait.
    static let waitingLimit = 64 << 20

    init(
        spool: SpoolFolder, troubles: ActiveProblems, log: Logger, clock: ClockTrust,
        settings: @escaping @Sendable () -> SpoolSettings.Archive?
    ) {
        self.spool = spool
        self.settings = settings
        self.troubles = troubles
        self.log = log
        self.clock = clock
    }

    /// Whether posts are kept now.
    var isOn: Bool { settings() != nil }

    /// Posts whose verdicts are journalled. Never waits for the disk. They are made lines here, while the caller still
    /// has them in its cache, and go.
    func keep(_ posts: [ArchivedPost]) {
        guard !posts.isEmpty else { return }
        let lines = ArchiveLines(posts)
        state.withLock { state in
            state.missed += posts.count - lines.count
            if state.waiting.size + lines.size <= Self.waitingLimit {
                state.waiting.append(lines)
            } else {
                state.missed += lines.count
            }
        }
    }

    /// How many were kept and how many left out since the start; nil while there is no archive.
    var counts: (kept: Int, missed: Int)? {
        settings() == nil ? nil : state.withLock { ($0.kept, $0.missed) }
    }

    /// Works until told to stop, and then writes what waits.
    func run() {
        var isLast = false
        while !isLast {
            for _ in 0..<10 where !isStopping.load(ordering: .acquiring) && !hasMuch { usleep(200_000) }
            isLast = isStopping.load(ordering: .acquiring)
            writeWaiting()
            tidy()
        }
    }

    func stop() { isStopping.store(true, ordering: .releasing) }

    private var hasMuch: Bool { state.withLock { $0.waiting.size > 1 << 20 } }

    /// Writes what waits now.
    func writeWaiting() {
        turn.withLock { _ in
            let posts = state.withLock { state in
                defer { state.waiting = ArchiveLines() }
                return state.waiting
            }
            guard posts.count > 0 else { return }
            do throws(SpoolProblem) {
                try archive().append(posts, size: settings()?.size ?? .max)
                state.withLock { $0.kept += posts.count }
                troubles.over(.archive)
            } catch {
                state.withLock { $0.missed += posts.count }
                troubles.report(.archive, error)
            }
        }
    }

    /// The archive, opened once; for `moongate forget` too.
    func archive() throws(SpoolProblem) -> Archive {
        if let open = state.withLock({ $0.archive }) { return open }
        let opened = try Archive(spool)
        return state.withLock { state in
            let archive = state.archive ?? opened
            state.archive = archive
            return archive
        }
    }

    /// Keeps a copy of what plugins remember, once a day, for posts that are judged from now on.
    func keepMemory() {
        guard isOn else { return }
        do throws(SpoolProblem) {
            try archive().keepMemory(at: Instant.fromSystemClock())
        } catch {
            troubles.report(.archive, error)
        }
    }

    /// What is too old or too much goes, every ten minutes. While the clock is in doubt only what is too much: nobody knows how
    /// old anything is.
    func tidy() {
        guard let settings = settings() else { return }
        let now = clock.now
        if let last = state.withLock({ $0.tidiedAt }), now >= last, now.seconds(since: last) < 600 { return }
        state.withLock { $0.tidiedAt = now }
        do throws(SpoolProblem) {
            let days = clock.doubt == nil ? settings.days : nil
            let dropped = try archive().dropOld(days: days, size: settings.size, now: now)
            if dropped.old > 0 {
                log.info("old parts of the archive were deleted", metadata: ["parts": "\(dropped.old)"])
            }
            if dropped.tooMuch > 0 {
                log.info(
                    "the archive reached its size limit; its oldest parts were deleted",
                    metadata: ["parts": "\(dropped.tooMuch)"])
            }
        } catch {
            troubles.report(.archive, error)
        }
    }
}
