public import Commands
internal import LanguageCommands
internal import LinksCommands
internal import SpamCommands

/// The commands of all plugins of this build: the one list of them.
public enum InstalledCommands {
    /// In the order in which `moongate --help` has those of one heading.
    public static let all: [PluginCommands] = [.links, .language, .spam]
}
