internal import FactsPlugin
internal import FloodsPlugin
internal import LanguagePlugin
internal import LinksPlugin
public import Moderation
internal import ShapesPlugin
internal import SpamPlugin
internal import TextPlugin

/// Every rule plugin of this build: the one list of them. A new plugin is a line here.
public enum InstalledPlugins {
    /// In the order in which they are asked.
    public static let all: [any RulePlugin] =
        [
            TextPlugin(),
            FactsPlugin(),
            LinksPlugin(),
            ShapesPlugin(),
            FloodsPlugin(),
            LanguagePlugin(),
            SpamPlugin(),
        ] + forTests

    /// Tells the languages of texts, for `moongate language`. Nil where the model is damaged.
    public static func makeLanguageReader() -> (any LanguageReader)? { LanguageDetector() }

    /// What was learned of spam, from a file that `snapshot` wrote; without one nothing, or the base model alone.
    public static func makeSpamScorer(
        from snapshot: [UInt8]?, usesBase: Bool
    ) throws(MemoryProblem) -> any SpamScorer { try SpamPlugin.memory(from: snapshot, usesBase: usesBase) }

    /// Learns as the base model does that is built into the program.
    public static func makeSpamBase() -> any SpamScorer { SpamPlugin.memoryForBase() }

    #if DEBUG
        private static let forTests: [any RulePlugin] = FaultPlugin.isWanted ? [FaultPlugin()] : []
    #else
        private static let forTests: [any RulePlugin] = []
    #endif
}
