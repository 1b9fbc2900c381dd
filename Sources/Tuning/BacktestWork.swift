internal import CLinux
internal import Files
internal import Moderation
internal import Spool
internal import Synchronization

/// Hands out posts to the threads of a backtest: the archive's first, then those of the outcome folders that the archive
/// does not have.
final class BacktestWork: Sendable {
    enum Phase: CaseIterable {
        case archive, filed
    }

    private struct State {
        var phase = Phase.archive
        var reader: ArchiveReader
        var files: ArraySlice<FiledFile>
        /// Of the archive's posts.
        var digests: Set<UInt64> = []
        var handedOut = 0
        /// Of these, the archive's.
        var archived = 0
        var fileWorkLeft = 0.0
        var judged = 0
        var saidAt: Int64 = 0
        var damagedBytes = 0
        var problem: SpoolProblem?
        var unreadable = 0
    }

    private let state: Mutex<State>
    private let since: Instant?
    private let limit: UInt64?
    private let newest: Int?
    /// What there is to do in the outcome folders, in posts.
    private let fileWork: Double
    private let startedAt = moongate_monotonic_nanoseconds()
    private let progress: @Sendable (Backtest.Progress) -> Void

    /// Compressed bytes that the archive has of a post, until some were read.
    private static let postSize = 250.0
    /// Cost of reading a file relative to judging a post: all that is done with a file whose post the archive has.
    private static let fileWeight = 0.05

    init(
        spool: String, since: Instant?, limit: UInt64?, newest: Int?,
        progress: @escaping @Sendable (Backtest.Progress) -> Void
    ) throws {
        let reader = try ArchiveReader(spool: spool, since: since, newest: newest)
        var files = FiledFile.all(in: spool)
        // Until there are enough.
        if newest != nil { files.reverse() }
        let firstDay = reader.firstDay
        self.firstDay = firstDay
        fileWork = files.reduce(0) { $0 + Self.work(on: $1, firstDay) }
        self.since = since
        self.limit = limit
        self.newest = newest
        self.progress = progress
        state = Mutex(State(reader: reader, files: files[...], fileWorkLeft: fileWork))
    }

    /// The archive's first day; nil if there is no archive.
    let firstDay: String?
    var problem: SpoolProblem? { state.withLock { $0.problem } }
    var damagedBytes: Int { state.withLock { $0.damagedBytes + $0.reader.damagedBytes } }
    var seconds: Double { Double(moongate_monotonic_nanoseconds() - startedAt) / 1e9 }

    func begin(_ phase: Phase) { state.withLock { $0.phase = phase } }

    /// The next posts; nil at the end of the phase. Reading is shared, taking apart is not.
    func next() -> [RecordedPost]? {
        state.withLock { $0.phase } == .archive ? nextOfArchive() : nextOfFiles()
    }

    private func nextOfArchive() -> [RecordedPost]? {
        let block: ArchiveBlock? = state.withLock { state in
            do throws(SpoolProblem) {
                return try state.reader.next()
            } catch {
                state.problem = error
                return nil
            }
        }
        guard let block else { return nil }
        let (archived, damaged) = block.posts()
        let posts = archived.map { RecordedPost($0) }
        let digests = posts.compactMap { UInt64($0.digest, radix: 16) }
        state.withLock { state in
            state.damagedBytes += damaged
            state.digests.formUnion(digests)
            state.handedOut += posts.count
            state.archived += posts.count
        }
        return chosen(posts)
    }

    private func nextOfFiles() -> [RecordedPost]? {
        let files: ArraySlice<FiledFile> = state.withLock { state in
            if let newest, state.handedOut >= newest { return [] }
            let some = state.files.prefix(256)
            state.files = state.files.dropFirst(256)
            for file in some { state.fileWorkLeft -= Self.work(on: file, firstDay) }
            return some
        }
        guard !files.isEmpty else { return nil }
        let posts = files.compactMap { $0.read() }.filter { post in since.map { post.decidedAt >= $0 } ?? true }
        let fresh = state.withLock { state in
            state.unreadable += files.count - posts.count
            var fresh = posts.filter { !state.digests.contains(UInt64($0.digest, radix: 16) ?? 0) }
            if let newest { fresh = Array(fresh.prefix(max(0, newest - state.handedOut))) }
            state.handedOut += fresh.count
            return fresh
        }
        return chosen(fresh)
    }

    private func chosen(_ posts: [RecordedPost]) -> [RecordedPost] {
        guard let limit else { return posts }
        return posts.filter { $0.lot <= limit }
    }

    /// So many more are judged.
    func done(_ count: Int) {
        let now = moongate_monotonic_nanoseconds()
        state.withLock { state in
            state.judged += count
            guard now - state.saidAt > 200_000_000 else { return }
            state.saidAt = now
            progress(.init(posts: state.judged, share: share(state), seconds: Double(now - startedAt) / 1e9))
        }
    }

    /// Of the work: what was judged of the archive, whose posts are counted only by reading it, and of the files.
    private func share(_ state: State) -> Double {
        let (size, read) = (Double(state.reader.size), Double(state.reader.readSize))
        let archived = read > 0 ? Double(state.archived) * size / read : size / Self.postSize
        let done = Double(state.archived) + fileWork - state.fileWorkLeft
        let share = min(1, done / max(1, archived + fileWork))
        return newest.map { max(share, min(1, Double(state.handedOut) / Double($0))) } ?? share
    }

    /// About what is done with a file: those filed since the archive began are mostly in it.
    private static func work(on file: FiledFile, _ firstDay: String?) -> Double {
        firstDay.map { file.changedAt.date >= $0 } ?? false ? fileWeight : 1
    }
}
