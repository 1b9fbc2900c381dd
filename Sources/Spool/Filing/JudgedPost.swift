public import Moderation

/// A post that has its verdict, or a file that is none: all that journal and filing need of it.
public struct JudgedPost: Sendable {
    /// Where it lies.
    public let file: WorkFile
    /// Where it goes.
    public let destination: Destination
    /// When it was judged: names the date folder.
    public let decidedAt: Instant
    /// Its line in the journal.
    public let record: JournalRecord
    /// The bytes of `NAME.verdict.json`, from `Sidecar.verdict`; nil for none.
    public let sidecar: [UInt8]?

    /// A post with its verdict.
    public init(_ post: ClaimedPost, verdict: Verdict, sidecar: [UInt8]? = nil) {
        file = post.file
        destination = .filed(verdict.outcome)
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
        destination = .failed(because: reason)
        self.decidedAt = decidedAt
        record = JournalRecord(
            failed: file, identity, because: reason, receivedAt: receivedAt, decidedAt: decidedAt)
        sidecar = nil
    }
}

/// A post in its last place.
public struct FiledPost: Sendable {
    /// The claim's number.
    public let sequence: UInt64
    /// The path of the folder it lies in. No open folder: a batch of filed posts must not hold descriptors.
    let folder: String
    /// Its name there.
    public let name: String

    /// Where it lies.
    public var path: String { folder + "/" + name }
}
