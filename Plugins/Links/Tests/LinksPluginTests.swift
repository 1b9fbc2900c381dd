import LinksPlugin
import Moderation
import RuleFiles
import Testing

@Suite struct LinksPluginTests {
    private func verdict(_ check: String, _ post: Post) throws -> Verdict {
        let yaml = "- id: r\n  score: 1\n  \(check)\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: InstalledPlugin.withoutMemory([LinksPlugin()]))
        var judge = try Judge(ruleset: loaded.ruleset)
        let now = Instant(seconds: 1_000_000_000)
        return judge.judge(ExaminedPost(post, receivedAt: now), now: now)
    }

    private func post(_ text: String) -> Post {
        var post = Post()
        post.add(.body, .text(Array(text.utf8)))
        return post
    }

    /// What the evidence shows, nil where the check does not hold.
    private func shown(_ check: String, _ post: Post) throws -> [String]? {
        try verdict(check, post).findings.first.map { finding in
            finding.evidence.compactMap { post.quoted($0) }.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test(
        arguments: [
            ("links: \"> 1\"", "a.com b.com", ["a.com", "b.com"]),
            ("links: \"> 1\"", "a.com http://www.a.com/", nil),
            ("links: 0", "no link", []),
            ("links: [0, 2]", "x.com y.com", ["x.com", "y.com"]),
            ("domain: example.com", "see shop.example.com/x and other.com", ["shop.example.com/x"]),
            ("domain: example.com", "see myexample.com", nil),
            ("domain: .top", "买到了 abc.top", ["abc.top"]),
            ("domain (outside): [example.com, b.org]", "example.com b.org c.net", ["c.net"]),
            ("domain (outside): example.com", "example.com", nil),
            ("~domain: example.com", "c.net", []),
            ("domain: bücher.example", "http://xn--bcher-kva.example/1", ["http://xn--bcher-kva.example/1"]),
            ("shortener: [bit.ly, t.cn]", "bit.ly/3abc and t.cn", ["bit.ly/3abc"]),
            ("link_mismatch: true", "[paypal.com](http://evil.example/x)", ["paypal.com](http://evil.example/x"]),
            ("link_mismatch: true", "[paypal.com](http://www.paypal.com/x)", nil),
            ("link_mismatch: false", "a.com and b.com", []),
            ("link_mismatch: true", "https://paypal.com@evil.example/", ["https://paypal.com@evil.example/"]),
            ("link_mismatch: true", "https://me@evil.example/", nil),
            (
                "link_mismatch: true", "<a href=\"http://evil.example/a\">paypal.com</a>",
                ["http://evil.example/a\">paypal.com"]
            ),
            (
                "link_mismatch: true", "[url=http://evil.example/a]paypal.com[/url]",
                ["http://evil.example/a]paypal.com"]
            ),
            ("lookalike_domain: paypal.com", "paypa1.com paypal.com www.paypal.com", ["paypa1.com"]),
            ("lookalike_domain: paypal.com", "http://раураl.com/", ["http://раураl.com/"]),
            ("lookalike_domain: paypal.com", "paypal.com.evil.top", ["paypal.com.evil.top"]),
            ("lookalike_domain: paypal.com", "secure-paypal.net payypal.com", ["secure-paypal.net", "payypal.com"]),
            ("lookalike_domain: apple.com", "example.com pineapple.com", nil),
            ("contacts: wechat", "加微信：abcd12345 领取", ["加微信：abcd12345"]),
            ("contacts: [qq, phone]", "联系 13800005678", ["13800005678"]),
            ("contacts: \"> 1\"", "qq 12345678, mail a@b.com", ["qq 12345678", "a@b.com"]),
            ("contacts: \"qq:12345678\"", "QQ群：12345678", ["QQ群：12345678"]),
            ("contacts: telegram:Some_One", "t.me/some_one", ["t.me/some_one"]),
            ("contacts: telegram:Some_One", "t.me/other_one", nil),
        ] as [(String, String, [String]?)])
    func answers(_ check: String, _ text: String, _ expected: [String]?) throws {
        #expect(try shown(check, post(text)) == expected)
    }

    /// Personal data stays out of the journal: contacts are shown by their place, never as a value.
    @Test func valuesHoldNoContact() throws {
        for check in ["contacts: \">= 1\"", "contacts: email", "links: \">= 0\""] {
            let finding = try #require(verdict(check, post("jane@example.org, QQ 12345678, evil.com")).findings.first)
            #expect(finding.evidence.compactMap(\.value).allSatisfy { Double($0) != nil })
        }
    }

    @Test func looksAtAllFields() throws {
        var post = Post()
        post.add(.title, .text(Array("a.com".utf8)))
        post.add(.url, .text(Array("https://b.com/".utf8)))
        post.add(.links, .text(Array("https://c.com/".utf8)), element: 0)
        post.add(.links, .text(Array("https://d.com/".utf8)), element: 1)
        post.add(Field("author.name"), .text(Array("vx: abc_12345 e.com".utf8)))
        #expect(try shown("links: 4", post)?.count == 4)
        #expect(try shown("contacts: wechat", post) == ["vx: abc_12345"])
    }

    @Test(arguments: [
        ("links: many", "'many' is not a comparison"), ("links: \"> many\"", "'many' is not a number"),
        ("domain: https://a.com/x", "is not a domain"), ("domain: word", "is not a domain"),
        ("link_mismatch: perhaps", "true or false"), ("contacts: wechatt", "did you mean 'wechat'?"),
        ("domain (regex): a.com", "unknown modifier"),
    ])
    func saysWhatToWrite(_ check: String, _ message: String) {
        #expect {
            _ = try verdict(check, Post())
        } throws: { error in
            (error as? RuleProblems)?.description.contains(message) == true
        }
    }
}
