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

    /// Skips a text: the bytes between its quotes, which are UTF-8, and whether they have no escape.
    private mutating func extentOfString() throws(JSONProblem) -> (inside: Range<Int>, isPlain: Bool) {
        if try next() != .string { throw problem("expected a text in double quotes") }
        let start = offset
        let end = Self.endOfString(bytes.span, from: start + 1)
        offset = end.place
        guard end.place < bytes.count else {
            throw JSONProblem("the text that begins here has no closing quote", at: start)
        }
        guard bytes[end.place] == UInt8(ascii: "\"") else {
            throw problem("a control character is in a text; write it as \\u00\(hexadecimal(bytes[offset]))")
        }
        // The quote is ASCII: what is invalid before it cannot be fixed by what an escape adds.
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

    private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
