internal import CLinux
internal import Files
internal import Glibc
internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles
internal import Spool
internal import Synchronization

/// Teaches the plugins that learn what people decided, on a thread of its own: judging never waits for it.
///
/// A decision hands over its entry, so that teaching it costs the same however many there were before. `labelled/` is read
/// as a whole only at the start, after an overflow, and when everything is learned from scratch: what has a number above
/// the one in `state/lessons` is still to be taught, so a kill costs no lesson; one may come twice, under the same id.
final class Teacher: Sendable {
    private let spool: SpoolFolder
    private let labelled: Labelled
    private let memories: PluginMemories
    private let troubles: ActiveProblems
    private let log: Logger
    private let isStopping = Atomic<Bool>(false)
    private let state = Mutex(State())

    struct State: Sendable {
        /// Entries that were handed over and are not learned yet.
        var pending: [Labelled.Entry] = []
        /// `labelled/` is to be read: what is to be learned is not known from `pending` alone.
        var mustRead = true
        /// Everything is to be learned from scratch.
        var mustRelearn = false
        /// No try before this time of the monotonic clock, in nanoseconds: the last one failed.
        var notBefore: Int64 = 0
        /// Learned since the start.
        var lessons = 0
        var relearned = 0
        var isBusy = false

        /// Something is being learned, or will be at once.
        var isLearning: Bool { isBusy || isWanted }
        fileprivate var isWanted: Bool { mustRead || mustRelearn || !pending.isEmpty }
    }

    init(_ spool: SpoolFolder, memories: PluginMemories, troubles: ActiveProblems, log: Logger) {
        self.spool = spool
        self.memories = memories
        self.troubles = troubles
        self.log = log
        labelled = Labelled(spool)
        // A model that was damaged, or removed, comes back from what people said.
        if memories.hasUntaught, LessonsLearned(spool).number > 0 { relearn() }
    }

    var current: State { state.withLock { $0 } }

    /// Entries that wait to be learned; beyond these `labelled/` is read.
    static let pendingLimit = 10_000
    /// After a failure the next try is made this much later.
    static let retryAfter: Int64 = 10_000_000_000

    /// These were just put into `labelled/`: they are learned soon.
    func look(at entries: [Labelled.Entry]) {
        state.withLock { state in
            if state.pending.count + entries.count <= Self.pendingLimit {
                state.pending += entries
            } else {
                (state.pending, state.mustRead) = ([], true)
            }
        }
    }

    /// Learns everything in `labelled/` from scratch, and forgets what is not there any more.
    func relearn() {
        state.withLock { ($0.mustRead, $0.mustRelearn) = (true, true) }
        // On disk too: after a kill it is still to be done.
        note(LessonsLearned(spool).number, mustRelearn: true)
    }

    /// How far learning has come, for the next start.
    private func note(_ number: UInt64, mustRelearn: Bool) {
        do throws(SpoolProblem) {
            try LessonsLearned.write(number, mustRelearn: mustRelearn, spool)
        } catch {
            log.warning(
                "learning progress could not be saved; after a restart some lessons are learned again",
                metadata: ["reason": "\(error)"])
        }
    }

    /// Plugins forget what they saw of an author; kept so at once.
    func forget(author: String) {
        for plugin in memories.plugins { (plugin.memory as? any ForgetsAuthors)?.forget(author: author) }
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
                "an author could not be forgotten; retrying at the next start", metadata: ["reason": "\(error)"])
        }
    }

    func stop() { isStopping.store(true, ordering: .releasing) }

    func run() {
        _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 10)
        forgetNoted()
        while !isStopping.load(ordering: .acquiring) {
            if !teachWhatWaits() { usleep(100_000) }
        }
    }

    /// Learns what there is to learn now; whether there was anything.
    @discardableResult func teachWhatWaits(now: Int64 = moongate_monotonic_nanoseconds()) -> Bool {
        let taken: State? = state.withLock { state in
            guard state.isWanted, now >= state.notBefore else { return nil }
            let taken = state
            (state.pending, state.mustRead, state.mustRelearn, state.isBusy) = ([], false, false, true)
            return taken
        }
        guard let taken else { return false }
        do throws(SpoolProblem) {
            try teach(taken)
            state.withLock { $0.isBusy = false }
            troubles.over(.learning)
        } catch {
            // From `labelled/` next time: what was taken may be learned in part.
            state.withLock { state in
                (state.mustRead, state.isBusy) = (true, false)
                state.mustRelearn = state.mustRelearn || taken.mustRelearn
                state.notBefore = now + Self.retryAfter
            }
            troubles.report(.learning, error)
        }
        return true
    }

    private func teach(_ taken: State) throws(SpoolProblem) {
        let learned = LessonsLearned(spool)
        var fresh = taken.pending
        if taken.mustRead {
            let known = Set(fresh)
            fresh += try labelled.all().filter { $0.number > learned.number && !known.contains($0) }
            fresh.sort { $0.number < $1.number }
        }
        let mustRelearn = learned.mustRelearn || taken.mustRelearn || fresh.contains { $0.isReversal }
        guard mustRelearn || !fresh.isEmpty else { return }
        // Also if everything is learned from scratch afterwards: a plugin reports what is odd about new lessons as it
        // learns them.
        for entry in fresh {
            if isStopping.load(ordering: .acquiring) { return }
            guard let lesson = try lesson(entry) else { continue }
            memories.learn(lesson)
            state.withLock { $0.lessons += 1 }
        }
        if mustRelearn {
            let all = try labelled.all()
            var problem: SpoolProblem?
            memories.relearn(
                all.lazy.compactMap { entry in
                    do throws(SpoolProblem) {
                        return try self.lesson(entry)
                    } catch {
                        problem = error
                        return nil
                    }
                })
            if let problem { throw problem }
            state.withLock { $0.relearned += 1 }
        }
        memories.save()
        note(max(learned.number, fresh.last?.number ?? 0), mustRelearn: false)
    }

    /// Nil if it is not a post that can be learned from, which is logged: it will not become one. Throws if it could not
    /// be read.
    private func lesson(_ entry: Labelled.Entry) throws(SpoolProblem) -> Lesson? {
        let reason: String
        if let bytes = try labelled.bytes(of: entry.digest) {
            do throws(PostProblem) {
                let post = try PostReader.read(bytes, name: entry.name, channel: entry.channel)
                return Lesson(ExaminedPost(post, receivedAt: entry.receivedAt), entry.decision, id: entry.digest)
            } catch {
                reason = error.description
            }
        } else if try labelled.entry(entry.digest) == nil {
            // Forgotten, or dropped for its age, since it was handed over.
            return nil
        } else {
            reason = "its copy in labelled/ is missing or damaged"
        }
        log.warning(
            "cannot learn from a decided post",
            metadata: ["post": "\(entry.name)", "digest": "\(entry.digest)", "reason": "\(reason)"])
        return nil
    }
}
