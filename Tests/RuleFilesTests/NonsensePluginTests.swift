import JSON
import Moderation
import RuleFiles
import Testing

/// A plugin that says what cannot be: nobody is approved by it, and nothing traps.
@Suite struct NonsensePluginTests {
    private struct Nonsense: RulePlugin {
        let name = "nonsense"
        var keys: [CheckKeyForm] {
            [CheckKeyForm("test_nonsense", modifiers: [], summary: "Nonsense", example: "test_nonsense: nan")]
        }
        func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled {
            var kinds: [(CheckID, String)] = []
            for check in checks { kinds.append((check.id, try check.value.scalars().first?.text ?? "")) }
            return Compiled(kinds: kinds)
        }

        struct Compiled: CompiledChecks {
            let kinds: [(CheckID, String)]
            func makeExaminer() -> Worker { Worker(kinds: kinds) }
        }

        struct Worker: Examiner {
            let kinds: [(CheckID, String)]

            mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
                guard post.post.text(of: .body) == Array("go".utf8) else { return }
                for (id, kind) in kinds {
                    switch kind {
                    case "nan": answers.holds(id, Evidence(.body, range: 0..<1, weight: .nan))
                    case "infinite": answers.holds(id, Evidence(.body, range: 0..<1, weight: -.infinity))
                    case "beyond": answers.holds(id, Evidence(.body, range: 5..<1_000_000))
                    case "nowhere": answers.holds(id, Evidence(Field("no.such"), element: 77, range: -9 ..< -3))
                    default:
                        answers.undecided(id, because: String(repeating: "x", count: 10_000))
                        answers.undecided(id, because: "again")
                    }
                }
            }
        }
    }

    private func verdict(_ kind: String) throws -> (Verdict, Post) {
        let rule = "- {id: n, summary: N, test_nonsense: \(kind), score: 5}\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rule.utf8))]),
            plugins: InstalledPlugin.withoutMemory([Nonsense()]))
        var judge = try Judge(ruleset: loaded.ruleset)
        var post = Post()
        post.add(.body, .text(Array("go".utf8)))
        return (judge.judge(ExaminedPost(post, receivedAt: Instant(seconds: 0)), now: Instant(seconds: 0)), post)
    }

    /// (A sum that is not a number was below every threshold.)
    @Test(arguments: ["nan", "infinite", "beyond", "nowhere", "undecided"])
    func nonsenseApprovedThePost(_ kind: String) throws {
        let (verdict, post) = try verdict(kind)
        #expect(verdict.outcome == .flagged)
        var json = JSONWriter()
        json.object { verdict.write(to: &$0, quoting: post) }
        #expect(try JSONValue(parsing: json.bytes)["outcome"]?.string == "flagged")
    }
}
