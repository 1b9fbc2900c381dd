internal import JSON
public import Moderation

/// Moongate's own format: one JSON object (`Documentation/post-format.md`). Recognised by `.json`, or by a `{` at the
/// beginning unless the name ends in `.txt`.
public struct JSONPost: PostFormat {
    /// Without settings.
    public init() {}

    /// Limit of the values of one post: a list's elements count each.
    public static let valueLimit = 4096
    /// The longest name of a member, in bytes.
    public static let nameLimit = 128

    /// A post needs one of these.
    private static let judged: [Field] = [.body, .title, .url, .links]

    /// By ending, else by the first byte.
    public func recognises(name: String, firstByte: UInt8) -> Bool {
        name.ends(in: ".json") || (firstByte == UInt8(ascii: "{") && !name.ends(in: ".txt"))
    }

    /// The post, or the line and column of what is wrong.
    public func read(_ bytes: [UInt8]) throws(PostProblem) -> Post {
        var schema = SchemaReader()
        do throws(JSONProblem) {
            var reader = JSONReader(bytes)
            guard try reader.next() == .object else {
                throw reader.problem("a post must be a JSON object: {\"body\": ...}")
            }
            try reader.object { reader, name, offset throws(JSONProblem) in
                try schema.topLevel(name, offset, &reader)
            }
            try reader.end()
        } catch {
            let (line, column) = error.place(in: bytes)
            throw PostProblem(error.message, line: line, column: column)
        }
        let post = schema.post
        let isThere = post.entries.contains { entry in
            if case .text(let text) = entry.value { !text.isEmpty && Self.judged.contains(entry.field) } else { false }
        }
        guard isThere else {
            throw PostProblem(
                "there is nothing to judge: title, body, url and links are all missing or empty"
                    + (Self.longestText(in: post).map { "; if the text is in \($0), give it as body" } ?? ""))
        }
        return post
    }

    /// Another field that may hold what was meant to be judged.
    private static func longestText(in post: Post) -> Field? {
        let texts = post.entries.compactMap { entry in
            if case .text(let text) = entry.value { (field: entry.field, length: text.count) } else { nil }
        }
        let other = texts.filter { $0.field.name.utf8.starts(with: "extra.".utf8) && $0.length > 0 }
        return other.max { $0.length < $1.length }?.field
    }
}

/// Puts each member where the schema wants it. What the schema does not know lies under `extra.`.
private struct SchemaReader {
    var post = Post(room: 8)
    private var count = 0
    /// Fields that have their one value, and how many a list has.
    private var single = NamesSeen()
    private var elements: [Field: Int] = [:]

    private enum Kind {
        case text, identifier, time, texts
    }

    private static let topLevel: [String: Kind] = [
        "id": .identifier, "title": .text, "body": .text, "url": .text, "links": .texts, "channel": .text,
        "created_at": .time, "reply_to": .identifier, "language": .text,
    ]
    private static let author: [String: (field: Field, kind: Kind)] = [
        "id": (Field("author.id"), .identifier), "name": (Field("author.name"), .text),
        "email": (Field("author.email"), .text), "created_at": (.authorCreatedAt, .time),
    ]

    mutating func topLevel(_ name: String, _ offset: Int, _ reader: inout JSONReader) throws(JSONProblem) {
        try checkName(name, offset)
        if let kind = Self.topLevel[name] { return try known(kind, Field(name), &reader) }
        switch name {
        case "author":
            let place = reader
            let kind = try reader.next()
            if kind == .null { return try reader.null() }
            if kind == .string { return try add(Field("author.name"), .text(try reader.string()), place) }
            guard kind == .object else {
                throw reader.problem("author must be an object or a text, not \(kind.rawValue)")
            }
            try reader.object { reader, inner, offset throws(JSONProblem) in
                try checkName(inner, offset)
                if let (field, kind) = Self.author[inner] {
                    try known(kind, field, &reader)
                } else {
                    try anything(Field("author." + inner), isElement: false, &reader)
                }
            }
        case "extra":
            let kind = try reader.next()
            if kind == .null { return try reader.null() }
            guard kind == .object else { throw reader.problem("extra must be an object, not \(kind.rawValue)") }
            try reader.object { reader, inner, offset throws(JSONProblem) in
                try checkName(inner, offset)
                try anything(Field("extra." + inner), isElement: false, &reader)
            }
        default: try anything(Field("extra." + name), isElement: false, &reader)
        }
    }

