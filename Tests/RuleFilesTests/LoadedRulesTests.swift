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
        #expect(loaded.exampleCount == 2)
        #expect(loaded.warnings.isEmpty)
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
        let texts = try loaded.ruleset.rules[0].checks[0].value.scalars().map(\.text)
        #expect(texts == ["no", "1.0", "2026-01-01", "null"])
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
        #expect(verdict.outcome == .approved)
        #expect(verdict.score == 0)
        #expect(verdict.findings.map(\.rule.id) == ["x"])
        #expect(loaded.offCount == 1)
    }
}
