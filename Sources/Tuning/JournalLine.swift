internal import JSON
internal import Moderation
internal import Spool

/// What statistics want of a line of the journal, read in one pass.
struct JournalLine {
    var kind = "verdict"
    var outcome: Outcome?
    var isFailed = false
    var digest: String?
    var channel: String?
    var score = 0.0
    var flagAt = Policy.Thresholds().flagAt
    var language: String?
    var decidedAt: Instant?
    var microseconds = 0.0
    var findings: [Finding] = []
    /// Of a decision.
    var word: Decision.Word?

    struct Finding {
        var rule = ""
        var score = 0.0
        var isLive = false
        var hasAction = false
    }

    init?(parsing line: [UInt8]) {
        var reader = JSONReader(line)
        do throws(JSONProblem) {
            try read(&reader)
            try reader.end()
        } catch {
            return nil
        }
    }

    private mutating func read(_ reader: inout JSONReader) throws(JSONProblem) {
        var line = self
        try reader.object { reader, name, _ throws(JSONProblem) in
            switch (name, try reader.next()) {
            case ("kind", .string): line.kind = try Self.text(&reader)
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
            case ("languages", .array):
                try reader.array { reader, place throws(JSONProblem) in
                    let text = try Self.text(&reader)
                    if place == 0 { line.language = text }
                }
            case ("decided_at", .string), ("at", .string):
                line.decidedAt = Instant(rfc3339: try reader.string())
            case ("microseconds", .number): line.microseconds = try reader.number()
            case ("decision", .string), ("word", .string):
                line.word = Decision.Word(rawValue: try Self.text(&reader))
            case ("findings", .array):
                try reader.array { reader, _ throws(JSONProblem) in line.findings.append(try Self.finding(&reader)) }
            default: try reader.skip()
            }
        }
        self = line
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

    private static func text(_ reader: inout JSONReader) throws(JSONProblem) -> String {
        String(decoding: try reader.string(), as: UTF8.self)
    }

    /// Rules without which the post would have been approved: by score, each alone.
    var decisive: [String] {
        guard let outcome, outcome != .approved else { return [] }
        let live = findings.filter(\.isLive)
        let actions = live.filter(\.hasAction)
        if actions.count > 1 { return [] }
        if let only = actions.first { return score >= flagAt ? [] : [only.rule] }
        // Of a group with a cap this may name one too few or too many.
        return live.filter { $0.score > 0 && score - $0.score < flagAt }.map(\.rule)
    }
}
