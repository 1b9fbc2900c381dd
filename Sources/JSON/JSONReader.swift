/// Reads JSON (RFC 8259) as a cursor over its bytes: strict, never recursive on its own, bounded in depth, and every
/// problem carries its offset. A duplicate name in one object is a problem: two readers might pick a
/// different one.
public struct JSONReader: Sendable {
    /// Arrays and objects inside one another that are read at most.
    public static let depthLimit = 64

    let bytes: [UInt8]
    /// The offset of the next byte.
    public internal(set) var offset = 0
    private var depth = 0

    /// Over bytes that need not be valid UTF-8; texts that are not are problems.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// What comes next.
    public enum Kind: String, Sendable {
        /// `{`
        case object = "an object"
        /// `[`
        case array = "a list"
        /// `"`
        case string = "a text"
        /// A digit or minus.
        case number = "a number"
        /// `true` or `false`.
        case truth = "true or false"
        case null = "null"
    }

    /// The kind of the next value.
    public mutating func next() throws(JSONProblem) -> Kind {
        skipSpace()
        guard let byte = peek else { throw problem("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), 0x30...0x39: return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .truth
        case UInt8(ascii: "n"): return .null
        default: throw problem("expected a value")
        }
    }

    /// Reads an object; `member` is called after each name and must read its value.
    public mutating func object(
        _ member: (inout JSONReader, _ name: String, _ nameOffset: Int) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try open("{", "an object")
        var names = NamesSeen()
        skipSpace()
        if peek == UInt8(ascii: "}") { return close() }
        while true {
            skipSpace()
            let start = offset
            guard peek == UInt8(ascii: "\"") else { throw problem("expected a name in double quotes") }
            let name = try text()
            guard names.isNew(name) else {
                // Not quoted: a post's reason goes into the journal, which holds no text of posts.
                throw JSONProblem("the name that begins here occurs twice in one object", at: start)
            }
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw problem("expected ':' after the name") }
            offset += 1
            try member(&self, name, start)
            skipSpace()
            switch peek {
            case UInt8(ascii: ","): offset += 1
            case UInt8(ascii: "}"): return close()
            default: throw problem("expected ',' or '}'")
            }
        }
    }

    /// Reads a list; `element` is called for each place and must read its value.
    public mutating func array(
        _ element: (inout JSONReader, _ index: Int) throws(JSONProblem) -> Void
    ) throws(JSONProblem) {
        try open("[", "a list")
        skipSpace()
        if peek == UInt8(ascii: "]") { return close() }
        var index = 0
        while true {
            try element(&self, index)
            index += 1
            skipSpace()
            switch peek {
            case UInt8(ascii: ","): offset += 1
            case UInt8(ascii: "]"): return close()
            default: throw problem("expected ',' or ']'")
            }
        }
    }

    /// Reads `true` or `false`.
    public mutating func truth() throws(JSONProblem) -> Bool {
        if try next() != .truth { throw problem("expected true or false") }
        if peek == UInt8(ascii: "t") {
            try word("true")
            return true
        }
        try word("false")
        return false
    }

    /// Reads `null`.
    public mutating func null() throws(JSONProblem) {
        skipSpace()
        try word("null")
    }

    /// Reads a number. One too large for a Double is a problem.
    public mutating func number() throws(JSONProblem) -> Double {
        if try next() != .number { throw problem("expected a number") }
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        let whole = digits()
        guard whole > 0 else { throw problem("expected a digit") }
        if whole > 1, bytes[offset - whole] == 0x30 {
            throw JSONProblem("a number must not begin with 0", at: start)
        }
        if peek == UInt8(ascii: ".") {
            offset += 1
            guard digits() > 0 else { throw problem("expected a digit after the decimal point") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            guard digits() > 0 else { throw problem("expected a digit in the exponent") }
        }
        guard offset - start <= 400, let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)),
            value.isFinite
        else { throw JSONProblem("the number is too large", at: start) }
        return value
    }

    /// Reads a number as it is written: for identifiers, of which no digit may be lost.
    public mutating func numberText() throws(JSONProblem) -> [UInt8] {
        if try next() != .number { throw problem("expected a number") }
        let start = offset
        _ = try number()
        return Array(bytes[start..<offset])
    }

    /// Skips a value of any kind.
    public mutating func skip() throws(JSONProblem) {
        switch try next() {
        case .object: try object { reader, _, _ throws(JSONProblem) in try reader.skip() }
        case .array: try array { reader, _ throws(JSONProblem) in try reader.skip() }
        case .string: _ = try string()
        case .number: _ = try number()
        case .truth: _ = try truth()
        case .null: try null()
        }
    }

    /// Only white space may follow.
    public mutating func end() throws(JSONProblem) {
        skipSpace()
        if offset < bytes.count { throw problem("there is more text after the value") }
    }

    /// A problem at the next byte.
    public func problem(_ message: String) -> JSONProblem { JSONProblem(message, at: offset) }
}

// MARK: Pieces

extension JSONReader {
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func digits() -> Int {
        let start = offset
        while let byte = peek, byte >= 0x30, byte <= 0x39 { offset += 1 }
        return offset - start
    }

    private mutating func word(_ word: StaticString) throws(JSONProblem) {
        var at = offset
        for byte in word.description.utf8 {
            guard at < bytes.count, bytes[at] == byte else { throw problem("expected \(word)") }
            at += 1
        }
        offset = at
    }

    private mutating func open(_ bracket: Unicode.Scalar, _ what: String) throws(JSONProblem) {
        skipSpace()
        guard peek == UInt8(ascii: bracket) else { throw problem("expected \(what)") }
        depth += 1
        guard depth <= Self.depthLimit else { throw problem("nested more than \(Self.depthLimit) deep") }
        offset += 1
    }

    private mutating func close() {
        offset += 1
        depth -= 1
    }
}
