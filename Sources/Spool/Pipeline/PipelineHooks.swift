public import Files

/// What a pipeline asks of the thread that drives it, and what it reports to it.
public protocol PipelineHooks {
    /// Judges one post. If it `mayWait`, that can take as long as a plugin is out. Nil after a stop in the meantime: the
    /// next start finds the post in `work/`.
    mutating func judge(_ claimed: Claimed, mayWait: Bool) -> JudgedPost?
    /// Flags a post for a person, without judging it.
    mutating func hold(_ claimed: Claimed, because reason: HoldReason) -> JudgedPost

    /// It cannot be taken now, so it is left in the inbox, where a scan finds it again. With a problem that stops all,
    /// the rest of its batch is claimed later; if it `isFirst` of its batch, a pause is in order.
    func leftInInbox(_ arrival: Arrival, _ problem: SpoolProblem?, isFirst: Bool)
    /// A step failed for all posts.
    func failed(_ step: PipelineStep, _ problem: SpoolProblem)
    /// A step that may have failed before works.
    func works(_ step: PipelineStep)
    /// Waits before the next try; false to give up, after a stop.
    func waitForRetry() -> Bool

    /// Their verdicts are in the journal, and stand.
    func recorded(_ posts: [JudgedPost])
    /// They are in their folders.
    func filed(_ posts: [FiledPost])
    /// Some posts of the batch could not be filed, or it could not be synced: to be tried again by `file(_:)`.
    func putAside(_ batch: PipelineBatch, _ problem: SpoolProblem?)
}

/// A step that can fail for all posts.
public enum PipelineStep: Sendable {
    /// Looking whether a file has changed.
    case recheck
    case record
    case file
}

/// Why a post is flagged without being judged.
public enum HoldReason: Sendable, CustomStringConvertible {
    /// Nobody knows whether the file is still what was judged.
    case cannotRecheck(SpoolProblem)
    /// It was never twice the same.
    case keptChanging
    /// It was in hand each time that the judging process crashed.
    case crashing(times: Int)

    public var description: String {
        switch self {
        case .cannotRecheck(let problem): "whether the file had changed could not be seen: \(problem)"
        case .keptChanging: "the file kept changing while it was read"
        case .crashing(let times): "it crashed the judging process \(times) times; a moderator must look at it"
        }
    }
}
