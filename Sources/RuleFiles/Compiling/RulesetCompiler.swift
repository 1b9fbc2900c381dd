internal import Moderation

/// Gives every check to the plugin that knows its key, and joins what they compile into a ruleset.
struct RulesetCompiler {
    private(set) var problems: [RuleProblem] = []

    private let keys: KeyOwners
    /// Of keys as they were written so far: most rules have one of a few.
    private var owners: [String: KeyOwners.Owner] = [:]
    private var plugins: [InstalledPlugin]
    private let bases: [String: RuleSource]
    private let lists: WordLists

    private var rules: [Rule] = []
    private var checkCount = 0
    private var checksByPlugin: [[Check]]
    /// By id, the place in `rules`; rules that are off have none.
    private var places: [String: Int] = [:]

    init(plugins: [InstalledPlugin], bases: [RuleSource], lists: WordLists) {
        self.plugins = plugins
        self.lists = lists
        keys = KeyOwners(plugins)
        checksByPlugin = [[Check]](repeating: [], count: plugins.count)
        var named: [String: RuleSource] = [:]
        for base in bases {
            if let first = named.updateValue(base, forKey: base.id.text) {
                problems.append(
                    RuleProblem(
                        at: base.id.location, "the base '\(base.id.text)' is there already, at \(first.id.location)"))
            }
        }
        self.bases = named
    }

