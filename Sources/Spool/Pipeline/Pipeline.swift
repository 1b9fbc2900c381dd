import Moderation

/// The way of a post through the spool, one function for each step: `claim`, judge (by the hooks), `recheck`, `record`,
/// `file`. `process` runs them in their order for what arrived, `finish` for what the last process left in `work/`.
/// The daemon's workers and the fault tests both drive these two.
///
/// What makes it durable is the order: a file is renamed into `work/` before it is read; its verdict is in the journal
/// before it is filed; the batch holds the journal's checkpoint back until all of its posts are filed.
///
/// All workers share one pipeline: it has no state but the numbers of claims and the journal, which have locks of their
/// own. A batch belongs to one worker.
public struct Pipeline: Sendable {
    let spool: SpoolFolder
    public let claim: Claim
    let journal: Journal
    let filing: Filing
    /// What is synced when.
    public let durability: Durability

    /// Bytes of posts in one batch: bounds memory when posts are large.
    static let batchSizeLimit = 4 << 20

    public init(
        _ spool: SpoolFolder, claim: Claim, journal: Journal, filing: Filing, durability: Durability = .journal
    ) {
        self.spool = spool
        self.claim = claim
        self.journal = journal
        self.filing = filing
        self.durability = durability
    }

    /// Takes what arrived out of the inbox and through all steps, in batches.
    public func process(_ arrivals: [Arrival], with hooks: inout some PipelineHooks) {
        var rest = arrivals[...]
        while !rest.isEmpty {
            let claimed = claim(&rest, hooks)
            let judged = recheck(judge(claimed, &hooks), &hooks)
            deliver(judged, hooks)
        }
    }

    /// Into the journal and then into the folders. While the whole spool fails it is tried again as long as the hooks
    /// wait for it; after a stop the posts are left in `work/` for the next start. If a folder fails, its posts are put
    /// aside. A batch whose lines are longer than a file may become is halved.
    func deliver(_ judged: [JudgedPost], _ hooks: some PipelineHooks) {
        guard !judged.isEmpty else { return }
        switch record(judged, hooks) {
        case .recorded(var batch):
            hooks.recorded(judged)
            file(&batch, hooks)
        case .tooLong:
            let middle = judged.count / 2
            deliver(Array(judged[..<middle]), hooks)
            deliver(Array(judged[middle...]), hooks)
        case .stopped: return
        }
    }
}
