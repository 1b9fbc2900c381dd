/// What the child tells the supervisor, a line each.
enum ChildMessage: Equatable {
    /// The rules are in force and the inbox is watched.
    case ready
    /// Starting takes long but goes on.
    case starting
    /// A line for `systemctl status`.
    case status(String)

    init?(_ line: Substring) {
        switch line.split(separator: " ", maxSplits: 1).map(String.init) {
        case ["ready"]: self = .ready
        case ["starting"]: self = .starting
        case let words where words.count == 2 && words[0] == "status": self = .status(words[1])
        default: return nil
        }
    }

    var line: String {
        switch self {
        case .ready: "ready\n"
        case .starting: "starting\n"
        case .status(let text): "status " + text.replacing("\n", with: " ") + "\n"
        }
    }
}
