public import Moderation

/// What a file amounts to.
public enum Judgement: Sendable {
    case verdict(Verdict)
    /// It is not a post.
    case failed(because: String)
}

/// A post that has its verdict, or a file that is not a post, with all that the steps after it need.
public struct JudgedPost: Sendable {
    public let file: WorkFile
    public let judgement: Judgement
    /// Names the date folder.
    public let decidedAt: Instant
    /// Its line in the journal.
    public let record: JournalRecord
    /// The bytes of `NAME.verdict.json`, from `Sidecar.verdict`; nil for none.
    public let sidecar: [UInt8]?
    /// The post as it was judged, for plugins that observe; nil if nothing could judge it.
    public var examined: ExaminedPost?
    /// Its copy for the archive; nil for none.
    public var archived: ArchivedPost?

    /// A post with its verdict.
    public init(_ post: ClaimedPost, verdict: Verdict, sidecar: [UInt8]? = nil) {
        file = post.file
        judgement = .verdict(verdict)
        decidedAt = verdict.decidedAt
        record = JournalRecord(post, verdict: verdict)
        self.sidecar = sidecar
    }

    /// A file that could be read, but not as a post.
    public init(_ post: ClaimedPost, failedBecause reason: String, decidedAt: Instant) {
        self.init(post.file, post.identity, reason, post.receivedAt, decidedAt)
    }

    /// A file that could not be read.
    public init(_ refused: RefusedPost, decidedAt: Instant) {
        self.init(refused.file, refused.identity, refused.reason, refused.receivedAt, decidedAt)
    }

    private init(
        _ file: WorkFile, _ identity: FileIdentity, _ reason: String, _ receivedAt: Instant, _ decidedAt: Instant
    ) {
        self.file = file
        judgement = .failed(because: reason)
        self.decidedAt = decidedAt
        record = JournalRecord(
            failed: file, identity, because: reason, receivedAt: receivedAt, decidedAt: decidedAt)
        sidecar = nil
    }

    public var verdict: Verdict? { if case .verdict(let verdict) = judgement { verdict } else { nil } }

    var unfiled: UnfiledPost {
        let destination: Destination =
            switch judgement {
            case .verdict(let verdict): .filed(verdict.outcome)
            case .failed(let reason): .failed(because: reason)
            }
        return UnfiledPost(
            file: file, destination: destination, decidedAt: decidedAt, sidecar: sidecar, judgement: judgement)
    }
}