    private mutating func known(_ kind: Kind, _ field: Field, _ reader: inout JSONReader) throws(JSONProblem) {
        let found = try reader.next()
        if found == .null { return try reader.null() }
        try countValue(reader)
        let place = reader
        switch (kind, found) {
        case (.text, .string), (.identifier, .string):
            let text = try reader.string()
            if field == .channel { return post.came(through: String(decoding: text, as: UTF8.self)) }
            try add(field, .text(text), place)
        case (.identifier, .number):
            try add(field, .text(try reader.numberText()), place)
        case (.time, .number):
            try add(field, .time(Instant(seconds: try reader.number())), place)
        case (.time, .string):
            guard let instant = Instant(rfc3339: try reader.string()) else {
                throw place.problem("\(field) is not a date; write it as 2026-11-24T09:30:00Z, or seconds since 1970")
            }
            try add(field, .time(instant), place)
        case (.texts, .string): try add(field, .text(try reader.string()), place, isElement: true)
        case (.texts, .array):
            try reader.array { reader, _ throws(JSONProblem) in
                let found = try reader.next()
                guard found == .string else { throw reader.problem("\(field) must hold texts, not \(found.rawValue)") }
                try countValue(reader)
                try add(field, .text(try reader.string()), reader, isElement: true)
            }
        default:
            let wanted =
                switch kind {
                case .text: "a text"
                case .identifier: "a text or a number"
                case .time: "a date"
                case .texts: "a list of texts"
                }
            throw reader.problem("\(field) must be \(wanted), not \(found.rawValue)")
        }
    }

    private mutating func anything(_ field: Field, isElement: Bool, _ reader: inout JSONReader) throws(JSONProblem) {
        try countValue(reader)
        let place = reader
        switch try reader.next() {
        case .string: try add(field, .text(try reader.string()), place, isElement: isElement)
        case .number: try add(field, .number(try reader.number()), place, isElement: isElement)
        case .truth: try add(field, .truth(try reader.truth()), place, isElement: isElement)
        case .null: try reader.null()
        case .object:
            try reader.object { reader, name, offset throws(JSONProblem) in
                try checkName(name, offset)
                try anything(Field(field.name + "." + name), isElement: isElement, &reader)
            }
        case .array:
            try reader.array { reader, _ throws(JSONProblem) in try anything(field, isElement: true, &reader) }
        }
    }

    /// `{"extra": {"a": 1}, "a": 2}` and `{"x.y": 1, "x": {"y": 2}}` would name one field twice: two readers might take
    /// a different one.
    private mutating func add(
        _ field: Field, _ value: Post.Value, _ place: JSONReader, isElement: Bool = false
    ) throws(JSONProblem) {
        if isElement {
            post.add(field, value, element: elements[field, default: 0])
            elements[field, default: 0] += 1
            return
        }
        guard single.isNew(field.name) else { throw place.problem("the field \(field) is there twice") }
        post.add(field, value)
    }

    private func checkName(_ name: String, _ offset: Int) throws(JSONProblem) {
        guard name.utf8.count <= JSONPost.nameLimit else {
            throw JSONProblem("the name is longer than \(JSONPost.nameLimit) bytes", at: offset)
        }
    }

    private mutating func countValue(_ reader: JSONReader) throws(JSONProblem) {
        count += 1
        guard count <= JSONPost.valueLimit else { throw reader.problem("more than \(JSONPost.valueLimit) values") }
    }
}
