public import Commands

extension PluginCommands {
    /// `moongate learn` and `moongate score`.
    public static let spam = PluginCommands(.learning, [LearnCommand.self, ScoreCommand.self])
}
