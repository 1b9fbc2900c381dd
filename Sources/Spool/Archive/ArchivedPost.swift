import JSON
public import Moderation

/// A filed post in the archive: its bytes, when it was taken, and what it came to then. One line of JSON.
public struct ArchivedPost: Sendable {
    /// The claim's number.
    public let sequence: UInt64
    /// The name it came with.
    public let name: String
    /// The channel: the inbox's folder, or what the post itself says.
    public let channel: String?
    /// When it was taken.
    public let receivedAt: Instant
    /// When it was judged.
    public let decidedAt: Instant
    /// What it came to then.
    public let outcome: Outcome
    /// The sum then.
    public let score: Double
    /// The fingerprint of the rules of then.
    public let ruleset: String
    /// Of the rules that counted for it.
    public let rules: [String]
    /// The file as it was filed.
    public let bytes: [UInt8]

    /// A post and its verdict.
    public init(_ post: ClaimedPost, _ verdict: Verdict) {
        self.init(
            sequence: post.sequence, name: post.name, channel: post.channel, receivedAt: post.receivedAt,
            decidedAt: verdict.decidedAt, outcome: verdict.outcome, score: verdict.score, ruleset: verdict.ruleset,
            rules: verdict.findings.filter { $0.mode == .live }.map(\.rule.id), bytes: post.bytes)
    }

    /// From all its parts.
    public init(
        sequence: UInt64, name: String, channel: String?, receivedAt: Instant, decidedAt: Instant, outcome: Outcome,
        score: Double, ruleset: String, rules: [String], bytes: [UInt8]
    ) {
        self.sequence = sequence
        self.name = name
        self.channel = channel
        self.receivedAt = receivedAt
        self.decidedAt = decidedAt
        self.outcome = outcome
        self.score = score
        self.ruleset = ruleset
        self.rules = rules
        self.bytes = bytes
    }

    /// The digest that the journal has of it.
    public var digest: String { FileDigest.of(bytes) }

    /// Writes its line.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("seq", sequence)
            json.member("post", name)
            if let channel { json.member("channel", channel) }
            json.member("received_at", receivedAt.rfc3339)
            json.member("decided_at", decidedAt.rfc3339)
            json.member("outcome", outcome.rawValue)
            json.member("score", score)
            json.member("ruleset", ruleset)
            json.member("rules") { json in json.array { json in rules.forEach { json.element($0) } } }
            if UTF8Check.firstInvalid(in: bytes) == nil {
                json.member("content") { $0.string(bytes) }
            } else {
                json.member("content_hex") { $0.string(Self.hexadecimal(bytes)) }
            }
        }
        json.endLine()
    }

    /// Reads a line; nil where it is none.
    init?(parsing line: ArraySlice<UInt8>) {
        var texts: [String: String] = [:]
        var numbers: [String: Double] = [:]
        var rules: [String] = []
        var content: [UInt8]?
        var reader = JSONReader(Array(line))
        do throws(JSONProblem) {
            try reader.object { reader, name, _ throws(JSONProblem) in
                switch (name, try reader.next()) {
                case ("content", .string): content = try reader.string()
                case (_, .string): texts[name] = String(decoding: try reader.string(), as: UTF8.self)
                case (_, .number): numbers[name] = try reader.number()
                case ("rules", .array):
                    try reader.array { reader, _ throws(JSONProblem) in
                        rules.append(String(decoding: try reader.string(), as: UTF8.self))
                    }
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            return nil
        }
        guard let bytes = content ?? texts["content_hex"].flatMap(Self.bytes(hexadecimal:)),
            let sequence = SequenceNumbers.number(numbers["seq"].map { .number($0) }), let name = texts["post"],
            let outcome = texts["outcome"].flatMap(Outcome.init), let score = numbers["score"],
            let received = texts["received_at"].flatMap({ Instant(rfc3339: $0.utf8) }),
            let decided = texts["decided_at"].flatMap({ Instant(rfc3339: $0.utf8) })
        else { return nil }
        self.init(
            sequence: sequence, name: name, channel: texts["channel"], receivedAt: received, decidedAt: decided,
            outcome: outcome, score: score, ruleset: texts["ruleset"] ?? "", rules: rules, bytes: bytes)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[at..<at + 2], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
