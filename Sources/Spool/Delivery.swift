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
        public internal(set) var waiting: [JudgedPost]
        let hold: Journal.Hold
    }

    /// Writes the batch's lines; from then on its verdicts stand. A problem means that none is written.
    public func record(_ posts: [JudgedPost]) throws(SpoolProblem) -> Batch {
        if durability == .strict { try spool.sync() }
        return Batch(waiting: posts, hold: try journal.append(posts.map(\.record)))
    }

    /// Files what waits in the batch. Where there are problems, what could not be filed still waits: call again later,
    /// else the checkpoint never passes this batch. A post that is gone from `work/` is reported and forgotten.
    public func file(_ batch: inout Batch) -> (filed: [FiledPost], problems: [SpoolProblem]) {
        var filed: [FiledPost] = []
        var problems: [SpoolProblem] = []
        batch.waiting = batch.waiting.filter { post in
            do throws(SpoolProblem) {
                filed.append(
                    try filing.file(
                        post.file, to: post.destination, decidedAt: post.decidedAt, sidecar: post.sidecar))
                return false
            } catch {
                if !problems.contains(error) { problems.append(error) }
                return !isGone(post.file)
            }
        }
        guard batch.waiting.isEmpty else { return (filed, problems) }
        do throws(SpoolProblem) {
            // Of the folders alone would not do: a sidecar's contents would not be on disk with its name.
            if durability == .strict { try spool.sync() }
            journal.release(batch.hold)
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
