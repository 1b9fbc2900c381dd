import JSON
import Moderation

/// Places in a line's bytes, for what must be known of many lines without reading them, or changed in one without writing it
/// again. Lines are written with `seq` first, and `kind` behind it if there is one.
enum JournalBytes {
    private static let sequenceStart = Array(#"{"seq":"#.utf8)
    private static let kindStart = Array(#","kind":""#.utf8)
    private static let decisionKind = Array(#","kind":"decision""#.utf8)
    private static let nameStart = Array(#""post":""#.utf8)
    private static let decisionStart = Array(#","decision":{"#.utf8)

    /// The number of the first line.
    static func firstSequence(in lines: [UInt8]) -> UInt64? {
        guard lines.starts(with: sequenceStart) else { return nil }
        let digits = lines.dropFirst(sequenceStart.count).prefix { (0x30...0x39).contains($0) }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }

    /// Whether a line, or a sidecar that was written as one, has this number.
    static func has(_ line: [UInt8], sequence: UInt64) -> Bool {
        line.starts(with: Array("{\"seq\":\(sequence),".utf8))
    }

    /// Whether it says of what kind it is: all do but those of verdicts and failures.
    static func hasKind(_ line: [UInt8]) -> Bool { line.prefix(64).firstRange(of: kindStart) != nil }

    /// Whether it is a decision's line.
    static func isDecision(_ line: [UInt8]) -> Bool { line.prefix(64).firstRange(of: decisionKind) != nil }

    /// Where the file's name is in a line; nil if there is none, or if it was blanked already.
    static func name(in line: [UInt8]) -> Range<Int>? {
        guard
            let start = line.indices.dropLast(nameStart.count).first(where: { line[$0...].starts(with: nameStart) })
        else { return nil }
        let from = start + nameStart.count
        var end = from
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += line[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < line.count, line[from..<end].contains(where: { $0 != UInt8(ascii: "x") }) else { return nil }
        return from..<end
    }

    /// A verdict's line, or a sidecar, with a decision as its last member, in place of an earlier one; nil if it is not
    /// one.
    static func adding(_ decision: Decision, to line: [UInt8]?) -> [UInt8]? {
        guard let line, line.starts(with: sequenceStart), line.suffix(2) == [0x7D, 0x0A] else { return nil }
        // Inside a text these bytes cannot be: its quotation marks have a backslash before them.
        let end =
            line.indices.dropLast(decisionStart.count).last { line[$0...].starts(with: decisionStart) }
            ?? line.count - 2
        var json = JSONWriter()
        json.object { json in
            json.member("word", decision.word.rawValue)
            json.member("by", decision.by)
            json.member("at", decision.at.rfc3339)
        }
        return line[..<end] + decisionStart.dropLast() + json.bytes + [0x7D, 0x0A]
    }
}
