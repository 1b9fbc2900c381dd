/// A JSON text as a tree: for small things such as a line of the journal or a request; posts are read by cursor.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case truth(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads exactly one value.
    public init(parsing bytes: [UInt8]) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        self = try Self.read(&reader)
        try reader.end()
    }

    private static func read(_ reader: inout JSONReader) throws(JSONProblem) -> JSONValue {
        switch try reader.next() {
        case .null:
            try reader.null()
            return .null
        case .truth: return .truth(try reader.truth())
        case .number: return .number(try reader.number())
        case .string: return .string(String(decoding: try reader.string(), as: UTF8.self))
        case .array:
            var elements: [JSONValue] = []
            try reader.array { reader, _ throws(JSONProblem) in elements.append(try read(&reader)) }
            return .array(elements)
        case .object:
            var members: [String: JSONValue] = [:]
            try reader.object { reader, name, _ throws(JSONProblem) in members[name] = try read(&reader) }
            return .object(members)
        }
    }

    public subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var number: Double? { if case .number(let value) = self { value } else { nil } }
    /// The number, if it is whole.
    public var integer: Int? { number.flatMap { Int(exactly: $0) } }
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var truth: Bool? { if case .truth(let value) = self { value } else { nil } }
}

extension JSONValue {
    /// Writes it; members sorted by name.
    public func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .truth(let value): json.truth(value)
        case .number(let value): json.number(value)
        case .string(let value): json.string(value.utf8)
        case .array(let elements):
            json.array { json in
                for element in elements { json.element { element.write(to: &$0) } }
            }
        case .object(let members):
            json.object { json in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.member(name) { value.write(to: &$0) }
                }
            }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of a name that comes twice the last value counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}
