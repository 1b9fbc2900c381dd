internal import JSON
internal import Moderation
internal import Synchronization

/// What the rules in force cost, counted on the posts that really come: of one post in 64 the workers count the time that
/// each check takes alone, and that plugins take for all their checks together. Reset with each ruleset.
final class LiveCosts: Sendable {
    /// One of this many posts is counted.
    static let interval = 64
    /// Posts to be counted before anything is told: one slow post says little.
    static let fewest = 16

    private let state = Mutex(State())

    private struct State {
        var fingerprint = ""
        var posts = 0
        /// By check.
        var checks: [Int: Int64] = [:]
        /// By plugin.
        var shared: [String: Int64] = [:]
    }

    /// A post was judged by these rules and took this long.
    func add(_ costs: Judge.Costs, by ruleset: Ruleset) {
        state.withLock { state in
            if state.fingerprint != ruleset.fingerprint { state = State(fingerprint: ruleset.fingerprint) }
            state.posts += 1
            for (check, nanoseconds) in costs.checks { state.checks[check, default: 0] += nanoseconds }
            for (plugin, nanoseconds) in costs.shared { state.shared[plugin, default: 0] += nanoseconds }
        }
    }

    /// Microseconds a post: of each rule what was done for it alone, of each plugin what it did for all rules together.
    func write(of ruleset: Ruleset, to json: inout JSONWriter) {
        let state = state.withLock { $0.fingerprint == ruleset.fingerprint ? $0 : State() }
        json.member("ruleset", ruleset.fingerprint)
        json.member("posts", state.posts)
        json.member("of_posts", Self.interval)
        guard state.posts >= Self.fewest else { return }
        let mean = { (nanoseconds: Int64) in (Double(nanoseconds) / Double(state.posts)).rounded() / 1000 }
        json.member("rules") { json in
            json.object { json in
                for rule in ruleset.rules {
                    json.member(rule.id, mean(rule.checks.reduce(0) { $0 + state.checks[$1.id.index, default: 0] }))
                }
            }
        }
        json.member("shared") { json in
            json.object { json in
                for (plugin, nanoseconds) in state.shared.sorted(by: { $0.key < $1.key }) {
                    json.member(plugin, mean(nanoseconds))
                }
            }
        }
    }
}
