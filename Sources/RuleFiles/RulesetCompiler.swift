internal import Moderation

/// Gives every check to the plugin that knows its key, and joins what they compile into a ruleset.
struct RulesetCompiler {
    private let plugins: [InstalledPlugin]
    private(set) var problems: [RuleProblem] = []

    private var rules: [Rule] = []
    private var checkCount = 0
    private var checksByPlugin: [[Check]]

    init(plugins: [InstalledPlugin]) {
        self.plugins = plugins
        checksByPlugin = [[Check]](repeating: [], count: plugins.count)
    }

    /// The ruleset, nil where there are problems. `sources` are in the order of files and lines.
    mutating func compile(_ sources: [RuleSource], policy: Policy, fingerprint: String) -> Ruleset? {
        refuseDuplicates(sources)
        for source in sources { add(source) }
        var compiled: [any CompiledChecks] = []
        for (plugin, checks) in zip(plugins, checksByPlugin) where !checks.isEmpty {
            do throws(RuleProblems) {
                compiled.append(try plugin.compile(checks))
            } catch {
                problems += error.problems
            }
        }
        guard !problems.contains(where: { $0.severity == .error }) else { return nil }
        return Ruleset(
            rules: rules, policy: policy, fingerprint: fingerprint, checkCount: checkCount, plugins: compiled)
    }

    private mutating func refuseDuplicates(_ sources: [RuleSource]) {
        var seen: [String: SourceLocation] = [:]
        for source in sources {
            if let first = seen.updateValue(source.id.location, forKey: source.id.text) {
                problems.append(
                    RuleProblem(
                        at: source.id.location, "the id '\(source.id.text)' is taken already, at \(first)",
                        advice: "give each rule an id of its own"))
            }
        }
    }

    private mutating func add(_ source: RuleSource) {
        var checks: [Check] = []
        var parts: [Condition] = []
        for (key, value) in source.checks {
            guard let owner = owner(of: key) else { continue }
            let check = Check(id: CheckID(checkCount), rule: source.id.text, key: key, value: value)
            checkCount += 1
            checks.append(check)
            checksByPlugin[owner].append(check)
            parts.append(key.isNegated ? .not(.check(check.id)) : .check(check.id))
        }
        complain(source)
        rules.append(
            Rule(
                id: source.id.text, location: source.id.location, summary: source.summary, reason: source.reason,
                score: source.score ?? 0, action: source.action, mode: source.mode,
                condition: parts.count == 1 ? parts[0] : .all(parts), checks: checks))
    }

    private mutating func complain(_ source: RuleSource) {
        let place = source.id.location
        let id = source.id.text
        if source.checks.isEmpty {
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has no check, so it would hold for no post",
                    advice: "say what it looks for, such as body: [a word, a phrase]"))
        }
        switch (source.score, source.action) {
        case (nil, nil):
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has no effect", advice: "give it a score: 4, or an action: flag"))
        case (.some, .some):
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has a score and an action; an action decides at once",
                    advice: "keep one of them"))
        case (.some(0), nil):
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' is worth 0, so it has no effect",
                    advice: "to watch it without counting it, give it a score and mode: shadow"))
        default: break
        }
        if source.examples.isEmpty {
            problems.append(
                RuleProblem(
                    at: place, "the rule '\(id)' has no examples",
                    advice: "examples: {fires: [a post it is for], passes: [one that is alike and harmless]}",
                    severity: .warning))
        }
    }

    /// The plugin whose form fits a key best; nil with a problem where none does.
    private mutating func owner(of key: CheckKey) -> Int? {
        var best: (fit: Int, plugin: Int, form: CheckKeyForm)?
        for (index, plugin) in plugins.enumerated() {
            for form in plugin.keys {
                if let fit = form.fit(key), fit > best?.fit ?? -1 { best = (fit, index, form) }
            }
        }
        guard let best = best ?? joined(key) else {
            complainUnknown(key)
            return nil
        }
        let isFine = complainModifiers(key, best.plugin, best.form)
        return isFine ? best.plugin : nil
    }

    /// `title+body`: names of different forms of one plugin.
    private func joined(_ key: CheckKey) -> (fit: Int, plugin: Int, form: CheckKeyForm)? {
        for (index, plugin) in plugins.enumerated() {
            let joinable = plugin.keys.filter(\.joins)
            if let form = joinable.first(where: { $0.covers(key.names[0].text) }),
                key.names.allSatisfy({ name in joinable.contains { $0.covers(name.text) } })
            {
                return (0, index, form)
            }
        }
        return nil
    }

    private mutating func complainUnknown(_ key: CheckKey) {
        let forms = plugins.flatMap(\.keys)
        let known = forms.map(\.name).filter { !$0.hasSuffix("*") }
        let unknown = key.names.filter { name in !forms.contains { $0.covers(name.text) } }
        for name in unknown {
            let words = key.names.count == 1 && key.modifiers.isEmpty ? known + RuleReader.keys : known
            let nearest = DidYouMean.nearest(to: name.text, among: words)
            problems.append(
                RuleProblem(
                    at: name.location, "unknown key '\(name.text)'",
                    advice: nearest.map { "did you mean '\($0)'?" }
                        ?? "there are: \(known.joined(separator: ", ")), author.NAME, extra.NAME"))
        }
        if unknown.isEmpty {
            problems.append(
                RuleProblem(
                    at: key.source.location, "'\(key.source.text)': these cannot be joined or used like this",
                    advice: key.names.count > 1 ? "write a check for each" : "for example: \(example(for: key, forms))")
            )
        }
    }

    private func example(for key: CheckKey, _ forms: [CheckKeyForm]) -> String {
        forms.first { $0.covers(key.names[0].text) }?.example ?? "body: [a word]"
    }

    private mutating func complainModifiers(_ key: CheckKey, _ plugin: Int, _ form: CheckKeyForm) -> Bool {
        let allowed = form.modifiers.map(\.name)
        var isFine = true
        for modifier in key.modifiers where !allowed.contains(modifier.text) {
            isFine = false
            let others = plugins.flatMap(\.keys).filter { $0.covers(key.names[0].text) }.flatMap {
                $0.modifiers.map(\.name)
            }
            let all = allowed + others.filter { !allowed.contains($0) }
            problems.append(
                RuleProblem(
                    at: modifier.location, "unknown modifier '\(modifier.text)' for \(form.name)",
                    advice: all.isEmpty
                        ? "\(form.name) takes none"
                        : DidYouMean.advice(for: modifier.text, among: all, what: "it takes")))
        }
        return isFine
    }
}
