internal import JSON
internal import Moderation
internal import PostFormats

/// Reads `examples: {fires: [...], passes: [...]}`.
struct ExampleReader {
    private(set) var examples: [Example] = []
    private(set) var problems: [RuleProblem] = []

    mutating func read(_ value: SourceValue) {
        guard case .map(let entries, _) = value else {
            problems.append(
                RuleProblem(
                    at: value.location, "examples is a block with 'fires' and 'passes'",
                    advice: "write fires: [a post for which the rule holds] and passes: [one for which it does not]"))
            return
        }
        for entry in entries {
            guard ["fires", "passes"].contains(entry.key.text) else {
                problems.append(
                    RuleProblem(
                        at: entry.key.location, "unknown key '\(entry.key.text)' in examples",
                        advice: DidYouMean.advice(
                            for: entry.key.text, among: ["fires", "passes"], what: "write one of")))
                continue
            }
            let posts: [SourceValue] = if case .list(let posts, _) = entry.value { posts } else { [entry.value] }
            for post in posts {
                do throws(RuleProblems) {
                    examples.append(try example(post, fires: entry.key.text == "fires"))
                } catch {
                    problems += error.problems
                }
            }
        }
    }

    private func example(_ value: SourceValue, fires: Bool) throws(RuleProblems) -> Example {
        switch value {
        case .scalar(let source):
            let (bytes, ranges) = try Self.takeMarks(Array(source.text.utf8), at: source.location)
            guard !bytes.isEmpty else { throw RuleProblems(at: source.location, "the example is empty") }
            var post = Post()
            post.add(.body, .text(bytes))
            return Example(
                fires: fires, post: post, assumptions: [:],
                marks: ranges.map { Example.Mark(field: .body, range: $0) }, location: source.location,
                text: source.text)
        case .map(let entries, let location): return try wholePost(entries, at: location, fires: fires)
        case .list(_, let location):
            throw RuleProblems(
                at: location, "an example is a text or a whole post", advice: "remove one pair of brackets")
        }
    }

    /// A post as a block of keys: read by the JSON format's own reader, so that the two never differ.
    private func wholePost(
        _ entries: [SourceValue.Entry], at location: SourceLocation, fires: Bool
    ) throws(RuleProblems) -> Example {
        var assumptions: [String: String] = [:]
        var members: [SourceValue.Entry] = []
        for entry in entries {
            guard entry.key.text == "assume" else {
                members.append(entry)
                continue
            }
            guard case .map(let assumed, _) = entry.value else {
                throw RuleProblems(
                    at: entry.value.location, "assume is a block of keys", advice: "assume: {author.account_age: 1 day}"
                )
            }
            for one in assumed { assumptions[one.key.text] = try one.singleText().text }
        }
        var json = JSONWriter()
        Self.write(.map(members, location), path: "", to: &json)
        let read: Post
        do throws(PostProblem) {
            read = try PostReader.read(json.bytes, name: "example.json")
        } catch {
            throw RuleProblems(at: location, "the example is not a post: \(error.message)")
        }
        var post = Post(channel: read.channel)
        var marks: [Example.Mark] = []
        for entry in read.entries where entry.field != .channel {
            guard case .text(let text) = entry.value else {
                post.add(entry.field, entry.value, element: entry.element)
                continue
            }
            let (bytes, ranges) = try Self.takeMarks(text, at: location)
            post.add(entry.field, .text(bytes), element: entry.element)
            marks += ranges.map { Example.Mark(field: entry.field, range: $0) }
        }
        return Example(
            fires: fires, post: post, assumptions: assumptions, marks: marks, location: location, text: json.text)
    }

    /// Numbers and truths stay such where the schema has no text.
    private static func write(_ value: SourceValue, path: String, to json: inout JSONWriter) {
        switch value {
        case .map(let entries, _):
            json.object { json in
                for entry in entries {
                    let inner = path.isEmpty ? entry.key.text : path + "." + entry.key.text
                    json.member(entry.key.text) { write(entry.value, path: inner, to: &$0) }
                }
            }
        case .list(let elements, _):
            json.array { json in
                for element in elements { json.element { write(element, path: path, to: &$0) } }
            }
        case .scalar(let source):
            let isText = [
                "title", "body", "url", "links", "channel", "language", "author", "author.name", "author.email",
            ]
            if !isText.contains(path), source.indent == 0 {
                if let number = Double(source.text), number.isFinite { return json.number(number) }
                if source.text == "true" || source.text == "false" { return json.truth(source.text == "true") }
            }
            json.string(source.text.utf8)
        }
    }

    private static let begins = Array("↓".utf8)
    private static let ends = Array("↑".utf8)

    /// The text without its marks, and the bytes that lay between them.
    private static func takeMarks(
        _ bytes: [UInt8], at location: SourceLocation
    ) throws(RuleProblems) -> ([UInt8], [Range<Int>]) {
        var text: [UInt8] = []
        var ranges: [Range<Int>] = []
        var open: Int?
        var at = 0
        while at < bytes.count {
            if bytes[at...].starts(with: begins), open == nil {
                open = text.count
                at += begins.count
            } else if bytes[at...].starts(with: ends), let begin = open {
                ranges.append(begin..<text.count)
                open = nil
                at += ends.count
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
        if open != nil {
            throw RuleProblems(
                at: location, "↓ without an ↑ behind it", advice: "mark the evidence like this: one ↓two↑ three")
        }
        return (text, ranges)
    }
}
