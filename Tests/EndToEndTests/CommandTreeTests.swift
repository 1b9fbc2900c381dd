import Foundation
import Testing

/// Every command teaches: examples that exist, exit codes that the documents name, and a page of its own.
@Suite(.timeLimit(.minutes(15))) struct CommandTreeTests {
    @Test func everyCommandHasExamplesThatExist() async throws {
        let tree = try await CommandTree()
        #expect(tree.shown.count >= 12)
        for command in tree.shown {
            let lines = command.discussion.split(separator: "\n", omittingEmptySubsequences: false)
            let start = try lines.firstIndex(of: "Examples:").orThrow("Examples: in the help of \(command.name)")
            let examples = lines[(start + 1)...].prefix { $0.hasPrefix("  ") }
            #expect(!examples.isEmpty, "\(command.name)")
            #expect(examples.contains { $0.contains("moongate \(command.name)") }, "\(command.name)")
            for example in examples {
                #expect(tree.complaints(about: example) == [], "\(command.name)")
                // A longer one is broken in two on a terminal of the usual width, and cannot be copied.
                #expect(example.count <= 80, "\(command.name): \(example)")
            }
        }
    }

    /// In the help of each command, and in the one table of Documentation/operations.md.
    @Test func exitCodesAreDocumented() async throws {
        let operations = try String(contentsOfFile: Checkout.at("Documentation/operations.md"), encoding: .utf8)
        let table = operations.components(separatedBy: "## Exit codes").last?.components(separatedBy: "\n## ")[0] ?? ""
        var commandsOf: [String: String] = [:]
        for row in table.split(separator: "\n") where row.hasPrefix("| ") {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.count == 3, Int(cells[0]) != nil { commandsOf[cells[0]] = cells[2] }
        }
        let tree = try await CommandTree()
        var used: Set<String> = []
        for command in tree.shown {
            let marker = "Exit codes: "
            let paragraph = try command.discussion.components(separatedBy: "\n\n").first { $0.hasPrefix(marker) }
                .orThrow("Exit codes: in the help of \(command.name)")
            let codes = paragraph.dropFirst(marker.count).components(separatedBy: "; ").map {
                $0.prefix { $0.isNumber }
            }
            .filter { !$0.isEmpty }.map(String.init)
            #expect(codes.first == "0", "\(command.name)")
            for code in codes {
                used.insert(code)
                let commands = try commandsOf[code].orThrow("code \(code) of \(command.name) in operations.md")
                #expect(commands == "all" || commands.contains("`\(command.name)`"), "\(code) of \(command.name)")
            }
        }
        // The table names no code that no command has; 70 is for what nobody foresaw.
        #expect(Set(commandsOf.keys).subtracting(used).subtracting(["64", "70"]) == [])
    }

    /// What a program may want to read can be had as JSON. `run` logs and files; `schema` prints nothing else.
    @Test func whatAProgramMayReadIsJSON() async throws {
        for command in try await CommandTree().shown where !["run", "schema"].contains(command.name) {
            #expect(command.flags.contains("--json"), "\(command.name)")
        }
    }

    @Test(.enabled(if: Program.find("python3") != nil, "takes python3"))
    func everyCommandHasAManualPage() async throws {
        let folder = try TemporaryFolder()
        let made = try await moongate(
            [Checkout.at("Scripts/make-manual"), Program.moongate, folder.path], asIs: true)
        #expect(made.code == 0, "\(made.errors)")
        for command in try await CommandTree().shown {
            let page = try String(contentsOfFile: folder.at("man/moongate-\(command.name).1"), encoding: .utf8)
            for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
                #expect(page.contains(".Sh \(section)\n"), "\(command.name) has no \(section)")
            }
            // Defaults are those of the service, wherever the page was made.
            #expect(!page.contains(Checkout.path))
            #expect(!page.contains("Without it: \(NSUserName())."), "\(command.name)")
            for shell in ["bash/moongate", "zsh/_moongate", "fish/moongate.fish"] {
                let script = try String(contentsOfFile: folder.at(shell), encoding: .utf8)
                #expect(script.contains(command.name), "\(command.name) in \(shell)")
            }
        }
        // Lines of a word and what it means are a list there, not running text.
        let decide = try String(contentsOfFile: folder.at("man/moongate-decide.1"), encoding: .utf8)
        #expect(decide.contains(".It Cm \"\\&uphold\"\n"))
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder.at("man")).map { folder.at("man/" + $0) }
        guard Program.find("mandoc") != nil else { return print("the pages were not linted: no mandoc") }
        let lint = try await moongate(["mandoc", "-Tlint", "-Wwarning"] + pages, asIs: true)
        #expect(lint.output == "", "\(lint.output)")
        #expect(lint.code == 0, "\(lint.output)")
    }

    /// Calls that are wrong are found, and what only looks like one is not.
    @Test func complaintsAreRight() async throws {
        let tree = try await CommandTree()
        for line in ["moongate chekc", "moongate check --jsno", ".build/release/moongate status --nope | jq ."] {
            #expect(tree.complaints(about: line).count == 1, "\(line)")
        }
        for line in [
            "moongate check --json | jq --raw-output .ok", "adduser alice moongate", "systemctl restart moongate --now",
        ] {
            #expect(tree.complaints(about: line) == [], "\(line)")
        }
    }
}
