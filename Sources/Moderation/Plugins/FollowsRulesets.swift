/// Checks that are notified when they go in force and when they are retired: to start work in the background, or to have
/// posts remembered. A ruleset that is only checked, refused, held by the guard, or used by a command, is neither.
public protocol FollowsRulesets: CompiledChecks {
    /// The ruleset goes in force: called once, before the first post is judged by it. For a moment two rulesets are in
    /// force: the next one begins before the last one ends.
    func begin()
    /// Another ruleset is in force in its place. A worker may still be judging a post by this one. Not called if the
    /// process ends.
    func end()
}

extension Ruleset {
    /// Notifies plugins that it goes in force in the daemon.
    package func begin() { for plugin in plugins { (plugin.compiled as? any FollowsRulesets)?.begin() } }

    /// Notifies plugins that another one is in force in its place.
    package func end() { for plugin in plugins { (plugin.compiled as? any FollowsRulesets)?.end() } }

    /// Notifies only checks that were compiled for a memory: a backtest has memories of its own, and the rest is shared
    /// with rules that are not in force.
    package func beginForMemories() {
        for plugin in plugins where !plugin.remembering.isEmpty {
            (plugin.compiled as? any FollowsRulesets)?.begin()
        }
    }
}
