internal import Moderation

/// One check of what came before, compiled.
struct FloodCheck: Sendable {
    let id: CheckID
    let key: FloodKey
    /// Seconds; of `first_post`, how long it wants authors to be known at least.
    let window: Double
    let count: NumberCondition?
    let authors: NumberCondition?
    /// Of `first_post`.
    let truth: Bool

    init(_ check: Check) throws(RuleProblems) {
        guard let key = check.key.names.first.flatMap({ FloodKey(rawValue: $0.text) }) else {
            throw RuleProblems(at: check.key.source.location, "no such key")
        }
        id = check.id
        self.key = key
        guard key == .firstPost else {
            truth = true
            (window, count, authors) = try Self.parts(of: check.value, key)
            return
        }
        guard case .scalar(let value) = check.value, let truth = Truth.read(value.text) else {
            throw RuleProblems(
                at: check.value.location, "first_post is true or false", advice: "for example: \(key.form.example)")
        }
        self.truth = truth
        (window, count, authors) = (FloodMemory.shortestWindow, nil, nil)
    }

    /// `{count: "> 4", authors: "> 2", within: 10 minutes}`
    private static func parts(
        of value: SourceValue, _ key: FloodKey
    ) throws(RuleProblems) -> (window: Double, count: NumberCondition?, authors: NumberCondition?) {
        let example = key.form.example
        guard case .map(let entries, _) = value else {
            throw RuleProblems(
                at: value.location, "\(key.rawValue) needs a number and a time", advice: "for example: \(example)")
        }
        var found: Double?
        var count: NumberCondition?
        var authors: NumberCondition?
        for entry in entries {
            guard case .scalar(let text) = entry.value else {
                throw RuleProblems(
                    at: entry.value.location, "expected one value here", advice: "for example: \(example)")
            }
            switch entry.key.text {
            case "within": found = try seconds(text)
            case "count" where key.parts.contains("count"): count = try NumberCondition(text, example: example)
            case "authors" where key.parts.contains("authors"): authors = try NumberCondition(text, example: example)
            default:
                throw RuleProblems(
                    at: entry.key.location, "unknown key '\(entry.key.text)' in \(key.rawValue)",
                    advice: DidYouMean.advice(for: entry.key.text, among: key.parts + ["within"], what: "there are"))
            }
        }
        guard let found, count != nil || authors != nil else {
            throw RuleProblems(
                at: value.location, found == nil ? "within is missing" : "what is counted is missing",
                advice: "for example: \(example)")
        }
        return (found, count, authors)
    }

    /// Of `within`.
    private static func seconds(_ text: SourceText) throws(RuleProblems) -> Double {
        guard let seconds = TimeSpan.seconds(text.text), seconds >= 1 else {
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not a length of time", advice: "within: 10 minutes")
        }
        guard seconds <= FloodMemory.longestWindow else {
            throw RuleProblems(
                at: text.location, "posts are remembered for at most 31 days", advice: "within: 31 days")
        }
        return seconds
    }

    /// Whether it holds for what was counted. If both are asked, both must hold.
    func holds(count found: Int, authors foundAuthors: Int) -> Bool {
        (count.map { $0.holds(for: Double(found)) } ?? true)
            && (authors.map { $0.holds(for: Double(foundAuthors)) } ?? true)
    }
}