    /// The ruleset, nil where there are problems. `sources` are in the order of files and lines. From `given`, compiled
    /// from the same sources, comes what plugins made that remember nothing.
    mutating func compile(
        _ sources: [RuleSource], policy: Policy, fingerprint: String, given: Ruleset? = nil
    ) -> Ruleset? {
        problems += RuleChecks.problems(of: sources, bases: Array(bases.values), policy: policy, keys: keys)
        let inUse = sources.filter { $0.mode != .off }
        places = Dictionary(inUse.enumerated().map { ($1.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        for source in inUse { rules.append(rule(from: source, in: sources)) }
        let compiled = compilePlugins(policy, given: given)
        checkThoseThatAreOff(sources, policy)
        problems += lists.problems
        guard !problems.contains(where: { $0.severity == .error }) else { return nil }
        return Ruleset(
            rules: rules, policy: policy, fingerprint: fingerprint, checkCount: checkCount, plugins: compiled,
            annotations: Annotations(plugins.flatMap(\.annotations)))
    }

    private mutating func compilePlugins(_ policy: Policy, given: Ruleset? = nil) -> [Ruleset.Plugin] {
        var compiled: [Ruleset.Plugin] = []
        for (place, (plugin, checks)) in zip(plugins, checksByPlugin).enumerated()
        where !checks.isEmpty || (plugin.plugin is any ReadsEveryPost && !policy.onlyAsked.contains(plugin.plugin.name))
        {
            if !plugin.remembers, let known = given?.plugins.first(where: { $0.place == place }) {
                compiled.append(known)
                continue
            }
            do throws(RuleProblems) {
                compiled.append(
                    Ruleset.Plugin(
                        plugin.plugin.name, place: place, compiled: try plugin.compile(checks, policy),
                        checks: checks, isRemembering: plugin.remembers))
            } catch {
                problems += error.problems
            }
        }
        return compiled
    }

    /// Rules that are off must be right too, but nothing of them is kept.
    private mutating func checkThoseThatAreOff(_ sources: [RuleSource], _ policy: Policy) {
        let off = sources.filter { $0.mode == .off }
        guard !off.isEmpty else { return }
        let kept = (checksByPlugin, checkCount, plugins)
        checksByPlugin = checksByPlugin.map { _ in [] }
        // They are not going live: nothing is remembered for them.
        plugins = plugins.map { .withoutMemory($0.plugin) }
        for source in off { _ = rule(from: source, in: sources) }
        _ = compilePlugins(policy)
        (checksByPlugin, checkCount, plugins) = kept
    }

    // MARK: One rule

    private mutating func rule(from source: RuleSource, in all: [RuleSource]) -> Rule {
        var checks: [Check] = []
        let firstCheck = checkCount
        var conditions = source.conditions
        if let name = source.standard {
            if let base = bases[name.text] {
                conditions = base.conditions + conditions
            } else {
                problems.append(
                    RuleProblem(
                        at: name.location, "there is no base '\(name.text)'",
                        advice: bases.isEmpty
                            ? "write one: - base: \(name.text), with checks below it"
                            : DidYouMean.advice(for: name.text, among: bases.keys.sorted(), what: "there are")))
            }
        }
        let parts = conditions.compactMap {
            condition($0, of: source, isRequired: true, all: all, into: &checks)
        }
        if !source.isBroken, conditions.allSatisfy(asksNothing) { complainOfNoCheck(source) }
        let own = checksByPlugin.flatMap { $0.reversed().prefix { $0.id.index >= firstCheck } }
        let version = RuleVersion(source, conditions: conditions, checks: own.sorted { $0.id < $1.id })
        return Rule(
            id: source.id.text, location: source.id.location, summary: source.summary, reason: source.reason,
            score: source.score ?? 0, action: source.action, mode: source.mode,
            rollout: source.rollout, version: version.text, group: source.group?.text, priority: source.priority,
            channels: source.channels, condition: parts.count == 1 ? parts[0] : .all(parts), checks: checks)
    }

    /// Such as `unless`, which only excuses what other checks find.
    private func asksNothing(_ condition: SourceCondition) -> Bool {
        if case .check(let key, _) = condition { keys.asksNothing(key) } else { false }
    }

    private mutating func complainOfNoCheck(_ source: RuleSource) {
        problems.append(
            RuleProblem(
                at: source.id.location, "the rule '\(source.id.text)' has no check, so it would hold for no post",
                advice: "say what it looks for, such as body: [a word, a phrase]"))
    }

    private mutating func condition(
        _ source: SourceCondition, of rule: RuleSource, isRequired: Bool, all: [RuleSource], into checks: inout [Check]
    ) -> Condition? {
        switch source {
        case .check(let key, let value):
            return condition(key, value, of: rule, isRequired: isRequired, into: &checks)
        case .any(let blocks, _):
            return .any(
                blocks.map { block in
                    .all(
                        block.compactMap {
                            condition($0, of: rule, isRequired: false, all: all, into: &checks)
                        })
                })
        case .rules(let expression): return condition(expression, of: rule, all: all)
        }
    }

    private mutating func condition(
        _ key: CheckKey, _ value: SourceValue, of rule: RuleSource, isRequired: Bool, into checks: inout [Check]
    ) -> Condition? {
        let owner: KeyOwners.Owner
        if let known = owners[key.source.text] {
            owner = known
        } else {
            do throws(RuleProblems) {
                owner = try keys.owner(of: key)
            } catch {
                problems += error.problems
                return nil
            }
            owners[key.source.text] = owner
        }
        var expanded = value
        do throws(RuleProblems) {
            let (words, excuses) = try lists.expand(value)
            expanded = words
            if !excuses.isEmpty, let form = keys.excuse {
                add(form, excuses.map { .scalar($0) }, of: rule, at: value.location, into: &checks)
            }
        } catch {
            problems += error.problems
            return nil
        }
        let check = Check(
            id: CheckID(checkCount), rule: rule.id.text, key: key, value: expanded, isRequired: isRequired,
            fields: keys.fields(readBy: key, of: owner))
        checkCount += 1
        checksByPlugin[owner.plugin].append(check)
        guard owner.form.isCondition else { return nil }
        checks.append(check)
        return key.isNegated ? .not(.check(check.id)) : .check(check.id)
    }

    /// A list's own excuses become an `unless` of the rule.
    private mutating func add(
        _ excuse: KeyOwners.Owner, _ values: [SourceValue], of rule: RuleSource, at location: SourceLocation,
        into checks: inout [Check]
    ) {
        let name = SourceText(excuse.form.name, at: location)
        let key = CheckKey(isNegated: false, names: [name], label: nil, modifiers: [], source: name)
        checksByPlugin[excuse.plugin].append(
            Check(
                id: CheckID(checkCount), rule: rule.id.text, key: key, value: .list(values, location),
                isRequired: false))
        checkCount += 1
    }

    private mutating func condition(
        _ expression: RuleExpression, of rule: RuleSource, all: [RuleSource]
    ) -> Condition? {
        switch expression {
        case .rule(let name):
            if let place = places[name.text] { return .rule(place) }
            let isOff = all.contains { $0.id.text == name.text }
            problems.append(
                RuleProblem(
                    at: name.location,
                    isOff
                        ? "the rule '\(name.text)' is off, so nothing can depend on it"
                        : "there is no rule '\(name.text)'",
                    advice: isOff
                        ? "use mode: shadow for it, or take it out here"
                        : DidYouMean.nearest(to: name.text, among: all.map(\.id.text)).map { "did you mean '\($0)'?" }))
            return nil
        case .not(let inner): return condition(inner, of: rule, all: all).map { .not($0) }
        case .all(let parts): return .all(parts.compactMap { condition($0, of: rule, all: all) })
        case .any(let parts): return .any(parts.compactMap { condition($0, of: rule, all: all) })
        }
    }
}
