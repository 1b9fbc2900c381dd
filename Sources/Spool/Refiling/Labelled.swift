public import Files
import JSON
public import Moderation

/// `labelled/`: the posts that people decided about, for the plugins that learn from them. Each is the post's bytes under
/// their digest, and `DIGEST.json` with what was said of it. Which of them were learned is in `state/lessons`.
public struct Labelled: Sendable {
    /// What was said of a post.
    public struct Entry: Hashable, Sendable {
        /// Of its bytes; its name here.
        public let digest: String
        /// What was said.
        public let decision: Decision
        /// Of the decision in the journal: later ones are larger.
        public let number: UInt64
        /// The file's name, by which formats are told.
        public let name: String
        /// Where it came through.
        public let channel: String?
        /// When it came.
        public let receivedAt: Instant
        /// Whether it replaces another decision, so that what was learned of it must be learned again.
        public let isReversal: Bool
        /// Of the file that was decided about; nil for one that was given to be learned. Another post may have the same
        /// bytes.
        public var inode: UInt64?

        /// All of it.
        public init(
            digest: String, decision: Decision, number: UInt64, name: String, channel: String?, receivedAt: Instant,
            isReversal: Bool
        ) {
            self.digest = digest
            self.decision = decision
            self.number = number
            self.name = name
            self.channel = channel
            self.receivedAt = receivedAt
            self.isReversal = isReversal
        }

        /// Whether after this word something else had been said before. What was a reversal stays one: it may not be
        /// learned yet.
        public func isReversed(by word: Decision.Word) -> Bool {
            isReversal || decision.word.isAgainst != word.isAgainst
        }
    }

    private let folder: Folder
    private let work: Folder
    private static let suffix = ".json"

    /// Of this spool.
    public init(_ spool: SpoolFolder) {
        folder = spool.labelled
        work = spool.work
    }

    /// What was said of a post with this digest; nil where nothing was, or where it cannot be read.
    public func entry(_ digest: String) throws(SpoolProblem) -> Entry? {
        guard let bytes = try folder.read(digest + Self.suffix, limit: 65_536) else { return nil }
        return Entry(digest: digest, parsing: bytes)
    }

    /// The post's bytes; nil where they are gone or others.
    public func bytes(of digest: String, limit: Int = 64 << 20) throws(SpoolProblem) -> [UInt8]? {
        guard let bytes = try folder.read(digest, limit: limit), FileDigest.of(bytes) == digest else { return nil }
        return bytes
    }

    /// Keeps a post, in place of what was said of it before. Its bytes first: an entry always has a post.
    public func keep(_ bytes: [UInt8], _ entry: Entry) throws(SpoolProblem) {
        if try self.bytes(of: entry.digest) != bytes { try put(bytes, entry.digest, entry.number) }
        try put(entry.json, entry.digest + Self.suffix, entry.number)
    }

    private func put(_ bytes: [UInt8], _ name: String, _ number: UInt64) throws(SpoolProblem) {
        try folder.replace(
            name, with: bytes, .none, mode: 0o600, draft: "." + WorkFile.padded(number) + ".labelled", in: work)
    }

    /// Removes a post and what was said of it. Whether it was there.
    @discardableResult public func remove(_ digest: String) throws(SpoolProblem) -> Bool {
        let had = try folder.remove(digest + Self.suffix)
        return try folder.remove(digest) || had
    }

    /// Everything there is, in the order in which it was said.
    public func all() throws(SpoolProblem) -> [Entry] {
        var entries: [Entry] = []
        for (name, isFolder) in try FolderListing.names(of: folder) where !isFolder && name.hasSuffix(Self.suffix) {
            if let entry = try entry(String(name.dropLast(Self.suffix.count))) { entries.append(entry) }
        }
        return entries.sorted { $0.number < $1.number }
    }

    /// How many there are.
    public func count() throws(SpoolProblem) -> Int {
        try FolderListing.names(of: folder).count { !$0.isFolder && $0.name.hasSuffix(Self.suffix) }
    }

    /// Removes what was said before an instant; returns how many.
    @discardableResult public func dropOld(before: Instant) throws(SpoolProblem) -> Int {
        var dropped = 0
        for entry in try all() where entry.decision.at < before {
            if try remove(entry.digest) { dropped += 1 }
        }
        return dropped
    }
}

extension Labelled.Entry {
    init?(digest: String, parsing bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let number = SequenceNumbers.number(json["seq"]),
            let word = json["decision"]?.string.flatMap({ Decision.Word(rawValue: $0) }),
            let by = json["by"]?.string, let at = json["decided_at"]?.string.flatMap({ Instant(rfc3339: $0.utf8) }),
            let receivedAt = json["received_at"]?.string.flatMap({ Instant(rfc3339: $0.utf8) })
        else { return nil }
        self.init(
            digest: digest, decision: Decision(word, by: by, at: at), number: number, name: json["post"]?.string ?? "",
            channel: json["channel"]?.string, receivedAt: receivedAt, isReversal: json["reversal"]?.truth ?? false)
        inode = json["inode"]?.integer.flatMap { UInt64(exactly: $0) }
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("seq", number)
            json.member("post", name)
            if let channel { json.member("channel", channel) }
            json.member("digest", digest)
            json.member("decision", decision.word.rawValue)
            json.member("by", decision.by)
            json.member("decided_at", decision.at.rfc3339)
            json.member("received_at", receivedAt.rfc3339)
            if isReversal { json.member("reversal", true) }
            if let inode { json.member("inode", inode) }
        }
        json.endLine()
        return json.bytes
    }
}
