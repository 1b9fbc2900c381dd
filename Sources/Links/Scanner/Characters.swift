/// What characters are to links. Bytes of folded text, so letters are lower-case.
enum Characters {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) }

    /// Of a label in ASCII.
    static func isLabel(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Scripts written without spaces, next to which a link begins and ends.
    static func isUnspaced(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x11FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3040...0x318F, 0x31F0...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    static func isHan(_ value: UInt32) -> Bool {
        (0x3400...0x4DBF).contains(value) || (0x4E00...0x9FFF).contains(value) || (0x20000...0x3FFFF).contains(value)
    }

    /// What a label may hold beyond ASCII: letters, marks, digits, and the symbols that some registries sell.
    static func isLabel(_ scalar: Unicode.Scalar) -> Bool {
        if isCommonHan(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .otherSymbol:
            true
        default: scalar.value == 0x200D
        }
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        isCommonHan(scalar.value) || isLabel(scalar) && scalar.properties.generalCategory != .otherSymbol
    }

    /// Letters all of them: nothing else is asked for as often, and asking Unicode's tables takes ten times as long.
    static func isCommonHan(_ value: UInt32) -> Bool { (0x4E00...0x9FFF).contains(value) }
}

extension [UInt8] {
    /// The scalar that begins at `index`, and its bytes. The text is valid UTF-8.
    func scalar(at index: Int) -> (Unicode.Scalar, length: Int) {
        var end = index
        let value = span.scalar(&end)
        return (Unicode.Scalar(value) ?? "\u{FFFD}", end - index)
    }

    /// Whether all of it is.
    var isASCII: Bool {
        var all: UInt8 = 0
        for byte in self { all |= byte }
        return all < 0x80
    }

    /// The scalar that ends before `index`.
    func scalar(before index: Int) -> (Unicode.Scalar, length: Int) {
        var start = index - 1
        while start > 0, index - start < 4, self[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(at: start)
    }

    /// Whether these bytes stand at `index`.
    func has(_ text: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + text.utf8CodeUnitCount <= count else { return false }
        return text.withUTF8Buffer { buffer in
            for offset in 0..<buffer.count where self[index + offset] != buffer[offset] { return false }
            return true
        }
    }

    /// Whether these bytes end before `index`.
    func has(_ text: StaticString, before index: Int) -> Bool { has(text, at: index - text.utf8CodeUnitCount) }
}
