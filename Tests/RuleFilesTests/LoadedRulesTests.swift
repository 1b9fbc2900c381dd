import InstalledPlugins
import Moderation
import RuleFiles
import Testing

/// A folder of files given as texts.
func load(_ files: [String: String], given earlier: LoadedRules? = nil) throws -> LoadedRules {
    try LoadedRules(
        RuleFolder(files: files.map { RuleFolder.File(path: $0.key, bytes: Array($0.value.utf8)) }),
        plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all), given: earlier)
}

@Suite struct LoadedRulesTests {
    static let good = """
        - id: wechat
          summary: Private contact
          body (regex): '加\\s*v'
          score: 4
          examples:
            fires: ['快↓加 V↑ 吧']
            passes: ['加油']
        """

    @Test func aGoodFolder() throws {
        let loaded = try load([
            "a.yaml": Self.good, "moongate.yaml": "policy: {flag_at: 3, channels: {m: {flag_at: 9}}}",
        ])
        #expect(loaded.ruleset.rules.map(\.id) == ["wechat"])
        #expect(loaded.ruleset.policy.thresholds.flagAt == 3)
        #expect(loaded.ruleset.policy.thresholds(for: "m").flagAt == 9)
        #expect(loaded.exampleCount == 2 && loaded.warnings.isEmpty)
    }

