/// Everything compiled from the rule folder at one moment. Immutable, shared by all workers.
public final class Ruleset: Sendable {
    /// All rules but those that are off, in the order of files and lines.
    public let rules: [Rule]
    /// How findings become an outcome.
    public let policy: Policy
    /// Changes with any byte of any rule file: 16 hexadecimal digits.
    public let fingerprint: String
    /// How many checks the rules have together.
    public let checkCount: Int

    /// What each plugin made of its checks, in the order in which they are asked.
    package let plugins: [Plugin]
    /// What installed plugins may say in verdicts, whether or not rules ask them; without values.
    let annotations: Annotations
    /// By check, the place in `plugins` of the one that answers it.
    let pluginByCheck: [Int]
    /// By check: the rules to evaluate when it is not false.
    let rulesByTrigger: [[Int]]
    /// Rules that no single check rules out.
    let rulesWithoutTrigger: [Int]
    /// Rules that refer to others, each behind those that it refers to.
    let composites: [Int]
    let readFields: ReadFields

    /// The same with these rules in shadow: shares what is compiled.
    public func shadowing(_ ids: Set<String>) -> Ruleset {
        Ruleset(
            rules: rules.map { ids.contains($0.id) && $0.mode == .live ? $0.with(mode: .shadow) : $0 }, policy: policy,
            fingerprint: fingerprint, checkCount: checkCount, plugins: plugins, annotations: annotations)
    }

    /// The same rules, with what plugins made of the same checks for other memories.
    package func with(plugins: [Plugin]) -> Ruleset {
        Ruleset(
            rules: rules, policy: policy, fingerprint: fingerprint, checkCount: checkCount, plugins: plugins,
            annotations: annotations)
    }

    var hasComposites: Bool { !composites.isEmpty }

    /// Whether a rule asks the plugin at a place among the installed ones anything.
    public func asks(pluginAt place: Int) -> Bool { plugins.contains { $0.place == place && !$0.checks.isEmpty } }

    /// What a plugin made of the checks that are its own.
    public struct Plugin: Sendable {
        let name: String
        /// Its place among the installed plugins.
        package let place: Int
        package let compiled: any CompiledChecks
        let checks: [CheckID]
        /// Its checks, if what it remembers makes a difference to them: they may be compiled for another memory.
        package let remembering: [Check]

        /// Of the plugin at `place` among the installed ones, for these checks.
        public init(
            _ name: String, place: Int, compiled: any CompiledChecks, checks: [Check], isRemembering: Bool
        ) {
            self.name = name
            self.place = place
            self.compiled = compiled
            self.checks = checks.map(\.id)
            remembering = isRemembering ? checks : []
        }
    }

    /// Rules whose checks were numbered from 0 and compiled by `plugins`. Conditions refer to rules by their places in
    /// `rules`, without cycles.
    public init(
        rules: [Rule], policy: Policy, fingerprint: String, checkCount: Int, plugins: [Plugin],
        annotations: Annotations = Annotations()
    ) {
        self.annotations = annotations
        self.rules = rules
        self.policy = policy
        self.fingerprint = fingerprint
        self.checkCount = checkCount
        self.plugins = plugins
        var answerers = [Int](repeating: 0, count: checkCount)
        for (index, plugin) in plugins.enumerated() { for check in plugin.checks { answerers[check.index] = index } }
        pluginByCheck = answerers
        var byTrigger = [[Int]](repeating: [], count: checkCount)
        var without: [Int] = []
        for (index, rule) in rules.enumerated() where rule.condition.referredRules.isEmpty {
            guard let triggers = rule.condition.triggers else {
                without.append(index)
                continue
            }
            for trigger in Set(triggers) { byTrigger[trigger.index].append(index) }
        }
        composites = Self.inOrder(rules)
        rulesByTrigger = byTrigger
        rulesWithoutTrigger = without
        readFields = ReadFields(rules)
    }

    /// Composites by depth: those over plain rules first.
    private static func inOrder(_ rules: [Rule]) -> [Int] {
        var depths: [Int: Int] = [:]
        func depth(_ index: Int) -> Int {
            if let known = depths[index] { return known }
            let referred = rules[index].condition.referredRules
            let depth = referred.isEmpty ? 0 : 1 + (referred.map { $0 == index ? 0 : depth($0) }.max() ?? 0)
            depths[index] = depth
            return depth
        }
        return rules.indices.filter { depth($0) > 0 }.sorted { (depth($0), $0) < (depth($1), $1) }
    }
}
