/// Reads a pattern that PCRE2 has accepted (pcre2pattern(3)) into a tree.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var depth = 0

    /// PCRE2's own limit.
    private static let depthLimit = 250

    /// The tree of a pattern.
    static func parse(_ scalars: [Unicode.Scalar]) throws(PatternProblem) -> PatternNode {
        var parser = PatternParser(scalars: scalars)
        let node = try parser.alternation()
        guard parser.at == scalars.count else { throw parser.problem("a ) without its (", at: parser.at) }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private func looks(_ text: String) -> Bool { scalars[at...].starts(with: text.unicodeScalars) }

    private mutating func skip(_ text: String) -> Bool {
        guard looks(text) else { return false }
        at += text.unicodeScalars.count
        return true
    }

    private func problem(_ message: String, at place: Int, advice: String? = nil) -> PatternProblem {
        let bytes = scalars[..<min(place, scalars.count)].reduce(0) { $0 + UTF8.width($1) }
        return PatternProblem(message, at: bytes, advice: advice)
    }

    // MARK: Structure

    private mutating func alternation() throws(PatternProblem) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw problem("nested too deep", at: at) }
        var branches: [PatternNode] = []
        repeat { branches.append(try sequence()) } while skip("|")
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func sequence() throws(PatternProblem) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if skip("\\Q") {
                while at < scalars.count, !skip("\\E") {
                    nodes.append(.literal(scalars[at], at..<at + 1))
                    at += 1
                }
                // A quantifier behind \E belongs to the last character.
                if let last = nodes.popLast() { nodes.append(quantified(last)) }
                continue
            }
            if skip("\\E") { continue }
            guard let atom = try atom() else { continue }
            nodes.append(quantified(atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func quantified(_ atom: PatternNode) -> PatternNode {
        var node = atom
        while let minimum = quantifier() { node = .repeated(node, minimum: minimum) }
        return node
    }

    /// The least number of times, nil where none stands here.
    private mutating func quantifier() -> Int? {
        var minimum: Int
        switch next {
        case "*", "?":
            minimum = 0
            at += 1
        case "+":
            minimum = 1
            at += 1
        case "{":
            guard let (least, length) = Self.counts(scalars[at...]) else { return nil }
            minimum = least
            at += length
        default: return nil
        }
        if next == "?" || next == "+" { at += 1 }
        return minimum
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else is a literal brace.
    private static func counts(_ scalars: ArraySlice<Unicode.Scalar>) -> (Int, Int)? {
        var index = scalars.startIndex + 1
        func digits() -> Int? {
            let start = index
            while index < scalars.endIndex, ("0"..."9").contains(scalars[index]) { index += 1 }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[start..<index])
            return Int(text)
        }
        guard let least = digits() else { return nil }
        if index < scalars.endIndex, scalars[index] == "," {
            index += 1
            _ = digits()
        }
        guard index < scalars.endIndex, scalars[index] == "}" else { return nil }
        return (least, index + 1 - scalars.startIndex)
    }

    private mutating func atom() throws(PatternProblem) -> PatternNode? {
        guard let scalar = next else { return nil }
        switch scalar {
        case "(": return try group()
        case "[": return .set(try set())
        case "\\": return escape()
        case ".", "^", "$":
            at += 1
            return .other
        default:
            at += 1
            return .literal(scalar, at - 1..<at)
        }
    }

    // MARK: Groups

    private mutating func group() throws(PatternProblem) -> PatternNode? {
        let start = at
        at += 1
        if next == "*" { return try verb(from: start) }
        guard skip("?") else { return .group(try closed(start)) }
        if skip("#") {
            while let scalar = next, scalar != ")" {
                _ = scalar
                at += 1
            }
            at += 1
            return nil
        }
        for look in ["=", "!", "<=", "<!", "*", "<*"] where skip(look) { return .optional(try closed(start)) }
        for opening in [":", ">", "|"] where skip(opening) { return .group(try closed(start)) }
        if skip("(") {
            // A condition: skipped as it stands, its branches may or may not be taken.
            try skipToClosing(start)
            return .optional(try closed(start))
        }
        if skip("P=") || skip("P>") || skip("&") || skip("R") || skip("C") || startsReference {
            try skipToClosing(start)
            return .other
        }
        if skip("P<") || skip("<") {
            try skip(to: ">", from: start)
            return .group(try closed(start))
        }
        if skip("'") {
            try skip(to: "'", from: start)
            return .group(try closed(start))
        }
        return try options(start)
    }

    /// `(?1)`, `(?+1)`, `(?-1)`.
    private var startsReference: Bool {
        guard let scalar = next else { return false }
        if ("0"..."9").contains(scalar) { return true }
        return (scalar == "+" || scalar == "-") && at + 1 < scalars.count && ("0"..."9").contains(scalars[at + 1])
    }

    /// `(?i)`, `(?i-s:...)`.
    private mutating func options(_ start: Int) throws(PatternProblem) -> PatternNode? {
        while let scalar = next, scalar != ")", scalar != ":" {
            if scalar == "x" {
                throw problem(
                    "free spacing (?x) is not taken in folded patterns", at: at, advice: "write it without spaces")
            }
            at += 1
        }
        if skip(")") { return .other }
        at += 1
        return .group(try closed(start))
    }

    private mutating func verb(from start: Int) throws(PatternProblem) -> PatternNode {
        while let scalar = next, scalar != ")" {
            if scalar == ":" {
                throw problem(
                    "a group with a name, (*name:...), is not taken in folded patterns", at: start,
                    advice: "write the short form, such as (?=...)")
            }
            at += 1
        }
        at += 1
        return .other
    }

    private mutating func closed(_ start: Int) throws(PatternProblem) -> PatternNode {
        let inner = try alternation()
        guard skip(")") else { throw problem("the ( has no )", at: start) }
        return inner
    }

    private mutating func skipToClosing(_ start: Int) throws(PatternProblem) {
        try skip(to: ")", from: start)
    }

    private mutating func skip(to end: Unicode.Scalar, from start: Int) throws(PatternProblem) {
        while let scalar = next, scalar != end {
            _ = scalar
            at += 1
        }
        guard at < scalars.count else { throw problem("the ( has no end", at: start) }
        at += 1
    }

    // MARK: Escapes

    private mutating func escape() -> PatternNode {
        let start = at
        if let scalar = character() { return .literal(scalar, start..<at) }
        skipEscape()
        return .other
    }

    /// An escape that stands for one character; nil, and nothing read, for those that stand for more.
    private mutating func character() -> Unicode.Scalar? {
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

    private mutating func braced(_ radix: Int) -> Unicode.Scalar? {
        let start = at
        if skip("{"), let scalar = number(radix, atMost: 8), skip("}") { return scalar }
        at = start
        return nil
    }

    private mutating func number(_ radix: Int, atMost count: Int) -> Unicode.Scalar? {
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
    private mutating func skipEscape() {
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
        while let scalar = next, scalar != end {
            _ = scalar
            at += 1
        }
        at = min(at + 1, scalars.count)
    }

    // MARK: Sets

    private mutating func set() throws(PatternProblem) -> PatternSet {
        let start = at
        at += 1
        let isNegated = skip("^")
        var items: [PatternSet.Item] = []
        var isFirst = true
        var isQuoted = false
        while let scalar = next {
            if isQuoted ? skip("\\E") : skip("\\Q") {
                isQuoted.toggle()
                continue
            }
            if !isQuoted {
                if skip("\\E") { continue }
                if scalar == "]", !isFirst {
                    at += 1
                    return PatternSet(isNegated: isNegated, items: items)
                }
                if posixClass() {
                    items.append(.other)
                    isFirst = false
                    continue
                }
            }
            isFirst = false
            let place = at
            guard let low = setCharacter(isQuoted) else {
                skipEscape()
                items.append(.other)
                continue
            }
            items.append(range(from: low, place, isQuoted) ?? .single(low, place..<at))
        }
        throw problem("the [ has no ]", at: start)
    }

    /// Within `[...]`, `\b` is a backspace.
    private mutating func setCharacter(_ isQuoted: Bool) -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        guard scalar == "\\", !isQuoted else {
            at += 1
            return scalar
        }
        if skip("\\b") { return "\u{08}" }
        return character()
    }

    private mutating func range(from low: Unicode.Scalar, _ place: Int, _ isQuoted: Bool) -> PatternSet.Item? {
        guard !isQuoted, next == "-", at + 1 < scalars.count, scalars[at + 1] != "]" else { return nil }
        let before = at
        at += 1
        if !looks("[:"), let high = setCharacter(false), high >= low { return .range(low, high, place..<at) }
        at = before
        return nil
    }

    /// `[:alpha:]`
    private mutating func posixClass() -> Bool {
        guard looks("[:") else { return false }
        var end = at + 2
        while end < scalars.count, scalars[end].properties.isAlphabetic || scalars[end] == "^" { end += 1 }
        guard end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] == "]" else { return false }
        at = end + 2
        return true
    }
}
