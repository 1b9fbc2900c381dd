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

    let plugins: [any CompiledChecks]
    /// By check: the rules to evaluate when it is not false.
    let rulesByTrigger: [[Int]]
    /// Rules that no single check rules out.
    let rulesWithoutTrigger: [Int]

    /// Rules whose checks were numbered from 0 and compiled by `plugins`.
    public init(
        rules: [Rule], policy: Policy, fingerprint: String, checkCount: Int, plugins: [any CompiledChecks]
    ) {
        self.rules = rules.filter { $0.mode != .off }
        self.policy = policy
        self.fingerprint = fingerprint
        self.checkCount = checkCount
        self.plugins = plugins
        var byTrigger = [[Int]](repeating: [], count: checkCount)
        var without: [Int] = []
        for (index, rule) in self.rules.enumerated() {
            guard let triggers = rule.condition.triggers else {
                without.append(index)
                continue
            }
            for trigger in Set(triggers) { byTrigger[trigger.index].append(index) }
        }
        rulesByTrigger = byTrigger
        rulesWithoutTrigger = without
    }
}
