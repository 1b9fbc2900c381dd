internal import Files
internal import Moderation
internal import Spool

/// Posts that have their verdict and whose outcome folder fails: put aside, so that the worker goes on with others, and
/// tried again each second on a thread of its own. Their hold on the journal is kept, so the checkpoint does not pass
/// them; at a stop they stay in `work/` for the next start.
///
/// Bounded: from a channel of which `channelLimit` posts wait nothing more is taken, nor from any that adds to a full
/// list; what is claimed already still comes. Workers add; one thread retries. A round holds the batches itself, not the
/// lock.
final class LateFiling: Sendable {
    private struct State {
        var batches: [Waiting] = []
        var channels: [String?: Int] = [:]
        var size = 0
        var isStopping = false

        var count: Int { channels.values.reduce(0, +) }
    }

    private struct Waiting {
        var batch: PipelineBatch
        /// Once there are none left: the sync behind the batch fails.
        var syncProblem: SpoolProblem?
    }

    static let channelLimit = 64
    static let limit = 4096
    static let sizeLimit = 32 << 20

    private let pipeline: Pipeline
    private let channels: ChannelBackOff
    private let problems: ActiveProblems
    private let filed: @Sendable (FiledPost) -> Void
    private let monitor = Monitor(State())

    /// `filed` hears of each post that is filed in the end.
    init(
        _ pipeline: Pipeline, channels: ChannelBackOff, problems: ActiveProblems,
        filed: @escaping @Sendable (FiledPost) -> Void
    ) {
        self.pipeline = pipeline
        self.channels = channels
        self.problems = problems
        self.filed = filed
    }

    /// How many posts wait.
    var count: Int { monitor.withLock { $0.count } }

    /// A batch of which some posts could not be filed, or that could not be synced (`problem`).
    func add(_ batch: PipelineBatch, problem: SpoolProblem? = nil) {
        report(batch, problem)
        let full: [String?] = monitor.withLock { state in
            state.batches.append(
                Waiting(batch: batch, syncProblem: batch.waiting.isEmpty ? problem : nil))
            for post in batch.waiting {
                state.channels[post.file.channel, default: 0] += 1
                state.size += post.size
            }
            let isFull = state.count >= Self.limit || state.size >= Self.sizeLimit
            return Set(batch.waiting.map(\.file.channel)).filter {
                isFull || state.channels[$0, default: 0] >= Self.channelLimit
            }
        }
        full.forEach(channels.pause)
        monitor.announce()
    }

    private func report(_ batch: PipelineBatch, _ problem: SpoolProblem?) {
        for (place, problem) in batch.failures { problems.report(.filing, problem, at: place) }
        if batch.waiting.isEmpty, let problem { problems.report(.filing, problem, at: "sync") }
    }

    /// Until told to stop.
    func run() {
        while true {
            let goesOn = monitor.when({ $0.isStopping || !$0.batches.isEmpty }) { !$0.isStopping }
            guard goesOn else { return }
            // A second between rounds, or the stop.
            if monitor.when({ $0.isStopping }, within: .seconds(1), { $0.isStopping }) { return }
            retry()
        }
    }

    func stop() {
        monitor.withLock { $0.isStopping = true }
        monitor.announce()
    }

    /// One round over all that waits.
    func retry() {
        // Those that are added meanwhile wait for the next round.
        let round = monitor.withLock { state in
            defer { state.batches = [] }
            return state.batches
        }
        guard !round.isEmpty else { return }
        var failed: [String: Int]? = [:]
        var left: [Waiting] = []
        var gone: [UnfiledPost] = []
        let before = Set(round.flatMap { $0.batch.waiting.map(\.place) })
        for var one in round {
            let waiting = one.batch.waiting
            let (posts, problems) = pipeline.file(&one.batch, failed: &failed)
            posts.forEach(filed)
            let still = Set(one.batch.waiting.map(\.file.sequence))
            gone += waiting.filter { !still.contains($0.file.sequence) }
            one.syncProblem = one.batch.waiting.isEmpty ? problems.last : nil
            report(one.batch, one.syncProblem)
            if !one.batch.isDone { left.append(one) }
        }
        let empty: [String?] = monitor.withLock { state in
            state.batches = left + state.batches
            for post in gone {
                state.channels[post.file.channel, default: 1] -= 1
                state.size -= post.size
            }
            let empty = state.channels.filter { $0.value <= 0 }.map(\.key)
            for channel in empty { state.channels[channel] = nil }
            return empty
        }
        empty.forEach(channels.resume)
        let still = Set(left.flatMap { $0.batch.waiting.map(\.place) })
        for place in before.subtracting(still) { problems.over(.filing, at: place) }
        if !left.contains(where: { $0.syncProblem != nil }) { problems.over(.filing, at: "sync") }
    }
}
