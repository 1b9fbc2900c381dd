import InstalledPlugins
import JSON
import Moderation
import RuleFiles
import Testing

/// What plugins declare fits together.
@Suite struct InstalledPluginsTests {
    private static let annotations = InstalledPlugins.all.flatMap { ($0 as? any AnnotatesVerdicts)?.annotations ?? [] }

    @Test func annotationsAreDeclaredByOnePluginEach() {
        let names = Self.annotations.map(\.name)
        #expect(Set(names).count == names.count, "\(names)")
    }

    @Test(arguments: [
        ("body: [a]", ["body"]), ("title+extra.note: [a]", ["title", "extra.note"]),
        ("links: \"> 1\"", ["title", "body"]),
        ("language: [en]", ["title", "body"]), ("language_given: [en]", ["language_given"]),
        ("extra.age (number): 3", ["extra.age"]), ("author.account_age: < 1 day", ["author.account_age"]),
        ("spam: \"> 0.9\"", ["title", "body"]),
    ])
    func aCheckKnowsTheFieldsThatItReads(_ check: String, _ fields: [String]) throws {
        let yaml = "- id: r\n  score: 1\n  \(check)\n"
        let rules = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
        #expect(rules.ruleset.rules.first?.checks.first?.fields.map(\.name) == fields)
    }

    /// `journal/` and sidecars would have two members of one name.
    @Test func noAnnotationIsAMemberThatVerdictsHaveAnyway() throws {
        let rules = try LoadedRules(RuleFolder(files: []), plugins: [])
        let now = Instant(seconds: 0)
        var verdict = Verdict.held(because: "", ruleset: rules.ruleset, receivedAt: now, decidedAt: now)
        verdict.without = ["a"]
        verdict.unread = [.body]
        var json = JSONWriter()
        json.object { verdict.write(to: &$0) }
        guard case .object(let members) = try JSONValue(parsing: json.bytes) else {
            Issue.record("not an object")
            return
        }
        // Those of a journal line, and of a sidecar.
        let others = ["seq", "post", "channel", "inode", "birth", "size", "digest", "kind", "undecided", "decision"]
        #expect(Set(Self.annotations.map(\.name)).isDisjoint(with: Array(members.keys) + others))
    }
}
