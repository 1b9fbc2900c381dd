public import Moderation

/// The rules of a folder, each as a ruleset of its own: to measure what one costs.
public struct SingleRules: Sendable {
    private let parsed: ParsedFolder
    private let plugins: [InstalledPlugin]

    /// Reads the folder; it should have passed every check.
    public init(_ folder: RuleFolder, plugins: [InstalledPlugin]) {
        parsed = ParsedFolder(folder, plugins: plugins.map(\.plugin.name))
        self.plugins = plugins
    }

    /// Of all rules that are not off, in the order of files and lines.
    public var ids: [String] { parsed.sources.filter { $0.mode != .off }.map(\.id.text) }

    /// A rule alone; nil where it cannot be alone because it names others.
    public func ruleset(of id: String) -> Ruleset? {
        compile(parsed.sources.filter { $0.id.text == id && $0.mode != .off })
    }

    /// None of the rules: what every post costs whatever the rules.
    public var empty: Ruleset? { compile([]) }

    private func compile(_ sources: [RuleSource]) -> Ruleset? {
        var compiler = RulesetCompiler(plugins: plugins, bases: parsed.bases, lists: parsed.lists)
        return compiler.compile(sources, policy: parsed.policy, fingerprint: "")
    }
}
