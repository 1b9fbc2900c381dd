public import Moderation

/// `scam-link and not (trusted-author or regular)`: other rules joined by words. `not` binds closest, then `and`.
public indirect enum RuleExpression: Sendable {
    /// The rule with this id.
    case rule(SourceText)
    /// The opposite.
    case not(RuleExpression)
    /// Every one.
    case all([RuleExpression])
    /// At least one.
    case any([RuleExpression])

    /// The rules it names.
    public var names: [SourceText] {
        switch self {
        case .rule(let name): [name]
        case .not(let inner): inner.names
        case .all(let parts), .any(let parts): parts.flatMap(\.names)
        }
    }

    init(_ source: SourceText) throws(RuleProblems) {
        var parser = Parser(source: source)
        self = try parser.any(depth: 0)
        if let extra = parser.next { throw parser.problem("'\(extra.text)' is not expected here", extra) }
    }

    private struct Parser {
        private let words: [SourceText]
        private let end: SourceLocation
        private var at = 0

        init(source: SourceText) {
            end = source.location(ofByte: source.text.utf8.count)
            words = Self.words(of: source)
        }

        var next: SourceText? { at < words.count ? words[at] : nil }

        private static func words(of source: SourceText) -> [SourceText] {
            var words: [SourceText] = []
            var word = ""
            var start = 0
            var offset = 0
            func endWord() {
                if !word.isEmpty { words.append(SourceText(word, at: source.location(ofByte: start))) }
                word = ""
            }
            for scalar in source.text.unicodeScalars {
                if scalar == "(" || scalar == ")" {
                    endWord()
                    words.append(SourceText(String(scalar), at: source.location(ofByte: offset)))
                } else if scalar.properties.isWhitespace {
                    endWord()
                } else {
                    if word.isEmpty { start = offset }
                    word.unicodeScalars.append(scalar)
                }
                offset += UTF8.width(scalar)
            }
            endWord()
            return words
        }

        func problem(_ message: String, _ word: SourceText? = nil) -> RuleProblems {
            RuleProblems(
                at: word?.location ?? end, message, advice: "for example: rules: scam-link and not trusted-author")
        }

        private mutating func take(_ word: String) -> Bool {
            guard next?.text == word else { return false }
            at += 1
            return true
        }

        mutating func any(depth: Int) throws(RuleProblems) -> RuleExpression {
            var parts = [try all(depth: depth)]
            while take("or") { parts.append(try all(depth: depth)) }
            return parts.count == 1 ? parts[0] : .any(parts)
        }

        private mutating func all(depth: Int) throws(RuleProblems) -> RuleExpression {
            var parts = [try one(depth: depth)]
            while take("and") { parts.append(try one(depth: depth)) }
            return parts.count == 1 ? parts[0] : .all(parts)
        }

        private mutating func one(depth: Int) throws(RuleProblems) -> RuleExpression {
            guard depth < 32 else { throw problem("nested too deep", next) }
            guard let word = next else { throw problem("a rule's id is missing at the end") }
            if take("not") { return .not(try one(depth: depth + 1)) }
            if take("(") {
                let inner = try any(depth: depth + 1)
                guard take(")") else { throw problem("the ( is not closed", word) }
                return inner
            }
            guard ![")", "and", "or"].contains(word.text) else { throw problem("a rule's id is missing here", word) }
            at += 1
            return .rule(word)
        }
    }
}
