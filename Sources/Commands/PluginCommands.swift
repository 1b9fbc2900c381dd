public import ArgumentParser

/// Commands of `moongate` that a plugin brings.
public struct PluginCommands: Sendable {
    public let heading: CommandHeading
    public let commands: [any ParsableCommand.Type]

    public init(_ heading: CommandHeading, _ commands: [any ParsableCommand.Type]) {
        self.heading = heading
        self.commands = commands
    }
}

/// The groups of commands in `moongate --help`, in this order.
public enum CommandHeading: String, CaseIterable, Sendable {
    case settingUp = "Setting up"
    case running = "Running"
    case rules = "Rules"
    case tuning = "Tuning"
    case posts = "Posts"
    case learning = "Learning"
    case records = "Records"
}
