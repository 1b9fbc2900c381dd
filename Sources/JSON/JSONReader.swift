/// Reads JSON (RFC 8259) as a cursor over its bytes: strict, never recursive on its own, bounded in depth, and every
/// problem carries its offset. A name that comes twice in one object is a problem: two readers might pick a
/// different one.
public struct JSONReader: Sendable {
    /// Arrays and objects inside one another that are read at the most.
    public static let depthLimit = 64

    private let bytes: [UInt8]
    /// The offset of the next byte.
    public private(set) var offset = 0
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
        /// `null`.
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

    /// Reads an object; `member` is called behind each name and must read its value.
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
                throw JSONProblem("the name that begins here is there twice in one object", at: start)
            }
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw problem("expected ':' behind the name") }
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

    /// Reads a number. One too great for a Double is a problem.
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
            guard digits() > 0 else { throw problem("expected a digit behind the decimal point") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            guard digits() > 0 else { throw problem("expected a digit in the exponent") }
        }
        guard offset - start <= 400, let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)),
            value.isFinite
        else { throw JSONProblem("the number is too great", at: start) }
        return value
    }

    /// Reads a number as it is written: for identifiers, of which no digit may be lost.
    public mutating func numberText() throws(JSONProblem) -> [UInt8] {
        if try next() != .number { throw problem("expected a number") }
        let start = offset
        _ = try number()
        return Array(bytes[start..<offset])
    }

    /// Passes over a value of any kind.
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

    /// Nothing but white space may follow.
    public mutating func end() throws(JSONProblem) {
        skipSpace()
        if offset < bytes.count { throw problem("the text goes on behind the value") }
    }

    /// A problem at the next byte.
    public func problem(_ message: String) -> JSONProblem { JSONProblem(message, at: offset) }
}

// MARK: Pieces

extension JSONReader {
    /// Reads a text, escapes resolved: valid UTF-8. U+0000 is passed through.
    public mutating func string() throws(JSONProblem) -> [UInt8] {
        let (inside, isPlain) = try extentOfString()
        return isPlain ? Array(bytes[inside]) : try unescaped(inside)
    }

    /// The same as a `String`: a short one, such as a member's name, takes no memory.
    mutating func text() throws(JSONProblem) -> String {
        let (inside, isPlain) = try extentOfString()
        if isPlain { return String(decoding: bytes[inside], as: UTF8.self) }
        return String(decoding: try unescaped(inside), as: UTF8.self)
    }

    /// Passes over a text: the bytes between its quotes, which are UTF-8, and whether they have no escape.
    private mutating func extentOfString() throws(JSONProblem) -> (inside: Range<Int>, isPlain: Bool) {
        if try next() != .string { throw problem("expected a text in double quotes") }
        let start = offset
        let end = Self.endOfString(bytes.span, from: start + 1)
        offset = end.place
        guard end.place < bytes.count else {
            throw JSONProblem("the text that begins here has no closing quote", at: start)
        }
        guard bytes[end.place] == UInt8(ascii: "\"") else {
            throw problem("a control character stands in a text; write it as \\u00\(hexadecimal(bytes[offset]))")
        }
        // The quote is ASCII: what is invalid before it cannot be mended by what an escape adds.
        if !end.isASCII, let bad = UTF8Check.firstInvalid(in: bytes[start + 1..<end.place]) {
            throw JSONProblem("the text is not UTF-8 (its byte \(bad + 1))", at: start)
        }
        offset = end.place + 1
        return (start + 1..<end.place, !end.hasEscapes)
    }

    /// The closing quote of a text, or the first byte that may not be in one, or the end.
    private static func endOfString(
        _ bytes: Span<UInt8>, from start: Int
    ) -> (place: Int, hasEscapes: Bool, isASCII: Bool) {
        var at = start
        var hasEscapes = false
        var all: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") || byte < 0x20 { break }
            all |= byte
            at += 1
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                // A control character is none of an escape's: it ends the text here too.
                if at < bytes.count, bytes[at] >= 0x20 {
                    all |= bytes[at]
                    at += 1
                }
            }
        }
        return (at, hasEscapes, all < 0x80)
    }

    private mutating func unescaped(_ inside: Range<Int>) throws(JSONProblem) -> [UInt8] {
        let behind = offset
        defer { offset = behind }
        var text: [UInt8] = []
        // No escape becomes longer than it is.
        text.reserveCapacity(inside.count)
        offset = inside.lowerBound
        while offset < inside.upperBound {
            let runStart = offset
            while offset < inside.upperBound, bytes[offset] != UInt8(ascii: "\\") { offset += 1 }
            text += bytes[runStart..<offset]
            guard offset < inside.upperBound else { break }
            offset += 1
            try escape(into: &text)
        }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONProblem) {
        guard let byte = peek else { throw problem("the text ends in an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let start = offset - 2
            var value = try fourHex()
            if (0xD800..<0xDC00).contains(value) {
                guard peek == UInt8(ascii: "\\"), offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "u")
                else { throw JSONProblem("half of a surrogate pair", at: start) }
                offset += 2
                let low = try fourHex()
                guard (0xDC00..<0xE000).contains(low) else { throw JSONProblem("half of a surrogate pair", at: start) }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw JSONProblem("half of a surrogate pair", at: start) }
            text += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            offset -= 1
            throw problem("'\\' is not followed by one of \" \\ / b f n r t u")
        }
    }

    private mutating func fourHex() throws(JSONProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek.flatMap(Self.value(ofDigit:)) else {
                throw problem("expected four hexadecimal digits")
            }
            value = value << 4 + digit
            offset += 1
        }
        return value
    }

    private static func value(ofDigit byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

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

    private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

/// What is wrong with a JSON text, and where.
public struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// The byte, from 0.
    public let offset: Int

    /// A problem at a byte.
    public init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// Line and column of the byte in its text, both from 1; columns in bytes.
    public func place(in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (line, offset - lineStart + 1)
    }

    /// With the offset.
    public var description: String { "byte \(offset + 1): \(message)" }
}
