public import Files
import Moderation

/// The last two steps of a batch in their order: into the journal, then into the folders.
public struct Delivery: Sendable {
    let spool: SpoolFolder
    let journal: Journal
    let filing: Filing
    /// What is synced when.
    public let durability: Durability

    /// Delivers into the folders of `spool`.
    public init(_ spool: SpoolFolder, journal: Journal, filing: Filing, durability: Durability = .journal) {
        self.spool = spool
        self.journal = journal
        self.filing = filing
        self.durability = durability
    }

    /// A batch whose verdicts are in the journal.
    public struct Batch: Sendable {
        /// Posts that are not filed yet.
        public internal(set) var waiting: [UnfiledPost]
        /// By the place of a post that waits, what the last try failed with.
        public internal(set) var failures: [String: SpoolProblem] = [:]
        /// Whether nothing is left to be done: the checkpoint may pass.
        public internal(set) var isDone = false
        let hold: Journal.Hold
    }

    /// Posts that one round tries to file into a place that fails.
    public static let triesInARound = 8

    /// Writes the batch's lines; from then on its verdicts stand. A problem means that none is written.
    public func record(_ posts: [JudgedPost]) throws(SpoolProblem) -> Batch {
        if durability == .strict { try spool.sync() }
        return Batch(waiting: posts.map { $0.unfiled }, hold: try journal.append(posts.map(\.record)))
    }

    /// Files what waits in the batch. Where there are problems, what could not be filed still waits: call again later,
    /// else the checkpoint never passes this batch. A post that is gone from `work/` is reported and forgotten.
    public func file(_ batch: inout Batch) -> (filed: [FiledPost], problems: [SpoolProblem]) {
        var failed: [String: Int]?
        return file(&batch, failed: &failed)
    }

    /// The same, but of a place that fails only a few posts are tried, others the next time. `failed` counts them by
    /// place, over several batches.
    public func file(
        _ batch: inout Batch, failed: inout [String: Int]?
    ) -> (filed: [FiledPost], problems: [SpoolProblem]) {
        var filed: [FiledPost] = []
        var problems: [SpoolProblem] = []
        var failures: [String: SpoolProblem] = [:]
        var (untried, again): ([UnfiledPost], [UnfiledPost]) = ([], [])
        for post in batch.waiting {
            if let count = failed?[post.place], count >= Self.triesInARound {
                untried.append(post)
                failures[post.place] = failures[post.place] ?? batch.failures[post.place]
                continue
            }
            do throws(SpoolProblem) {
                filed.append(
                    try filing.file(
                        post.file, to: post.destination, decidedAt: post.decidedAt, sidecar: post.sidecar))
            } catch {
                if !problems.contains(error) { problems.append(error) }
                guard !isGone(post.file) else { continue }
                again.append(post)
                failures[post.place] = error
                failed?[post.place, default: 0] += 1
            }
        }
        // Those that failed come last: none can keep the others of its folder from being tried.
        batch.waiting = untried + again
        batch.failures = failures
        guard batch.waiting.isEmpty else { return (filed, problems) }
        do throws(SpoolProblem) {
            // Of the folders alone would not do: a sidecar's contents would not be on disk with its name.
            if durability == .strict { try spool.sync() }
            journal.release(batch.hold)
            batch.isDone = true
        } catch {
            problems.append(error)
        }
        return (filed, problems)
    }

    /// An error of the file system is no proof.
    private func isGone(_ file: WorkFile) -> Bool {
        do throws(SpoolProblem) {
            return try file.folder(in: spool)?.status(of: file.fileName) == nil
        } catch {
            return false
        }
    }
}
