import Foundation
import InstalledPlugins
import JSON
import Moderation
import RuleFiles
import Testing

/// What the documents say of rules is what the code does.
@Suite struct DocumentationTests {
    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: Shipped.checkout + "/" + path, encoding: .utf8)
    }

    @Test func theReferenceIsUpToDate() throws {
        #expect(
            try Self.text("Documentation/rule-reference.md") == RuleReference.markdown(InstalledPlugins.all),
            "write it anew: moongate rules --keys --markdown > Documentation/rule-reference.md")
    }

    @Test(arguments: ["rules", "policy"])
    func theSchemasAreUpToDate(_ kind: String) throws {
        var json = JSONWriter()
        (kind == "rules" ? RuleSchema.rules(InstalledPlugins.all) : RuleSchema.policy).write(to: &json)
        #expect(
            try Self.text("Documentation/schemas/\(kind).schema.json") == json.text + "\n",
            "write it anew: moongate schema \(kind) > Documentation/schemas/\(kind).schema.json")
    }

    /// What a key or a modifier brings as examples.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let example: String
        let posts: CheckKeyForm.ExamplePosts
        var testDescription: String { name }

        static let all: [Case] =
            InstalledPlugins.all.filter { $0.name != "test-fault" }.flatMap { plugin in
                plugin.keys.map { Case(name: $0.name, example: $0.example, posts: $0.posts) }
                    + Dictionary(grouping: plugin.keys.flatMap(\.modifiers), by: \.name).sorted { $0.key < $1.key }
                    .map { Case(name: $0.key, example: $0.value[0].example, posts: $0.value[0].posts) }
            }
    }

    @Test func keysAndModifiersAreFound() { #expect(Case.all.count > 60) }

    @Test(arguments: Case.all)
    func anExampleIsOfItsKeyOrModifier(_ one: Case) {
        #expect(one.example.contains(one.name.prefix { $0 != "*" }))
    }

    /// Every check in the reference loads, holds for one post and does not for the other.
    @Test(arguments: Case.all)
    func aKeyHoldsForOneExampleAndNotForTheOther(_ one: Case) throws {
        let fires = try #require(one.posts.fires, "\(one.name) has no post for which it holds")
        let passes = try #require(one.posts.passes, "\(one.name) has no post for which it does not hold")
        let given = one.posts.given.map { "\n  \($0)" } ?? ""
        // Loading runs them.
        let rule = "- id: r\n  score: 1\(given)\n  \(one.example)\n  examples:\n"
        let loaded = try load(["r.yaml": rule + "    fires:\n    - \(fires)\n    passes:\n    - \(passes)\n"])
        #expect(loaded.exampleCount == 2)
    }

    /// Every block of rules in the documents loads, its examples come out as they say; blocks whose first line says
    /// `# wrong` do not.
    @Test(arguments: ["README.md", "Documentation/write-a-rule.md", "Documentation/coming-from-automoderator.md"])
    func blocksOfRulesLoad(_ path: String) throws {
        var files: [String: String] = ["lists/scam-words.txt": "guaranteed profit\n"]
        for block in Self.blocks(in: try Self.text(path), ofKind: "text") where block.hasPrefix("# lists/") {
            let name = String(block.prefix { $0 != "\n" }.dropFirst(2))
            files[name] = block
        }
        let blocks = Self.blocks(in: try Self.text(path), ofKind: "yaml")
        #expect(!blocks.isEmpty)
        for block in blocks {
            var all = files
            if block.hasPrefix("policy:") || block.contains("\npolicy:") || block.hasPrefix("groups:") {
                all["moongate.yaml"] = block
                all["r.yaml"] = "- {id: r, body: x, score: 1}"
            } else {
                all["r.yaml"] = block
                all["moongate.yaml"] = "groups: {contact: {cap: 6}}"
            }
            if block.hasPrefix("# wrong") {
                #expect(throws: RuleProblems.self, "\(path): \(block)") { _ = try load(all) }
            } else {
                #expect(throws: Never.self, "\(path): \(block)") { _ = try load(all) }
            }
        }
    }

    /// Blocks between ``` lines, also those in list items, which are indented.
    private static func blocks(in text: String, ofKind kind: String) -> [String] {
        var blocks: [String] = []
        var current: (indent: Int, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let indent = line.prefix { $0 == " " }.count
            let content = line.dropFirst(indent)
            if let open = current {
                if content == "```" {
                    blocks.append(open.lines.joined(separator: "\n"))
                    current = nil
                } else {
                    current?.lines.append(line.dropFirst(min(indent, open.indent)))
                }
            } else if content == "```\(kind)" {
                current = (indent, [])
            }
        }
        return blocks
    }
}
