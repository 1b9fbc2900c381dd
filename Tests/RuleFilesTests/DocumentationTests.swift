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

    /// Every example in the reference is a check that loads.
    @Test func referenceExamplesLoad() throws {
        for form in InstalledPlugins.all.flatMap(\.keys) {
            let condition = form.isCondition ? "" : "\n  body: dick"
            _ = try load(["r.yaml": "- id: r\n  score: 1\(condition)\n  \(form.example)"])
        }
    }

    /// So is every modifier's.
    @Test func modifiersExamplesLoad() throws {
        let modifiers = InstalledPlugins.all.flatMap(\.keys).flatMap(\.modifiers)
        #expect(modifiers.count > 10)
        for modifier in modifiers {
            #expect(modifier.example.contains(modifier.name))
            #expect(throws: Never.self, "\(modifier.example)") {
                _ = try load(["r.yaml": "- id: r\n  score: 1\n  \(modifier.example)"])
            }
        }
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
