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

    #if DEBUG
        private static let forTests: [any RulePlugin] = FaultPlugin.isWanted ? [FaultPlugin()] : []
    #else
        private static let forTests: [any RulePlugin] = []
    #endif
}
