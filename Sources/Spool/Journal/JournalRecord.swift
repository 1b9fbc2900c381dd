public import JSON
public import Moderation

/// One line of the journal, ready to be written. Holds no text of the post.
public struct JournalRecord: Sendable {
    /// The claim it is about.
    public let sequence: UInt64
    /// One JSON object and a line feed.
    public let line: [UInt8]

    /// A line that is in the journal already.
    init(sequence: UInt64, line: [UInt8]) {
        self.sequence = sequence
        self.line = line
    }

    /// A record of any kind; `members` writes what comes behind `seq` and, for all kinds but verdicts, `kind`.
    public init(sequence: UInt64, kind: String? = nil, members: (inout JSONWriter) -> Void) {
        self.sequence = sequence
        var json = JSONWriter()
        json.object { json in
            json.member("seq", sequence)
            if let kind { json.member("kind", kind) }
            members(&json)
        }
        json.endLine()
        line = json.bytes
    }

    /// A post's verdict.
    public init(_ post: ClaimedPost, verdict: Verdict) {
        self.init(sequence: post.sequence) { json in
            Self.identify(post.file, post.identity, channel: verdict.channel, in: &json)
            verdict.write(to: &json)
        }
    }

    /// A file that is not a post.
    public init(
        failed file: WorkFile, _ identity: FileIdentity, because reason: String, receivedAt: Instant, decidedAt: Instant
    ) {
        self.init(sequence: file.sequence) { json in
            Self.identify(file, identity, in: &json)
            json.member("outcome", "failed")
            json.member("because", reason)
            json.member("received_at", receivedAt.rfc3339)
            json.member("decided_at", decidedAt.rfc3339)
        }
    }

    /// What a person said of a filed post. `movedFrom` if it was said by moving the file.
    static func decision(
        _ decision: Decision, of copy: FiledCopy, _ move: JournalEvent.Move, number: UInt64, channel: String?,
        isReversal: Bool, movedFrom: Outcome?
    ) -> JournalRecord {
        JournalRecord(sequence: number, kind: "decision") { json in
            identify(copy, move, channel, in: &json)
            json.member("decision", decision.word.rawValue)
            json.member("by", decision.by)
            if let user = decision.user { json.member("user", user) }
            json.member("received_at", copy.receivedAt.rfc3339)
            json.member("decided_at", decision.at.rfc3339)
            if isReversal { json.member("reversal", true) }
            if let movedFrom { json.member("moved_from", movedFrom.rawValue) }
        }
    }

    /// A new verdict on a filed post.
    static func rejudged(
        _ copy: FiledCopy, _ verdict: Verdict, _ move: JournalEvent.Move, number: UInt64, channel: String?
    ) -> JournalRecord {
        JournalRecord(sequence: number, kind: "rejudged") { json in
            identify(copy, move, channel, in: &json)
            verdict.write(to: &json)
        }
    }

    /// Posts that were given in bulk, with their labels.
    public static func learned(
        posts count: Int, by: String, user: String?, at: Instant, number: UInt64
    ) -> JournalRecord {
        JournalRecord(sequence: number, kind: "learned") { json in
            json.member("posts", count)
            json.member("by", by)
            if let user { json.member("user", user) }
            json.member("decided_at", at.rfc3339)
        }
    }

    private static func identify(
        _ copy: FiledCopy, _ move: JournalEvent.Move, _ channel: String?, in json: inout JSONWriter
    ) {
        json.member("post", copy.place.name)
        if let channel { json.member("channel", channel) }
        if let folder = move.folder { json.member("folder", folder) }
        json.member("inode", copy.identity.inode)
        json.member("size", copy.identity.size)
        json.member("digest", copy.identity.digest ?? "")
        json.member("from", move.from.rawValue)
        json.member("to", move.to.rawValue)
    }

    private static func identify(
        _ file: WorkFile, _ identity: FileIdentity, channel: String? = nil, in json: inout JSONWriter
    ) {
        json.member("post", file.name)
        if let channel = file.channel ?? channel { json.member("channel", channel) }
        json.member("inode", identity.inode)
        if identity.born != 0 { json.member("birth", Instant(microseconds: identity.born / 1000).rfc3339) }
        json.member("size", identity.size)
        if let digest = identity.digest { json.member("digest", digest) }
    }
}
