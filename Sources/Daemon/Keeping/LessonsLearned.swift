internal import Files
internal import JSON
internal import Spool

/// `state/lessons`: up to which number what people decided was learned.
struct LessonsLearned {
    let number: UInt64
    let mustRelearn: Bool

    private static let name = "lessons"

    init(_ spool: SpoolFolder) {
        let json = (try? spool.state.contents(Self.name)).flatMap { try? JSONValue(parsing: $0) }
        number = SequenceNumbers.number(json?["seq"]) ?? 0
        mustRelearn = json?["relearn"]?.truth ?? false
    }

    static func write(_ number: UInt64, mustRelearn: Bool, _ spool: SpoolFolder) throws(SpoolProblem) {
        var json = JSONWriter()
        json.object { json in
            json.member("seq", number)
            json.member("relearn", mustRelearn)
        }
        json.endLine()
        try spool.state.replace(name, with: json.bytes, .file)
    }
}
