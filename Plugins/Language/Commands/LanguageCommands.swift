public import Commands

extension PluginCommands {
    /// `moongate language`.
    public static let language = PluginCommands(.rules, [LanguageCommand.self])
}
