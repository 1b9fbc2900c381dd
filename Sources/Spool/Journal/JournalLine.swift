public import JSON
public import Moderation

/// A line of the journal as read back: its event, and which file that is about.
public struct JournalLine: Sendable {
    /// The claim, decision or lesson it is about.
    public let sequence: UInt64
    public let event: JournalEvent
    /// The name the post came with.
    public let post: String
    /// Its channel.
    public let channel: String?
    /// What settled it, in words.
    public let because: String?
    /// Of the file, in bytes.
    public let size: Int?
    /// Of the file's contents.
    public let digest: String?
    /// The file's number in its file system.
    public let inode: UInt64?
    /// When the file was made, as written; nil if the file system does not say.
    let birth: String?
    /// When the post came.
    public let receivedAt: Instant?
    /// When it was judged, or decided about.
    public let decidedAt: Instant?
    /// The complete line, without its line feed.
    public let bytes: [UInt8]

    /// Reads a line; throws if it is not a JSON object or has no number.
    public init(parsing line: [UInt8]) throws(JSONProblem) {
        var members: [String: JSONValue] = [:]
        let wanted: Set = [
            "seq", "kind", "post", "channel", "outcome", "because", "size", "digest", "received_at", "decided_at",
            "inode", "birth", "from", "to", "folder", "decision", "by", "user",
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
        post = members["post"]?.string ?? ""
        channel = members["channel"]?.string
        because = members["because"]?.string
        size = members["size"]?.integer
        digest = members["digest"]?.string
        inode = members["inode"]?.integer.flatMap { UInt64(exactly: $0) }
        birth = members["birth"]?.string
        receivedAt = members["received_at"]?.string.flatMap { Instant(rfc3339: $0.utf8) }
        decidedAt = members["decided_at"]?.string.flatMap { Instant(rfc3339: $0.utf8) }
        event = JournalEvent(members, decidedAt)
        bytes = line
    }

    /// `approved`, `flagged`, `rejected` or `failed`, as people filter by it; nil for decisions and lessons.
    public var outcome: String? {
        switch event {
        case .verdict(let outcome): outcome.rawValue
        case .failed: "failed"
        case .rejudged(let move): move.to.rawValue
        case .decision, .learned, .other: nil
        }
    }

    /// All that was found, read from the line a second time; nil if it is not a verdict.
    public var verdict: RecordedVerdict? { RecordedVerdict(parsing: bytes) }

    /// The line as it is written: with its line feed.
    var record: JournalRecord { JournalRecord(sequence: sequence, line: bytes + [0x0A]) }
}

extension JournalEvent {
    fileprivate init(_ members: [String: JSONValue], _ decidedAt: Instant?) {
        func text(_ name: String) -> String? { members[name]?.string }
        let kind = text("kind") ?? "verdict"
        var move: Move?
        if let from = text("from").flatMap({ Outcome(rawValue: $0) }),
            let to = text("to").flatMap({ Outcome(rawValue: $0) })
        {
            move = Move(from: from, to: to, folder: text("folder"))
        }
        switch kind {
        case "verdict":
            if text("outcome") == "failed" {
                self = .failed(because: text("because") ?? "the journal says so")
            } else if let outcome = text("outcome").flatMap({ Outcome(rawValue: $0) }) {
                self = .verdict(outcome)
            } else {
                self = .other(kind: kind)
            }
        case "decision":
            guard let move, let word = text("decision").flatMap({ Decision.Word(rawValue: $0) }), let by = text("by"),
                let decidedAt
            else {
                self = .other(kind: kind)
                return
            }
            self = .decision(move, Decision(word, by: by, user: text("user"), at: decidedAt))
        case "rejudged": self = move.map { .rejudged($0) } ?? .other(kind: kind)
        case "learned": self = .learned(by: text("by") ?? "")
        default: self = .other(kind: kind)
        }
    }
}
