internal import Moderation

/// What can be wrong with rules whatever their checks ask: ids, effects, circles, groups, examples.
enum RuleChecks {
    static func problems(
        of sources: [RuleSource], bases: [RuleSource], policy: Policy, keys: KeyOwners
    ) -> [RuleProblem] {
        let parts = Set(sources.flatMap { $0.referredNames.map(\.text) })
        return duplicates(sources) + circles(sources) + assumptions(sources, bases, keys)
            + sources.flatMap { effects($0, parts) + group($0, policy) + contradictions($0) }
    }

    private static func duplicates(_ sources: [RuleSource]) -> [RuleProblem] {
        var seen: [String: SourceLocation] = [:]
        return sources.compactMap { source in
            seen.updateValue(source.id.location, forKey: source.id.text).map { first in
                RuleProblem(
                    at: source.id.location, "the id '\(source.id.text)' is taken already, at \(first)",
                    advice: "give each rule an id of its own")
            }
        }
    }

    /// Values that examples assume for keys that no rule uses: a misspelt name would be passed over in silence.
    private static func assumptions(
        _ sources: [RuleSource], _ bases: [RuleSource], _ keys: KeyOwners
    ) -> [RuleProblem] {
        guard sources.contains(where: { $0.examples.contains { !$0.assumptions.isEmpty } }) else { return [] }
        let asked = Set((sources + bases).flatMap { $0.conditions.flatMap(\.keyNames) })
        let used = asked.union(asked.flatMap(keys.assumable))
        return sources.flatMap(\.examples).flatMap { example in
            example.assumptions.keys.sorted().filter { !used.contains($0) }.map { name in
                RuleProblem(
                    at: example.location, "no rule asks for '\(name)', so nothing comes of assuming it",
                    advice: DidYouMean.nearest(to: name, among: used.sorted()).map { "did you mean '\($0)'?" }
                        ?? "assume gives a value to a key of the rule, such as author.account_age: 1 day")
            }
        }
    }

    /// `parts` are the rules that others refer to.
    private static func effects(_ source: RuleSource, _ parts: Set<String>) -> [RuleProblem] {
        let place = source.id.location
        let id = source.id.text
        var problems: [RuleProblem] = []
        let isPart = parts.contains(id)
        switch (source.score, source.action) {
        case (nil, nil) where !isPart && !source.isBroken:
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has no effect", advice: "give it a score: 4, or an action: flag"))
        case (.some, .some):
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has a score and an action; an action decides at once",
                    advice: "keep one of them"))
        case (.some(0), nil) where !isPart:
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' is worth 0, so it has no effect",
                    advice: "to watch it without counting it, give it a score and mode: shadow"))
        default: break
        }
        if source.priority != 0, source.action == nil {
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has a priority, but only actions have an order",
                    advice: "remove the priority, or give it an action"))
        }
        if source.examples.isEmpty, !source.isBroken {
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has no examples",
                    advice: "examples: {fires: [a post it is for], passes: [one that is alike and harmless]}",
                    severity: .warning))
        }
        return problems
    }

    private static func group(_ source: RuleSource, _ policy: Policy) -> [RuleProblem] {
        guard let group = source.group else { return [] }
        if source.action != nil {
            return [
                RuleProblem(
                    at: group.location, "a group caps scores, and this rule has an action", advice: "remove the group")
            ]
        }
        guard policy.groupCaps[group.text] == nil else { return [] }
        let nearest = DidYouMean.nearest(to: group.text, among: policy.groupCaps.keys.sorted())
        return [
            RuleProblem(
                at: group.location, "the group '\(group.text)' has no cap",
                advice: nearest.map { "did you mean '\($0)'?" }
                    ?? "write it into moongate.yaml: groups: {\(group.text): {cap: 6}}")
        ]
    }

    /// `body: x` next to `~body: x`.
    private static func contradictions(_ source: RuleSource) -> [RuleProblem] {
        var asked: [String: (isNegated: Bool, place: SourceLocation)] = [:]
        var problems: [RuleProblem] = []
        for case .check(let key, let value) in source.conditions {
            let names = key.names.map(\.text).sorted().joined(separator: "+")
            let modifiers = key.modifiers.map(\.text).sorted().joined(separator: ",")
            let question = "\(names)(\(modifiers)):\(value.text)"
            guard let other = asked.updateValue((key.isNegated, key.source.location), forKey: question) else {
                continue
            }
            problems.append(
                other.isNegated == key.isNegated
                    ? RuleProblem(
                        at: key.source.location, "this check is there already, at \(other.place)", advice: "remove one",
                        severity: .warning)
                    : RuleProblem(
                        at: key.source.location,
                        "this contradicts the check at \(other.place): the rule can never hold",
                        advice: "remove one of them"))
        }
        return problems
    }

    /// Rules that depend on themselves.
    private static func circles(_ sources: [RuleSource]) -> [RuleProblem] {
        let byID = Dictionary(sources.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        var states: [String: Bool] = [:]
        var problems: [RuleProblem] = []
        func visit(_ source: RuleSource, _ path: [String]) {
            states[source.id.text] = false
            for name in source.referredNames {
                if states[name.text] == false {
                    let circle = (path + [source.id.text]).drop { $0 != name.text } + [name.text]
                    problems.append(
                        RuleProblem(
                            at: name.location,
                            "these rules depend on each other in a circle: \(circle.joined(separator: " -> "))",
                            advice: "take one of them out"))
                } else if states[name.text] == nil, let next = byID[name.text], path.count < 1000 {
                    visit(next, path + [source.id.text])
                }
            }
            states[source.id.text] = true
        }
        for source in sources where states[source.id.text] == nil { visit(source, []) }
        return problems
    }
}

extension RuleSource {
    /// The rules that its expressions name.
    var referredNames: [SourceText] { conditions.flatMap(\.referredNames) }
}

extension SourceCondition {
    /// The names in its keys.
    fileprivate var keyNames: [String] {
        switch self {
        case .check(let key, _): key.names.map(\.text)
        case .any(let blocks, _): blocks.flatMap { $0.flatMap(\.keyNames) }
        case .rules: []
        }
    }

    fileprivate var referredNames: [SourceText] {
        switch self {
        case .check: []
        case .any(let blocks, _): blocks.flatMap { $0.flatMap(\.referredNames) }
        case .rules(let expression): expression.names
        }
    }
}

extension SourceValue {
    /// For comparing two values.
    fileprivate var text: String {
        switch self {
        case .scalar(let text): text.text
        case .list(let elements, _): elements.map(\.text).sorted().joined(separator: "\u{0}")
        case .map(let entries, _):
            entries.map { $0.key.text + "\u{1}" + $0.value.text }.sorted().joined(separator: "\u{0}")
        }
    }
}
