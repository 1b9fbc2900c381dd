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
        let place = check.key.source.location
        guard let key = check.key.names.first.flatMap({ FloodKey(rawValue: $0.text) }) else {
            throw RuleProblems(at: place, "no such key")
        }
        id = check.id
        self.key = key
        let example = key.form.example
        if key == .firstPost {
            guard case .scalar(let value) = check.value,
                let truth = ["true": true, "yes": true, "false": false, "no": false][value.text.lowercased()]
            else { throw RuleProblems(at: check.value.location, "first_post is true or false", advice: example) }
            self.truth = truth
            (window, count, authors) = (FloodMemory.shortestWindow, nil, nil)
            return
        }
        truth = true
        guard case .map(let entries, _) = check.value else {
            throw RuleProblems(
                at: check.value.location, "\(key.rawValue) wants a number and a time", advice: "for example: \(example)"
            )
        }
        var window: Double?
        var count: NumberCondition?
        var authors: NumberCondition?
        for entry in entries {
            guard case .scalar(let value) = entry.value else {
                throw RuleProblems(
                    at: entry.value.location, "one value belongs here", advice: "for example: \(example)")
            }
            switch entry.key.text {
            case "within":
                guard let seconds = TimeSpan.seconds(value.text), seconds >= 1 else {
                    throw RuleProblems(
                        at: value.location, "'\(value.text)' is no length of time", advice: "within: 10 minutes")
                }
                guard seconds <= FloodMemory.longestWindow else {
                    throw RuleProblems(
                        at: value.location, "nothing is remembered for longer than 31 days", advice: "within: 31 days")
                }
                window = seconds
            case "count" where key.parts.contains("count"): count = try NumberCondition(value, example: example)
            case "authors" where key.parts.contains("authors"): authors = try NumberCondition(value, example: example)
            default:
                throw RuleProblems(
                    at: entry.key.location, "unknown key '\(entry.key.text)' in \(key.rawValue)",
                    advice: DidYouMean.advice(for: entry.key.text, among: key.parts + ["within"], what: "there are"))
            }
        }
        guard let window, count != nil || authors != nil else {
            throw RuleProblems(
                at: check.value.location,
                window == nil ? "within is missing" : "what is counted is missing", advice: "for example: \(example)")
        }
        (self.window, self.count, self.authors) = (window, count, authors)
    }

    /// Whether it holds for what was counted. Where both are asked, both must hold.
    func holds(count found: Int, authors foundAuthors: Int) -> Bool {
        (count.map { $0.holds(for: Double(found)) } ?? true)
            && (authors.map { $0.holds(for: Double(foundAuthors)) } ?? true)
    }
}
