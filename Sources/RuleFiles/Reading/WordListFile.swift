internal import JSON
internal import Moderation

/// `lists/NAME.txt`: one word or phrase a line. `# comment`; `word; score=2; case-sensitive`; `~ phrase` excuses a hit
/// that lies inside it.
struct WordListFile {
    /// The words, each with its place and attributes.
    let words: [SourceText]
    /// The phrases that excuse.
    let excuses: [SourceText]
    /// What is seldom meant.
    let warnings: [RuleProblem]

    /// What may follow a word, in addition to the modifiers that the check's key takes.
    static let scoreAttribute = "score"

    init(_ file: RuleFolder.File) throws(RuleProblems) {
        var words: [SourceText] = []
        var excuses: [SourceText] = []
        var problems: [RuleProblem] = []
        var seen: [String: Int] = [:]
        for (index, bytes) in file.text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let place = SourceLocation(file: file.path, line: index + 1, column: 1)
            let bytes = Array(bytes)
            guard UTF8Check.firstInvalid(in: bytes) == nil else {
                problems.append(RuleProblem(at: place, "the line is not UTF-8", advice: "save the file as UTF-8"))
                continue
            }
            let line = Self.trimmed(String(decoding: bytes, as: UTF8.self))
            if line.isEmpty || line == "#" || line.hasPrefix("# ") { continue }
            do throws(RuleProblems) {
                if line.hasPrefix("~") {
                    excuses.append(try Self.word(String(line.dropFirst()), place))
                    continue
                }
                let word = try Self.word(line, place)
                if let first = seen.updateValue(index + 1, forKey: word.text) {
                    problems.append(
                        RuleProblem(
                            at: place, "'\(word.text)' is there already, in line \(first)",
                            advice: "remove one of them",
                            severity: .warning))
                    continue
                }
                words.append(word)
            } catch {
                problems += error.problems
            }
        }
        if words.isEmpty {
            problems.append(
                RuleProblem(
                    at: SourceLocation(file: file.path, line: 1, column: 1), "the list holds no word",
                    advice: "write one word or phrase a line"))
        }
        guard !problems.contains(where: { $0.severity == .error }) else { throw RuleProblems(problems) }
        warnings = problems + Self.alwaysExcused(words, by: excuses)
        self.words = words
        self.excuses = excuses
    }

    /// A word that is also a phrase which excuses: it never counts.
    private static func alwaysExcused(_ words: [SourceText], by excuses: [SourceText]) -> [RuleProblem] {
        let phrases = Dictionary(
            excuses.map { ($0.text.lowercased(), $0.location.line) }, uniquingKeysWith: { first, _ in first })
        guard !phrases.isEmpty else { return [] }
        return words.compactMap { word in
            guard let line = phrases[word.text.lowercased()] else { return nil }
            return RuleProblem(
                at: word.location, "'\(word.text)' never counts: '~' in line \(line) excuses just that",
                advice: "remove one of them, or excuse a longer phrase with the word in it", severity: .warning)
        }
    }

    private static func word(_ line: String, _ place: SourceLocation) throws(RuleProblems) -> SourceText {
        let parts = line.split(separator: ";", omittingEmptySubsequences: false).map { trimmed(String($0)) }
        guard let word = parts.first, !word.isEmpty else {
            throw RuleProblems(at: place, "the word is missing", advice: "write the word first: word; score=2")
        }
        var attributes: [String: String] = [:]
        for part in parts.dropFirst() where !part.isEmpty {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                trimmed(String($0))
            }
            let name = pair[0]
            if name.isEmpty {
                throw RuleProblems(
                    at: place, "'\(part)' says nothing of the word", advice: "write it as: \(word); score=2")
            }
            if name == scoreAttribute {
                guard pair.count == 2, let score = Double(pair[1]), score.magnitude <= 1_000_000 else {
                    throw RuleProblems(at: place, "'\(part)' is not a score", advice: "write it as: \(word); score=2")
                }
            } else if pair.count == 2 {
                throw RuleProblems(
                    at: place, "'\(name)' takes no value", advice: "there are: score=2, case-sensitive, includes, ...")
            }
            attributes[name] = pair.count == 2 ? pair[1] : ""
        }
        return SourceText(word, at: place, attributes: attributes)
    }

    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars = scalars.dropFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars = scalars.dropLast() }
        return String(scalars)
    }
}
