public import JSON
public import Moderation

/// A line of the journal as read back.
public struct JournalEntry: Sendable {
    /// The claim it is about.
    public let sequence: UInt64
    /// `verdict`, unless the line says otherwise.
    public let kind: String
    /// The name the post came with.
    public let post: String
    /// Its channel.
    public let channel: String?
    /// `approved`, `flagged`, `rejected` or `failed`; nil for records that have none.
    public let outcome: String?
    /// What settled it.
    public let because: String?
    /// Of the file, in bytes.
    public let size: Int?
    /// Of the file's contents.
    public let digest: String?
    /// The file's number in its file system.
    public let inode: UInt64?
    /// The outcome a decision or a new verdict found the post in, and the one it gave it.
    public let from: String?
    /// See `from`.
    public let to: String?
    /// The folders below the outcome's in which it lay, with `/` between; nil where it lay in that itself.
    public let folder: String?
    /// A person's word.
    public let decision: String?
    /// Who said it.
    public let by: String?
    /// The user of the machine who asked for it.
    public let user: String?
    /// When the post was judged.
    public let decidedAt: Instant?
    /// The whole line, without its line feed.
    public let line: [UInt8]

    /// Reads a line; a problem where it is no JSON object or has no number.
    public init(parsing line: [UInt8]) throws(JSONProblem) {
        var members: [String: JSONValue] = [:]
        let wanted: Set = [
            "seq", "kind", "post", "channel", "outcome", "because", "size", "digest", "decided_at", "inode", "from",
            "to", "folder", "decision", "by", "user",
        ]
        var reader = JSONReader(line)
        try reader.object { reader, name, _ throws(JSONProblem) in
            guard wanted.contains(name) else { return try reader.skip() }
            switch try reader.next() {
            case .string: members[name] = .string(String(decoding: try reader.string(), as: UTF8.self))
            case .number: members[name] = .number(try reader.number())
            default: try reader.skip()
            }
        }
        try reader.end()
        guard let sequence = SequenceNumbers.number(members["seq"]) else {
            throw JSONProblem("the record has no \"seq\"", at: 0)
        }
        self.sequence = sequence
        kind = members["kind"]?.string ?? "verdict"
        post = members["post"]?.string ?? ""
        channel = members["channel"]?.string
        outcome = members["outcome"]?.string
        because = members["because"]?.string
        size = members["size"]?.integer
        digest = members["digest"]?.string
        decidedAt = members["decided_at"]?.string.flatMap { Instant(rfc3339: $0.utf8) }
        inode = members["inode"]?.integer.flatMap { UInt64(exactly: $0) }
        from = members["from"]?.string
        to = members["to"]?.string
        folder = members["folder"]?.string
        decision = members["decision"]?.string
        by = members["by"]?.string
        user = members["user"]?.string
        self.line = line
    }

    /// Where the post belongs; nil for records that are no verdicts.
    public var destination: Destination? {
        guard kind == "verdict", let outcome else { return nil }
        if outcome == "failed" { return .failed(because: because ?? "the journal says so") }
        return Outcome(rawValue: outcome).map { .filed($0) }
    }
}

/// Where a post goes.
public enum Destination: Hashable, Sendable {
    /// Into the folder of its outcome.
    case filed(Outcome)
    /// Into `failed/`, with the reason beside it.
    case failed(because: String)
}
