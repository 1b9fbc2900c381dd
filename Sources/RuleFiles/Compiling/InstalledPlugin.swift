public import Moderation

/// A plugin with the memory that it was opened with.
public struct InstalledPlugin: Sendable {
    /// The plugin.
    public let plugin: any RulePlugin
    /// What it remembers; outlives rulesets.
    public let memory: any PluginMemory

    /// With a memory that is at hand.
    public init(_ plugin: any RulePlugin, memory: any PluginMemory) {
        self.plugin = plugin
        self.memory = memory
    }

    /// With an empty memory: for examples, `check` and `explain`.
    public static func withoutMemory(_ plugins: [any RulePlugin]) -> [InstalledPlugin] {
        plugins.map { withoutMemory($0) }
    }

    static func withoutMemory(_ plugin: any RulePlugin) -> InstalledPlugin {
        InstalledPlugin(plugin, memory: (try? plugin.openMemory(from: nil)) ?? NoMemory())
    }

    var keys: [CheckKeyForm] { plugin.keys }

    func compile(_ checks: [Check], _ policy: Policy) throws(RuleProblems) -> any CompiledChecks {
        try Self.compile(plugin, checks, policy, memory)
    }

    private static func compile(
        _ plugin: some RulePlugin, _ checks: [Check], _ policy: Policy, _ memory: any PluginMemory
    ) throws(RuleProblems) -> any CompiledChecks {
        try plugin.compile(checks, policy: policy, memory: memory)
    }
}

extension Ruleset {
    /// The same rules over other memories: `plugins` are those that it was compiled for, in their order. What a plugin made
    /// for which memory makes no difference is shared.
    public func remembering(_ plugins: [InstalledPlugin]) throws(RuleProblems) -> Ruleset {
        var compiled: [Plugin] = []
        for old in self.plugins {
            let plugin = plugins[old.place]
            guard plugin.memory.changesAnswers else {
                compiled.append(old)
                continue
            }
            compiled.append(
                Plugin(
                    plugin.plugin.name, place: old.place, compiled: try plugin.compile(old.remembering, policy),
                    checks: old.remembering, isRemembering: true))
        }
        return with(plugins: compiled)
    }
}
