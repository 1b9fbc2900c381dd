/// Reads a pattern that PCRE2 has accepted (pcre2pattern(3)) into a tree.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var at = 0
    private var depth = 0
    /// The text between `\Q` and `\E`.
    var quotes: [Range<Int>] = []

    /// PCRE2's own limit.
    private static let depthLimit = 250

    /// The tree of a pattern.
    static func parse(_ scalars: [Unicode.Scalar]) throws(PatternProblem) -> PatternNode {
        var parser = PatternParser(scalars: scalars)
        return try parser.parse()
    }

    mutating func parse() throws(PatternProblem) -> PatternNode {
        let node = try alternation()
        guard at == scalars.count else { throw problem("a ) without its (", at: at) }
        return node
    }

    init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    func looks(_ text: String) -> Bool { scalars[at...].starts(with: text.unicodeScalars) }

    mutating func skip(_ text: String) -> Bool {
        guard looks(text) else { return false }
        at += text.unicodeScalars.count
        return true
    }

    func problem(_ message: String, at place: Int, advice: String? = nil) -> PatternProblem {
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
                let start = at
                while at < scalars.count, !looks("\\E") {
                    nodes.append(.literal(scalars[at], at..<at + 1))
                    at += 1
                }
                quotes.append(start..<at)
                _ = skip("\\E")
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
        while let (minimum, maximum) = quantifier() {
            node = .repeated(node, minimum: minimum, maximum: maximum)
        }
        return node
    }

    /// The minimum and maximum number of times, nil if there is no quantifier here.
    private mutating func quantifier() -> (minimum: Int, maximum: Int?)? {
        var counts: (Int, Int?)
        switch next {
        case "*", "+", "?":
            counts = (next == "+" ? 1 : 0, next == "?" ? 1 : nil)
            at += 1
        case "{":
            guard let (least, most, length) = Self.counts(scalars[at...]) else { return nil }
            counts = (least, most)
            at += length
        default: return nil
        }
        if next == "?" || next == "+" { at += 1 }
        return counts
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else is a literal brace.
    private static func counts(_ scalars: ArraySlice<Unicode.Scalar>) -> (Int, Int?, Int)? {
        var index = scalars.startIndex + 1
        func digits() -> Int? {
            let start = index
            while index < scalars.endIndex, ("0"..."9").contains(scalars[index]) { index += 1 }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[start..<index])
            return Int(text)
        }
        guard let least = digits() else { return nil }
        var most: Int? = least
        if index < scalars.endIndex, scalars[index] == "," {
            index += 1
            most = digits()
        }
        guard index < scalars.endIndex, scalars[index] == "}" else { return nil }
        return (least, most, index + 1 - scalars.startIndex)
    }

    private mutating func atom() throws(PatternProblem) -> PatternNode? {
        guard let scalar = next else { return nil }
        switch scalar {
        case "(": return try group()
        case "[":
            let start = at
            return .set(try set(), start..<at)
        case "\\": return escape()
        case ".":
            at += 1
            return .kind(at - 1..<at)
        case "^", "$":
            at += 1
            return .place
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
            try skipToClosing(start)
            return nil
        }
        for look in ["=", "!", "<=", "<!", "*", "<*"] where skip(look) { return .look(try closed(start)) }
        for opening in [":", ">", "|"] where skip(opening) { return .group(try closed(start)) }
        if skip("(") {
            // A condition: skipped as it stands, its branches may or may not be taken.
            try skipToClosing(start)
            return .optional(try closed(start))
        }
        if skip("P=") {
            try skipToClosing(start)
            return .backreference
        }
        if skip("P>") || skip("&") || skip("R") || skip("C") || startsReference {
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
        var letters = ""
        while let scalar = next, scalar != ")", scalar != ":" {
            letters.unicodeScalars.append(scalar)
            if scalar == "x" {
                throw problem(
                    "free spacing (?x) is not supported in folded patterns", at: at, advice: "write it without spaces")
            }
            at += 1
        }
        if skip(")") { return .settings(letters) }
        at += 1
        return .sequence([.settings(letters), .group(try closed(start))])
    }

    private mutating func verb(from start: Int) throws(PatternProblem) -> PatternNode {
        while let scalar = next, scalar != ")" {
            if scalar == ":" {
                throw problem(
                    "a group with a name, (*name:...), is not supported in folded patterns", at: start,
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
        while let scalar = next, scalar != end { at += 1 }
        guard at < scalars.count else { throw problem("the ( has no end", at: start) }
        at += 1
    }
}
