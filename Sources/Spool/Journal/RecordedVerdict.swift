internal import JSON
public import Moderation

/// A verdict as the journal has it: what was found, in one pass over the line, for statistics and filters. Lines that the
/// program never wrote may hold anything; what is not as it should be is left at its default.
public struct RecordedVerdict: Sendable {
    public var outcome: Outcome?
    /// Whether the file was not a post.
    public var isFailed = false
    public var digest: String?
    public var channel: String?
    public var score = 0.0
    public var flagAt = Policy.Thresholds().flagAt
    /// Members that are lists of texts, such as those that plugins add: `languages`, `campaigns`. None is empty.
    public var lists: [(name: String, texts: [String])] = []
    public var ruleset: String?
    public var receivedAt: Instant?
    public var decidedAt: Instant?
    public var microseconds = 0.0
    public var findings: [Finding] = []
    /// Ids of rules that could not be answered.
    public var undecided: [String] = []

    /// A rule that held.
    public struct Finding: Sendable {
        public var rule = ""
        public var score = 0.0
        public var isLive = false
        public var hasAction = false

        init() {}
    }

    /// Nil if it is not JSON, or a line of another kind than a verdict or a new verdict.
    public init?(parsing line: [UInt8]) {
        var kind = "verdict"
        var reader = JSONReader(line)
        do throws(JSONProblem) {
            try read(&reader, &kind)
            try reader.end()
        } catch {
            return nil
        }
        guard kind == "verdict" || kind == "rejudged" else { return nil }
    }

    private mutating func read(_ reader: inout JSONReader, _ kind: inout String) throws(JSONProblem) {
        var line = self
        var found = kind
        try reader.object { reader, name, _ throws(JSONProblem) in
            switch (name, try reader.next()) {
            case ("kind", .string): found = try Self.text(&reader)
            case ("outcome", .string):
                let text = try Self.text(&reader)
                line.outcome = Outcome(rawValue: text)
                line.isFailed = text == "failed"
            case ("digest", .string): line.digest = try Self.text(&reader)
            case ("channel", .string): line.channel = try Self.text(&reader)
            case ("score", .number): line.score = try reader.number()
            case ("threshold", .object):
                try reader.object { reader, name, _ throws(JSONProblem) in
                    if name == "flag_at", try reader.next() == .number {
                        line.flagAt = try reader.number()
                    } else {
                        try reader.skip()
                    }
                }
            case ("ruleset", .string): line.ruleset = try Self.text(&reader)
            case ("received_at", .string): line.receivedAt = Instant(rfc3339: try reader.string())
            case ("decided_at", .string): line.decidedAt = Instant(rfc3339: try reader.string())
            case ("microseconds", .number): line.microseconds = try reader.number()
            case ("findings", .array):
                try reader.array { reader, _ throws(JSONProblem) in line.findings.append(try Self.finding(&reader)) }
            case ("undecided", .array):
                try reader.array { reader, _ throws(JSONProblem) in
                    line.undecided.append(try Self.finding(&reader).rule)
                }
            case (_, .array):
                let texts = try Self.texts(&reader)
                if !texts.isEmpty { line.lists.append((name, texts)) }
            default: try reader.skip()
            }
        }
        self = line
        kind = found
    }

    private static func finding(_ reader: inout JSONReader) throws(JSONProblem) -> Finding {
        var finding = Finding()
        try reader.object { reader, name, _ throws(JSONProblem) in
            switch (name, try reader.next()) {
            case ("rule", .string): finding.rule = try text(&reader)
            case ("score", .number): finding.score = try reader.number()
            case ("mode", .string): finding.isLive = try text(&reader) == "live"
            case ("action", .string):
                finding.hasAction = true
                try reader.skip()
            default: try reader.skip()
            }
        }
        return finding
    }

    private static func texts(_ reader: inout JSONReader) throws(JSONProblem) -> [String] {
        var texts: [String] = []
        try reader.array { reader, _ throws(JSONProblem) in
            guard try reader.next() == .string else { return try reader.skip() }
            texts.append(try text(&reader))
        }
        return texts
    }

    private static func text(_ reader: inout JSONReader) throws(JSONProblem) -> String {
        String(decoding: try reader.string(), as: UTF8.self)
    }
}

extension RecordedVerdict {
    /// Of a member that is a list, such as `languages`; empty if the line has none.
    public func texts(of member: String) -> [String] { lists.first { $0.name == member }?.texts ?? [] }

    /// Rules without which the post would have been approved: by score, each alone.
    public var decisive: [String] {
        guard let outcome, outcome != .approved else { return [] }
        let live = findings.filter(\.isLive)
        let actions = live.filter(\.hasAction)
        if actions.count > 1 { return [] }
        if let only = actions.first { return score >= flagAt ? [] : [only.rule] }
        // Of a group with a cap this may name one too few or too many.
        return live.filter { $0.score > 0 && score - $0.score < flagAt }.map(\.rule)
    }
}
