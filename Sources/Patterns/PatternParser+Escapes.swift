extension PatternParser {
    mutating func escape() -> PatternNode {
        let start = at
        if let scalar = character() { return .literal(scalar, start..<at) }
        skipEscape()
        guard start + 1 < at else { return .other }
        switch scalars[start + 1] {
        case "d", "D", "w", "W", "s", "S", "h", "H", "v", "V", "p", "P", "N": return .kind(start..<at)
        case "b", "B", "A", "z", "Z", "K": return .place
        case "1"..."9", "k": return .backreference
        // `\g<1>` calls a group, `\g{1}` and `\g1` are what it took.
        case "g": return start + 2 < at && ["<", "'"].contains(scalars[start + 2]) ? .other : .backreference
        default: return .other
        }
    }

    /// An escape for a single character; nil, with nothing read, for other escapes.
    mutating func character() -> Unicode.Scalar? {
        let start = at
        guard at + 1 < scalars.count else { return nil }
        let letter = scalars[at + 1]
        at += 2
        switch letter {
        case "a": return "\u{07}"
        case "e": return "\u{1B}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "c":
            guard let scalar = next, scalar.isASCII else { break }
            at += 1
            return Unicode.Scalar((scalar.properties.uppercaseMapping.unicodeScalars.first ?? scalar).value ^ 64)
        case "x":
            if let braced = braced(16) { return braced }
            return number(16, atMost: 2) ?? "\0"
        case "o": if let braced = braced(8) { return braced }
        case "0": return number(8, atMost: 2) ?? "\0"
        case "N":
            if skip("{U+"), let scalar = number(16, atMost: 8), skip("}") { return scalar }
        default:
            // Any other sign stands for itself; letters and digits have a meaning.
            if !letter.properties.isAlphabetic, !("0"..."9").contains(letter) { return letter }
        }
        at = start
        return nil
    }

    mutating func braced(_ radix: Int) -> Unicode.Scalar? {
        let start = at
        if skip("{"), let scalar = number(radix, atMost: 8), skip("}") { return scalar }
        at = start
        return nil
    }

    mutating func number(_ radix: Int, atMost count: Int) -> Unicode.Scalar? {
        var value: UInt32 = 0
        var digits = 0
        while digits < count, let scalar = next, let digit = Character(scalar).hexDigitValue, digit < radix {
            value = value &* UInt32(radix) &+ UInt32(digit)
            digits += 1
            at += 1
        }
        return digits == 0 ? nil : Unicode.Scalar(value)
    }

    /// `\d`, `\p{Han}`, `\k<name>`, `\12`.
    mutating func skipEscape() {
        at = min(at + 2, scalars.count)
        let letter = scalars[at - 1]
        guard ["p", "P", "g", "k"].contains(letter) else {
            while ("0"..."9").contains(letter), let scalar = next, ("0"..."9").contains(scalar) { at += 1 }
            return
        }
        let ends: [Unicode.Scalar: Unicode.Scalar] = ["{": "}", "<": ">", "'": "'"]
        guard let open = next, let end = ends[open] else {
            at = min(at + 1, scalars.count)
            while letter == "g", let scalar = next, ("0"..."9").contains(scalar) { at += 1 }
            return
        }
        at += 1
        while let scalar = next, scalar != end { at += 1 }
        at = min(at + 1, scalars.count)
    }
}
