public import Moderation

/// A plugin with the memory and the cache that it was opened with, where it has any.
public struct InstalledPlugin: Sendable {
    /// The plugin.
    public let plugin: any RulePlugin
    /// What it remembers; outlives rulesets. Nil where it remembers nothing.
    public let memory: (any PluginMemory)?
    /// The memory, if it observes posts: found out once rather than for each post.
    public let observing: (any Observes)?
    private let cache: (any PluginCache)?

    /// With what is at hand.
    public init(_ plugin: any RulePlugin, memory: (any PluginMemory)? = nil, cache: (any PluginCache)? = nil) {
        self.plugin = plugin
        self.memory = memory
        self.cache = cache
        observing = memory as? any Observes
    }

    /// With a memory as it was stored (nil: an empty one), and a cache in a folder.
    public static func opened(
        _ plugin: any RulePlugin, from stored: StoredMemory?, cache folder: CacheFolder? = nil
    ) throws(MemoryProblem) -> InstalledPlugin {
        InstalledPlugin(
            plugin, memory: try (plugin as? any Remembers)?.openMemory(from: stored),
            cache: folder.flatMap { (plugin as? any Caches)?.openCache(in: $0) })
    }

    /// With an empty memory: for examples, `check` and `explain`.
    public static func withoutMemory(_ plugins: [any RulePlugin]) -> [InstalledPlugin] {
        plugins.map { withoutMemory($0) }
    }

    static func withoutMemory(_ plugin: any RulePlugin) -> InstalledPlugin {
        // A plugin that cannot even begin with an empty memory compiles its checks without one, or refuses them.
        (try? opened(plugin, from: nil)) ?? InstalledPlugin(plugin)
    }

    /// Whether its answers depend on what came before.
    public var remembers: Bool { memory != nil }

    /// Whether its memory is of what people decided, rather than of posts.
    public var learns: Bool { memory is any Learns }

    var keys: [CheckKeyForm] { plugin.keys }

    var annotations: [Annotation] { (plugin as? any AnnotatesVerdicts)?.annotations ?? [] }

    func compile(_ checks: [Check], _ policy: Policy) throws(RuleProblems) -> any CompiledChecks {
        try Self.compile(plugin, checks, PluginContext(policy: policy, memory: memory, cache: cache))
    }

    private static func compile(
        _ plugin: some RulePlugin, _ checks: [Check], _ context: PluginContext
    ) throws(RuleProblems) -> any CompiledChecks {
        try plugin.compile(checks, in: context)
    }
}

extension Ruleset {
    /// The same rules over other memories: `plugins` are those that it was compiled for, in their order. What a plugin made
    /// that remembers nothing is shared.
    public func remembering(_ plugins: [InstalledPlugin]) throws(RuleProblems) -> Ruleset {
        var compiled: [Plugin] = []
        for old in self.plugins {
            let plugin = plugins[old.place]
            guard plugin.remembers else {
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
