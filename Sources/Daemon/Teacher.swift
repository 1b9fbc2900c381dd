internal import Glibc
internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles
internal import Spool
internal import Synchronization

/// Teaches the plugins that learn what people decided, on a thread of its own: judging never waits for it. What is in
/// `labelled/` with a greater number than `state/lessons` says is still to be taught, so a kill costs no lesson; one may
/// come twice, under the same id.
final class Teacher: Sendable {
    private let spool: SpoolFolder
    private let labelled: Labelled
    private let memories: PluginMemories
    private let log: Logger
    private let isStopping = Atomic<Bool>(false)
    private let state = Mutex(State())

    struct State: Sendable {
        /// There is something new in `labelled/`.
        var isWanted = true
        /// Everything is to be learned anew.
        var mustRelearn = false
        /// Learned since the start.
        var lessons = 0
        var relearned = 0
        var isBusy = false

        /// Something is being learned, or will be at once.
        var isLearning: Bool { isBusy || isWanted }
    }

    init(_ spool: SpoolFolder, memories: PluginMemories, log: Logger) {
        self.spool = spool
        self.memories = memories
        self.log = log
        labelled = Labelled(spool)
        // A model that was damaged, or removed, comes back from what people said.
        if memories.hasUntaught, LessonsLearned(spool).number > 0 { relearn() }
    }

    var current: State { state.withLock { $0 } }

    /// Looks into `labelled/` soon.
    func look() { state.withLock { $0.isWanted = true } }

    /// Learns everything in `labelled/` anew, and forgets what is not there any more.
    func relearn() {
        state.withLock { ($0.isWanted, $0.mustRelearn) = (true, true) }
        // On disk too: after a kill it is still to be done.
        LessonsLearned.write(LessonsLearned(spool).number, mustRelearn: true, spool)
    }

    /// Plugins forget what they saw of an author; kept so at once.
    func forget(author: String) {
        for plugin in memories.plugins { plugin.memory.forget(author: author) }
        memories.save()
    }

    /// Those that were to be forgotten while the daemon was stopped.
    private func forgetNoted() {
        do throws(SpoolProblem) {
            let authors = try Forgetting.notedAuthors(in: spool)
            guard !authors.isEmpty else { return }
            for author in authors { forget(author: author) }
            try Forgetting.removeNote(in: spool)
        } catch {
            log.error(
                "an author could not be forgotten; it is tried at the next start", metadata: ["reason": "\(error)"])
        }
    }

    func stop() { isStopping.store(true, ordering: .releasing) }

    func run() {
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
        forgetNoted()
        while !isStopping.load(ordering: .acquiring) {
            let isWanted = state.withLock { state in
                defer { state.isWanted = false }
                state.isBusy = state.isWanted
                return state.isWanted
            }
            if isWanted { teach() } else { usleep(100_000) }
        }
    }

    private func teach() {
        let learned = LessonsLearned(spool)
        do throws(SpoolProblem) {
            let all = try labelled.all()
            let fresh = all.filter { $0.number > learned.number }
            let mustRelearn =
                learned.mustRelearn || state.withLock { $0.mustRelearn } || fresh.contains { $0.isReversal }
            guard mustRelearn || !fresh.isEmpty else { return }
            state.withLock { $0.mustRelearn = false }
            // Also where everything is learned anew behind it: what is odd in new lessons is told as they are learned.
            for entry in fresh {
                if isStopping.load(ordering: .acquiring) { return }
                guard let lesson = lesson(entry) else { continue }
                memories.learn(lesson)
                state.withLock { $0.lessons += 1 }
            }
            if mustRelearn {
                memories.relearn(all.lazy.compactMap { self.lesson($0) })
                state.withLock { $0.relearned += 1 }
            }
            memories.save()
            LessonsLearned.write(all.last?.number ?? learned.number, mustRelearn: false, spool)
        } catch {
            log.warning(
                "what people decided could not be learned; it is tried again later", metadata: ["reason": "\(error)"])
        }
    }

    /// Nil where it is no post (any more).
    private func lesson(_ entry: Labelled.Entry) -> Lesson? {
        guard let bytes = try? labelled.bytes(of: entry.digest),
            let post = try? PostReader.read(bytes, name: entry.name, channel: entry.channel)
        else { return nil }
        return Lesson(ExaminedPost(post, receivedAt: entry.receivedAt), entry.decision, id: entry.digest)
    }
}
