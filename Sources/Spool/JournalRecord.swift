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

    /// A file that is no post.
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
