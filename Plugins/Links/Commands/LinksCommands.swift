public import Commands

extension PluginCommands {
    /// `moongate links`.
    public static let links = PluginCommands(.rules, [LinksCommand.self])
}
