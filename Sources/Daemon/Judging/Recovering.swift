internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles
internal import Spool

/// What the daemon adds to the recovery of the spool: what is logged of it, and sidecars with quotations.
enum Recovering {
    static func log(_ counts: Recovery.Counts, to log: Logger) {
        let sum =
            counts.filed + counts.toJudge + counts.strays + counts.foreign + counts.badLines + counts.mended
            + counts.putBack
        guard sum > 0 else { return }
        log.notice(
            "recovered posts from the previous run",
            metadata: [
                "filed": "\(counts.filed)", "judged": "\(counts.toJudge)", "changed": "\(counts.changed)",
                "strays_removed": "\(counts.strays)", "not_ours": "\(counts.foreign)",
                "bad_journal_lines": "\(counts.badLines)", "sidecars_mended": "\(counts.mended)",
                "reclaimed": "\(counts.reclaimed)", "put_back": "\(counts.putBack)",
            ])
    }

    /// The sidecar of a post that has its verdict in the journal but not its place: made again by judging it as at the
    /// time, if the rules are still the same and give the same outcome; else the journal's line has to do.
    static func sidecar(_ rules: RulesInForce, of post: ClaimedPost, _ line: JournalLine) -> [UInt8]? {
        let ruleset = rules.current.loaded.ruleset
        guard line.verdict?.ruleset == ruleset.fingerprint, let decidedAt = line.decidedAt,
            let received = line.receivedAt,
            // If it cannot be read or judged now, there is nothing to quote.
            let read = try? PostReader.read(post.bytes, name: post.name, channel: post.channel),
            var judge = try? Judge(ruleset: ruleset)
        else { return nil }
        let verdict = judge.judge(ExaminedPost(read, receivedAt: received), now: decidedAt)
        guard verdict.outcome.rawValue == line.outcome else { return nil }
        return Sidecar.verdict(verdict, of: post.file, quoting: read)
    }
}
