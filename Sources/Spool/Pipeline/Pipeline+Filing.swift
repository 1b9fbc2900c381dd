public import Files
import Moderation

/// The steps from the journal on.
extension Pipeline {
    /// Writes the batch's lines; from then on its verdicts stand. A problem means that none is written.
    public func record(_ posts: [JudgedPost]) throws(SpoolProblem) -> PipelineBatch {
        if durability == .strict { try spool.sync() }
        return PipelineBatch(waiting: posts.map { $0.unfiled }, hold: try journal.append(posts.map(\.record)))
    }

    enum Recording {
        case recorded(PipelineBatch)
        /// None is written: no file may become as long as the lines of these posts, more than one, are together.
        case tooLong
        case stopped
    }

    func record(_ posts: [JudgedPost], _ hooks: some PipelineHooks) -> Recording {
        while true {
            do throws(SpoolProblem) {
                let batch = try record(posts)
                hooks.works(.record)
                return .recorded(batch)
            } catch {
                if error.isOfFileSize, posts.count > 1 { return .tooLong }
                hooks.failed(.record, error)
                if !hooks.waitForRetry() { return .stopped }
            }
        }
    }

    func file(_ batch: inout PipelineBatch, _ hooks: some PipelineHooks) {
        while true {
            let (filed, problems) = file(&batch)
            hooks.filed(filed)
            guard let problem = problems.first(where: \.stopsAll) else {
                hooks.works(.file)
                if !batch.isDone { return hooks.putAside(batch, problems.last) }
                // Posts that somebody took out of work/: nothing is left to be done.
                if let gone = problems.first { hooks.failed(.file, gone) }
                return
            }
            hooks.failed(.file, problem)
            if batch.isDone || !hooks.waitForRetry() { return }
        }
    }

    /// Files what waits in the batch. If there are problems, what could not be filed still waits: call again later, else
    /// the checkpoint never passes this batch. A post that is gone from `work/` is reported and forgotten.
    public func file(_ batch: inout PipelineBatch) -> (filed: [FiledPost], problems: [SpoolProblem]) {
        var failed: [String: Int]?
        return file(&batch, failed: &failed)
    }

    /// The same, but of a place that fails only a few posts are tried, others the next time. `failed` counts them by
    /// place, over several batches.
    public func file(
        _ batch: inout PipelineBatch, failed: inout [String: Int]?
    ) -> (filed: [FiledPost], problems: [SpoolProblem]) {
        var filed: [FiledPost] = []
        filed.reserveCapacity(batch.waiting.count)
        var problems: [SpoolProblem] = []
        var failures: [String: SpoolProblem] = [:]
        var (untried, again): ([UnfiledPost], [UnfiledPost]) = ([], [])
        for post in batch.waiting {
            if let count = failed?[post.place], count >= PipelineBatch.triesInARound {
                untried.append(post)
                failures[post.place] = failures[post.place] ?? batch.failures[post.place]
                continue
            }
            do throws(SpoolProblem) {
                filed.append(try filing.file(post))
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

/// Posts whose verdicts are in the journal.
public struct PipelineBatch: Sendable {
    /// Posts that are not filed yet.
    public internal(set) var waiting: [UnfiledPost]
    /// By the place of a post that waits, the problem of the last try.
    public internal(set) var failures: [String: SpoolProblem] = [:]
    /// Whether nothing is left to be done: the checkpoint may pass.
    public internal(set) var isDone = false
    let hold: Journal.Hold

    /// Posts that one round tries to file into a place that fails.
    public static let triesInARound = 8
}
