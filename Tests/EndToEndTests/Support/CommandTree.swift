import Foundation
import JSON

/// The program's own description of its commands and flags.
struct CommandTree: Sendable {
    struct Command: Sendable {
        let name: String
        let discussion: String
        /// With their dashes: `--json`, `-h`. Those of its own subcommands too.
        let flags: Set<String>
        let isShown: Bool
    }

    let commands: [Command]

    init() async throws {
        let dump = try await moongate(["--experimental-dump-help"])
        let root = try JSONValue(parsing: Array(dump.output.utf8))["command"].orThrow("command")
        commands = ([root] + (root["subcommands"]?.array ?? [])).map { command in
            let described: [JSONValue] = [command] + (command["subcommands"]?.array ?? [])
            let arguments: [JSONValue] = described.flatMap { $0["arguments"]?.array ?? [] }
            let flags = arguments.flatMap { $0["names"]?.array ?? [] }.map { name -> String in
                (name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? "")
            }
            return Command(
                name: command["commandName"]?.string ?? "", discussion: command["discussion"]?.string ?? "",
                flags: Set(flags), isShown: command["shouldDisplay"]?.truth == true)
        }
    }

    /// What a person is shown; not the root, and not `help`, which the argument parser brings.
    var shown: [Command] { commands.filter { $0.isShown && $0.name != "moongate" && $0.name != "help" } }

    /// What is wrong with the calls of `moongate` in a line of shell: commands and flags that are not there.
    func complaints(about line: some StringProtocol) -> [String] {
        var complaints: [String] = []
        // Words end where another program begins.
        for call in String(line).components(separatedBy: CharacterSet(charactersIn: "|;&<>()")) {
            let words = call.split(separator: " ").map(String.init)
            guard
                let start = words.firstIndex(where: { $0 == "moongate" || $0.hasSuffix("/moongate") }),
                words.indices.contains(start + 1),
                // The name of a user, a group or a package rather than the program.
                start == 0 || ["sudo", "$", "exec"].contains(words[start - 1]) || words[start].contains("release/")
            else { continue }
            let name = words[start + 1]
            guard name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0 == "-") }), name != "command" else { continue }
            let command = name.hasPrefix("-") ? commands.first : commands.first { $0.name == name }
            guard let command else {
                complaints.append("there is no command '\(name)': \(line)")
                continue
            }
            for word in words[(start + 1)...] where word.hasPrefix("--") && word.count > 2 {
                let flag = String(word.prefix { $0 != "=" && $0 != "`" && $0 != "]" && $0 != "," })
                if !command.flags.contains(flag) {
                    complaints.append("\(command.name) has no \(flag): \(line)")
                }
            }
        }
        return complaints
    }
}
