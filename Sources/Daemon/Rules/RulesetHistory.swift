internal import Logging
internal import Moderation
internal import RuleFiles
internal import Synchronization
internal import Tuning

/// Keeps every ruleset that was in force by its fingerprint, and since when each rule is as it is: `state/rulesets/`.
final class RulesetHistory: Sendable {
    private let store: RulesetStore
    private let log: Logger
    /// As they are in the file, once it was read: thousands of rules take a while to read before each swap.
    private let known = Mutex<[String: RuleAge]?>(nil)

    init(state: String, log: Logger) {
        store = RulesetStore(state: state)
        self.log = log
    }

    /// A ruleset came into force.
    func keep(_ files: RuleFolder, _ loaded: LoadedRules, at now: Instant) {
        do {
            try store.keep(files, at: now)
            let ages = ages(of: loaded, at: now)
            try store.keep(ages: ages)
            known.withLock { $0 = ages }
        } catch {
            log.warning(
                "the rules are in force, but could not be saved to the history of rules",
                metadata: ["reason": "\(error)"])
        }
    }

    /// Since when each rule is as it is: by id, its version and that instant.
    func ages(of loaded: LoadedRules, at now: Instant) -> [String: RuleAge] {
        let known = known.withLock { known in
            let ages = known ?? store.ages
            known = ages
            return ages
        }
        // At the very first start nothing is new: all that is there was there before.
        let since = known.isEmpty ? Instant(microseconds: 0) : now
        return Dictionary(
            loaded.ruleset.rules.map { rule in
                if let age = known[rule.id], age.version == rule.version { return (rule.id, age) }
                return (rule.id, RuleAge(version: rule.version, since: since))
            }, uniquingKeysWith: { first, _ in first })
    }
}
