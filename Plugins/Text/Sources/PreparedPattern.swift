internal import Moderation
internal import Patterns
internal import Synchronization
internal import TextForms

/// A pattern as a rule wrote it, compiled and found harmless. What most of a load is spent on, so a ruleset's
/// successor takes over what has not changed (`PatternLibrary`).
struct PreparedPattern: Sendable {
    let pattern: Pattern
    let gate: TextPattern.Gate
    /// What a text must hold one of; empty where the pattern requires nothing.
    let required: [[UInt8]]
    /// For a filter; nil where its literals do better, or a filter cannot have it.
    let widened: String?

    /// What makes two patterns the same.
    struct Source: Hashable, Sendable {
        let text: String
        let form: TextForm
        let isCaseSensitive: Bool
    }

    init(_ source: Source) throws(PatternProblem) {
        // As written first: what is wrong with it has its place there.
        let written = try Pattern(source.text, caseSensitive: source.isCaseSensitive)
        var compiled = written
        var text = source.text
        var isCaseSensitive = source.isCaseSensitive
        var gate = TextPattern.Gate.none
        var required: [[UInt8]]?
        if source.form == .folded {
            let folded = try FoldedPattern(source.text) { Folding.fold($0) }
            text = folded.text
            isCaseSensitive = !Self.asksForCase(text)
            if text != source.text || isCaseSensitive != source.isCaseSensitive {
                compiled = try Pattern(text, caseSensitive: isCaseSensitive)
            }
            required = folded.requiredLiterals
            if required != nil { gate = folded.isRuledOutByLiterals ? .rare : .common }
        }
        try Self.refuse(compiled, written: source.text)
        pattern = compiled
        self.gate = gate
        self.required = required ?? []
        widened = gate == .rare ? nil : WidenedPattern(text, caseSensitive: isCaseSensitive)?.expression
    }

    /// Folded text has no capitals, so `\p{Lu}` and the like only find something without regard to case.
    private static func asksForCase(_ pattern: String) -> Bool {
        let bytes = Array(pattern.utf8)
        return bytes.indices.contains { place in classesOfCase.contains { bytes[place...].starts(with: $0) } }
    }

    private static let classesOfCase = ["\\p{L", "\\P{L", "[:upper:]", "[:lower:]", "[:^upper:]", "[:^lower:]"].map {
        Array($0.utf8)
    }

    private static func refuse(_ pattern: Pattern, written: String) throws(PatternProblem) {
        guard let matcher = PatternMatcher() else { return }
        var budget = MatchBudget()
        if case .match = matcher.firstMatch(of: pattern, in: [], budget: &budget) {
            throw PatternProblem(
                "it fits the empty text, so it would be found in every post", at: 0,
                advice: "look for at least one character: a+ instead of a*, or body_length: 0 for empty posts")
        }
        guard !provedHarmless.withLock({ $0.contains(written) }) else { return }
        if let text = PatternProbe.explosiveText(for: pattern, written: written) {
            throw PatternProblem(
                "it takes too long on texts such as \(text)", at: 0,
                advice: "bound what repeats ({0,40} instead of *), and do not repeat what repeats already")
        }
        provedHarmless.withLock {
            if $0.count >= 50_000 { $0.removeAll() }
            $0.insert(written)
        }
    }

    /// Patterns as written that were probed before: also those of rules that are off and of folders that were refused.
    private static let provedHarmless = Mutex<Set<String>>([])
}
