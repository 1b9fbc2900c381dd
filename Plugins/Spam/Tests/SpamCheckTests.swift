import Moderation
import RuleFiles
import Testing

@testable import SpamPlugin

@Suite(.timeLimit(.minutes(30))) struct SpamCheckTests {
    private static func problem(_ value: String) -> String? {
        let rule = "- {id: a, summary: A, spam: \(value), score: 1}\n"
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rule.utf8))])
        do {
            _ = try LoadedRules(folder, plugins: InstalledPlugin.withoutMemory([SpamPlugin()]))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: ["'> 0.95'", "'>= 0.5'", "['< 0.1', '> 0.9']"]) func reads(_ value: String) {
        #expect(Self.problem(value) == nil)
    }

    @Test(arguments: [("'> 95'", "not a probability"), ("likely", "not a comparison"), ("'> x'", "not a number")])
    func says(_ value: String, _ complaint: String) throws {
        #expect(try #require(Self.problem(value)).contains(complaint))
    }

    @Test(arguments: [("0.97", true), ("0.95", false), ("nonsense", false)])
    func believesWhatIsAssumed(_ assumed: String, _ holds: Bool) throws {
        let rule = "- {id: a, summary: A, spam: '> 0.95', score: 1}\n"
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rule.utf8))])
        let ruleset = try LoadedRules(folder, plugins: InstalledPlugin.withoutMemory([SpamPlugin()])).ruleset
        var judge = try Judge(ruleset: ruleset)
        var post = Post()
        post.add(.body, .text(Array("hello".utf8)))
        let verdict = judge.judge(
            ExaminedPost(post, receivedAt: Community.now, assumptions: ["spam": assumed]), now: Community.now)
        #expect(verdict.findings.isEmpty != holds)
    }
}