    /// What is loaded does not depend on what was loaded before.
    @Test func anEditIsLoadedAsIfItWereAll() throws {
        let gone = "gone"
        let files = [
            "a.yaml": Self.good, "b.yaml": "- id: money\n  body: $list\n  score: 1\n",
            "lists/list.txt": "cash\n", "moongate.yaml": "policy: {flag_at: 3}",
        ]
        let before = try load(files.mapValues { $0.replacing("$list", with: "a phrase") })
        // The same bytes under another name: places of what is wrong are told by the name.
        let edits: [[String: String]] = [
            [:], ["b.yaml": "- id: money\n  body: other\n  score: 2\n"], ["b.yaml": gone],
            ["a.yaml": gone, "c.yaml": Self.good], ["d.yaml": "- id: money\n  body: twice\n  score: 1\n"],
            ["moongate.yaml": "policy: {flag_at: 5}"], ["a.yaml": ""], ["lists/list.txt": "cash\ncoins\n"],
        ]
        func told(_ files: [String: String], given earlier: LoadedRules?) -> String {
            do {
                let loaded = try load(files, given: earlier)
                return "\(loaded.ruleset.rules) \(loaded.ruleset.policy) \(loaded.warnings) \(loaded.exampleCount)"
            } catch {
                return "\(error)"
            }
        }
        for edit in edits {
            let edited = files.merging(edit) { $1 }.filter { $0.value != gone }
            #expect(told(edited, given: before) == told(edited, given: nil))
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let yaml: String
        let problem: String
        var file = "r.yaml"
        var testDescription: String { problem }
    }

    @Test(arguments: [
        Case(yaml: "", problem: "r.yaml:1:1: error: the file is empty"),
        Case(yaml: "# only a comment\n", problem: "r.yaml:1:1: error: the file is empty"),
        Case(yaml: "id: x", problem: "r.yaml:1:1: error: a rule file is a list of rules"),
        Case(yaml: "- just text", problem: "r.yaml:1:3: error: a rule is a block of keys"),
        Case(yaml: "- score: 1", problem: "r.yaml:1:3: error: the rule has no id"),
        Case(yaml: "- id: A b\n  body: x\n  score: 1", problem: "r.yaml:1:7: error: 'A b' cannot be an id"),
        Case(yaml: "- id: x\n  score: 1", problem: "r.yaml:1:7: error: the rule 'x' has no check"),
        Case(yaml: "- id: x\n  body: y", problem: "has no effect; give it a score: 4"),
        Case(yaml: "- id: x\n  body: y\n  score: 0", problem: "is worth 0"),
        Case(yaml: "- id: x\n  body: y\n  score: 1\n  action: flag", problem: "has a score and an action"),
        Case(yaml: "- id: x\n  body: y\n  score: four", problem: "r.yaml:3:10: error: 'four' is no number"),
        Case(
            yaml: "- id: x\n  body: y\n  action: flga",
            problem: "r.yaml:3:11: error: 'flga' is no action; did you mean 'flag'?"),
        Case(
            yaml: "- id: x\n  body: y\n  score: 1\n  mode: test",
            problem: "'test' is no mode; write one of: live, shadow, off"),
        Case(
            yaml: "- id: x\n  bodu: y\n  score: 1",
            problem: "r.yaml:2:3: error: unknown key 'bodu'; did you mean 'body'?"),
        Case(yaml: "- id: x\n  scroe: 1\n  body: y", problem: "unknown key 'scroe'; did you mean 'score'?"),
        Case(yaml: "- id: x\n  body: y\n  body: z\n  score: 1", problem: "the key 'body' is there twice"),
        Case(
            yaml: "- id: x\n  body: y\n  score: 1\n- id: x\n  body: z\n  score: 1",
            problem: "r.yaml:4:7: error: the id 'x' is taken already, at r.yaml:1:7"),
        Case(yaml: "- id: x\n\tbody: y", problem: "this is not YAML"),
        Case(yaml: "- id: x\n  body: 'y", problem: "this is not YAML"),
        Case(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [z]}",
            problem: "r.yaml:4:22: error: 'x' should hold for this example and does not"),
        Case(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {passes: [a y]}",
            problem: "should not hold for this example and does ('y')"),
        Case(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [↓a↑ y]}", problem: "does not find what ↓ ↑ mark"
        ),
        Case(yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [a ↓y]}", problem: "↓ without an ↑"),
        Case(yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fire: [y]}", problem: "did you mean 'fires'?"),
        Case(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [{bodi: y}]}",
            problem: "the example is no post: there is nothing to judge"),
        Case(yaml: "- id: x\n  body+body_length: y\n  score: 1", problem: "cannot be joined"),
        Case(yaml: "- {id: x, body: *nowhere, score: 1}", problem: "this is not YAML"),
        Case(yaml: "policy: {flag_at: 0}", problem: "every post would be flagged", file: "moongate.yaml"),
        Case(yaml: "policy: {flag_at: 4, reject_at: 2}", problem: "is below flag_at", file: "moongate.yaml"),
        Case(yaml: "policy: {flagat: 4}", problem: "did you mean 'flag_at'?", file: "moongate.yaml"),
        Case(yaml: "polcy: {}", problem: "did you mean 'policy'?", file: "moongate.yaml"),
    ])
    func saysWhatIsWrongAndWhere(_ one: Case) {
        var files = [one.file: one.yaml]
        if one.file == "moongate.yaml" { files["a.yaml"] = Self.good }
        #expect {
            _ = try load(files)
        } throws: { error in
            let text = (error as? RuleProblems)?.description ?? "\(error)"
            if !text.contains(one.problem) { print(text) }
            return text.contains(one.problem)
        }
    }

    @Test func allProblemsAtOnce() {
        #expect {
            _ = try load([
                "a.yaml": "- id: x\n  bodu: y\n  score: 1\n- id: y\n  body (regex): '('\n  score: 1", "b.yaml": "",
                "moongate.yaml": "policy: {flag_at: no}",
            ])
        } throws: { error in
            (error as? RuleProblems)?.problems.count { $0.severity == .error } == 4
        }
    }

    /// YAML's own words for types are not ours: `no` stays a text, `2026-01-01` too.
    @Test func textsStayTexts() throws {
        let loaded = try load(["a.yaml": "- id: x\n  body: [no, 1.0, 2026-01-01, null]\n  score: 1"])
        #expect(loaded.warnings.count == 1)
    }

    @Test func hostileFilesAreRefused() {
        let deep = String(repeating: "[", count: 100_000)
        let anchors = "- &a [x, x]\n" + (0..<40).map { "- &\($0 == 0 ? "b" : "b\($0)") [*a, *a]\n" }.joined()
        let laughs =
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + zip("bcdefghij", "abcdefghi").map {
                "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 9).joined(separator: ","))]\n"
            }.joined()
        for yaml in [deep, anchors, laughs, "\u{FEFF}\u{0}", String(repeating: "- ", count: 50_000), "? [a]\n: b"] {
            #expect(throws: RuleProblems.self) { _ = try load(["a.yaml": yaml]) }
        }
        #expect(throws: RuleProblems.self) {
            _ = try LoadedRules(
                RuleFolder(files: [.init(path: "a.yaml", bytes: [0x2D, 0x20, 0xFF, 0xFE])]),
                plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
        }
    }

    @Test func theFingerprintChangesWithAnyByte() throws {
        let one = try load(["a.yaml": Self.good]).ruleset.fingerprint
        #expect(try load(["a.yaml": Self.good]).ruleset.fingerprint == one)
        #expect(try load(["a.yaml": Self.good + "\n"]).ruleset.fingerprint != one)
        #expect(try load(["b.yaml": Self.good]).ruleset.fingerprint != one)
    }

    @Test func modes() throws {
        let loaded = try load([
            "a.yaml": "- id: x\n  body: y\n  score: 9\n  mode: shadow\n- id: z\n  body: y\n  score: 9\n  mode: off"
        ])
        var post = Post()
        post.add(.body, .text([0x79]))
        var judge = try Judge(ruleset: loaded.ruleset)
        let now = Instant(seconds: 0)
        let verdict = judge.judge(ExaminedPost(post, receivedAt: now), now: now)
        #expect(verdict.outcome == .approved && verdict.score == 0)
        #expect(verdict.findings.map(\.rule.id) == ["x"])
        #expect(loaded.offCount == 1)
    }
}
