import FactsPlugin
import Moderation
import RuleFiles
import Testing

@Suite struct FactsPluginTests {
    static let now = Instant(seconds: 1_000_000_000)

    static var post: Post {
        var post = Post()
        post.add(.body, .text(Array("加微信abc".utf8)))
        post.add(.authorCreatedAt, .time(Instant(seconds: now.seconds - 3 * 86_400)))
        post.add(.replyTo, .text([0x31]))
        post.add(Field("extra.likes"), .number(7))
        post.add(Field("extra.verified"), .truth(false))
        post.add(Field("extra.edited_at"), .text(Array("2001-09-09T01:00:00Z".utf8)))
        return post
    }

    private func value(_ check: String, of post: Post = post) throws -> String? {
        let yaml = "- id: r\n  score: 1\n  \(check)\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: InstalledPlugin.withoutMemory([FactsPlugin()]))
        var judge = try Judge(ruleset: loaded.ruleset)
        let verdict = judge.judge(ExaminedPost(post, receivedAt: Self.now), now: Self.now)
        return verdict.findings.first.map { $0.evidence.first?.value ?? "" }
    }

    @Test(
        arguments: [
            ("body_length: \"> 5\"", "6"), ("body_length: \"> 6\"", nil), ("body_length: 6", "6"),
            ("body_length: \"= 6\"", "6"),
            ("body_length: [\"< 2\", \">= 6\"]", "6"), ("title_length: 0", "0"),
            ("author.account_age: \"< 7 days\"", "3 days"), ("author.account_age: \"< 2 days\"", nil),
            ("author.account_age: \"> 1.5 days\"", "3 days"), ("author.account_age: \"<= 1 week\"", "3 days"),
            ("is_reply: true", "true"), ("is_reply: no", nil), ("type: [text, reply]", "reply"), ("type: link", nil),
            ("extra.likes (number): \"> 5\"", "7"), ("extra.dislikes (number): \"< 5\"", nil),
            ("extra.verified (truth): false", "false"), ("extra.edited_at (age): \"< 1 hour\"", "46 minutes"),
            ("~author.account_age: \"> 30 days\"", ""),
        ] as [(String, String?)])
    func compares(_ check: String, _ expected: String?) throws {
        #expect(try value(check) == expected)
    }

    /// What a post does not tell holds for no comparison.
    @Test(arguments: [
        "author.account_age: \"> 0 days\"", "author.account_age: \"< 99 years\"", "post_age: \"> 0 seconds\"",
    ])
    func missing(_ check: String) throws {
        var post = Post()
        post.add(.body, .text([0x61]))
        #expect(try value(check, of: post) == nil)
    }

    /// The age is that at the time of posting, however late the post is judged.
    @Test func ageAtPosting() throws {
        var post = Self.post
        post.add(.createdAt, .time(Instant(seconds: Self.now.seconds - 2.5 * 86_400)))
        #expect(try value("author.account_age: \"< 1 day\"", of: post) == "12 hours")
    }

    @Test(arguments: [
        ("body_length: many", "'many' is not a comparison"), ("body_length: \"> many\"", "'many' is not a number"),
        ("author.account_age: \"< 7\"", "is not a length of time"),
        ("author.account_age: \"< 7 dayz\"", "is not a length of time"),
        ("is_reply: perhaps", "neither true nor false"), ("is_reply: \"> true\"", "cannot be compared"),
        ("type: video", "none of reply, link, text"), ("body_length (regex): 5", "unknown modifier 'regex'"),
        ("body_length: \"\"", "is not a comparison"), ("body_length: \"> nan\"", "'nan' is not a number"),
    ])
    func saysWhatToWrite(_ check: String, _ message: String) {
        #expect {
            _ = try value(check)
        } throws: { error in
            (error as? RuleProblems)?.description.contains(message) == true
        }
    }
}
