internal import Files
internal import JSON
internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles
internal import Spool

/// Finishes what the last process left in `work/`, before anything new is claimed: on one thread, a suspect alone.
enum Recovering {
    /// A post that was in hand when the judging process died this often is not judged again.
    static let killLimit = 2

    static func run(_ recovery: inout Recovery, worker: inout Worker, shop: Workshop, log: Logger) throws(SpoolProblem)
    {
        let suspects = shop.inHand.suspects
        var batch: [Worker.Judged] = []
        while let claimed = try recovery.next() {
            let kills = suspects[claimed.file.sequence] ?? 0
            if kills >= killLimit {
                log.error(
                    "a post is held without being judged: the judging process died of it",
                    metadata: ["post": "\(claimed.file.name)", "times": "\(kills)"])
                batch.append(
                    worker.held(
                        claimed, because: "judging it ended the judging process \(kills) times; a person must look"))
            } else {
                // A suspect's own death must not blame others, nor lose what is judged already.
                if kills > 0 { flush(&batch, worker) }
                batch.append(worker.judge(claimed))
            }
            if kills > 0 || batch.count >= 64 { flush(&batch, worker) }
            if kills > 0 { shop.inHand.forget(claimed.file.sequence) }
        }
        flush(&batch, worker)
        if let unfiled = recovery.takeUnfiled() { shop.late.add(unfiled, [:]) }
        // What is not in work/ any more was filed.
        for sequence in suspects.keys { shop.inHand.forget(sequence) }
        let counts = recovery.counts
        if counts.filed + counts.toJudge + counts.strays + counts.foreign + counts.badLines + counts.mended
            + counts.putBack
            > 0
        {
            log.notice(
                "posts that the last run left are finished",
                metadata: [
                    "filed": "\(counts.filed)", "judged": "\(counts.toJudge)", "changed": "\(counts.changed)",
                    "strays_removed": "\(counts.strays)", "not_ours": "\(counts.foreign)",
                    "bad_journal_lines": "\(counts.badLines)", "sidecars_mended": "\(counts.mended)",
                    "reclaimed": "\(counts.reclaimed)", "put_back": "\(counts.putBack)",
                ])
        }
    }

    private static func flush(_ batch: inout [Worker.Judged], _ worker: Worker) {
        worker.deliver(batch)
        batch = []
    }

    /// The sidecar of a post that has its verdict in the journal but not its place: made again by judging it as at the
    /// time, where the rules are still the same and come to the same; else the journal's line has to do.
    static func sidecar(_ rules: RulesInForce, of post: ClaimedPost, _ line: JournalLine) -> [UInt8]? {
        let ruleset = rules.current.loaded.ruleset
        guard line.verdict?.ruleset == ruleset.fingerprint, let decidedAt = line.decidedAt,
            let received = line.receivedAt,
            let read = try? PostReader.read(post.bytes, name: post.name, channel: post.channel),
            var judge = try? Judge(ruleset: ruleset)
        else { return nil }
        let verdict = judge.judge(ExaminedPost(read, receivedAt: received), now: decidedAt)
        guard verdict.outcome.rawValue == line.outcome else { return nil }
        return Sidecar.verdict(verdict, of: post.file, quoting: read)
    }
}
