import FloodsPlugin
import Moderation
import RuleFiles
import Testing

@Suite struct FloodsPluginTests {
    /// A daemon in small: judges a post and, as the real one does behind the journal, lets the memory see it.
    struct Desk {
        let memory: any PluginMemory
        var judge: Judge

        init(_ check: String, snapshot: [UInt8]? = nil) throws {
            let plugin = FloodsPlugin()
            memory = try plugin.openMemory(from: snapshot)
            let yaml = "- id: r\n  score: 1\n  \(check)\n"
            let loaded = try LoadedRules(
                RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
                plugins: [InstalledPlugin(plugin, memory: memory)])
            judge = try Judge(ruleset: loaded.ruleset)
        }

        @discardableResult
        mutating func judge(_ text: String, by author: String? = nil, at seconds: Double = 0, observes: Bool = true)
            -> Verdict
        {
            var post = Post()
            post.add(.body, .text(Array(text.utf8)))
            if let author { post.add(Field("author.name"), .text(Array(author.utf8))) }
            let now = Instant(seconds: 1_000_000_000 + seconds)
            let examined = ExaminedPost(post, receivedAt: now)
            let verdict = judge.judge(examined, now: now)
            if observes { memory.observe(examined, verdict) }
            return verdict
        }
    }

    static let campaign = [
        "Earn money from home, no experience needed, write to Lucy and start today!",
        "🔥🔥 Earn money from home!! no experience needed... write to Lucy and start today 🔥",
        "Earn money from hоme, no ехperience needed, write to Lucy and start today! 4711",
        "write to Lucy and start today! Earn money from home, no experience needed",
        "Hey friends: Earn money from home, no experience needed, write to Lucy and start today! http://a.top/1",
        "E a r n money from home, no experience needed, write to Lucy and start today!",
    ]
    static let chinese = [
        "在家就能做的兼职，一天三百，名额有限，需要的加我", "🔥在家就能做的兼职！一天三百！名额有限！需要的加我🔥",
        "在家就能做的兼职，一天500，名额有限，需要的加我 vx：abc12345", "名额有限，需要的加我，在家就能做的兼职，一天三百",
        "姐妹们看过来，在家就能做的兼职，一天三百，名额有限，需要的加我",
    ]

    @Test(arguments: [campaign, chinese])
    func findsVariants(_ texts: [String]) throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 10 minutes}")
        let first = desk.judge(texts[0])
        #expect(first.findings.isEmpty && first.campaigns.count == 1)
        for (index, text) in texts.dropFirst().enumerated() {
            let verdict = desk.judge(text, at: Double(index))
            #expect(verdict.findings.first?.evidence.first?.value?.hasPrefix("\(index + 2) posts") == true, "\(text)")
            #expect(verdict.campaigns.first == first.campaigns.first, "\(text)")
        }
        #expect(desk.judge("I went to the market and bought three melons for my mother").findings.isEmpty)
        #expect(desk.judge("今天天气真好，我们一起去公园散步吧，顺便吃个饭").findings.isEmpty)
    }

    /// The tables grow while they are filled; what was there before is still found.
    @Test(arguments: [1, 100, 1500, 3000])
    func findsAmongMany(_ count: Int) throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 1 day}")
        desk.judge(Self.campaign[0])
        for index in 0..<count {
            var text = "post"
            for word in 0..<12 { text += " " + String((index &* 7919 &+ 13) &* (word &+ 3) &* 104_729, radix: 36) }
            desk.judge(text)
        }
        #expect(!desk.judge(Self.campaign[1]).findings.isEmpty)
    }

    @Test func windowsSlide() throws {
        var desk = try Desk("similar_posts: {count: \"> 2\", within: 10 minutes}")
        let text = Self.campaign[0]
        for minute in [0, 8, 16, 24] { #expect(desk.judge(text, at: Double(minute * 60)).findings.isEmpty) }
        #expect(!desk.judge(text, at: 25 * 60).findings.isEmpty)
    }

    @Test func countsAuthors() throws {
        var desk = try Desk("similar_posts: {authors: \"> 1\", within: 1 hour}")
        #expect(desk.judge(Self.campaign[0], by: "a").findings.isEmpty)
        #expect(desk.judge(Self.campaign[1], by: "a").findings.isEmpty)
        #expect(!desk.judge(Self.campaign[2], by: "b").findings.isEmpty)
    }

    @Test func countsPostsOfAnAuthor() throws {
        var desk = try Desk("posts_by_author: {count: \"> 3\", within: 1 hour}")
        for index in 0..<3 {
            #expect(desk.judge("post number \(index)", by: "jane", at: Double(index)).findings.isEmpty)
        }
        #expect(desk.judge("another", by: "joe", at: 4).findings.isEmpty)
        #expect(desk.judge("anonymous", at: 4).findings.isEmpty)
        #expect(desk.judge("one more", by: "jane", at: 5).findings.first?.evidence.first?.value == "4 posts")
        #expect(desk.judge("much later", by: "jane", at: 7200).findings.isEmpty)
    }

    @Test func followsALink() throws {
        var desk = try Desk("same_link: {authors: \"> 2\", within: 1 day}")
        #expect(desk.judge("look http://a.top/x", by: "1").findings.isEmpty)
        #expect(desk.judge("好看 a.top/x", by: "1").findings.isEmpty)
        #expect(desk.judge("see a[.]top/x", by: "2").findings.isEmpty)
        #expect(desk.judge("see b.top/x", by: "4").findings.isEmpty)
        let evidence = desk.judge("it is www.a.top/x/", by: "3").findings.first?.evidence
        #expect(evidence?.first?.value == "3 authors")
        #expect(evidence?.last?.range == 6..<18)
    }

    @Test func firstPost() throws {
        var desk = try Desk("first_post: true")
        #expect(!desk.judge("hello", by: "jane").findings.isEmpty)
        #expect(desk.judge("hello again", by: "jane").findings.isEmpty)
        #expect(desk.judge("hello").findings.isEmpty)
    }

    /// Judging is pure: only what was journalled counts.
    @Test func onlyObservedPostsCount() throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 1 hour}")
        for _ in 0..<3 { #expect(desk.judge(Self.campaign[0], observes: false).findings.isEmpty) }
    }

    /// What many say is no campaign.
    @Test(arguments: ["谢谢", "ok", "👍👍👍", "12345678", "http://a.com/x", ""])
    func shortTextsAreNoCampaign(_ text: String) throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 1 hour}")
        for _ in 0..<5 { #expect(desk.judge(text).findings.isEmpty && desk.judge(text).campaigns.isEmpty) }
    }

    @Test func examplesAssume() throws {
        let yaml = """
            - id: r
              score: 1
              similar_posts: {count: "> 4", within: 10 minutes}
              examples:
                fires: [{body: x, assume: {similar_posts: 5}}]
                passes: [{body: x, assume: {similar_posts: 4}}, x]
            - id: s
              score: 1
              same_link: {authors: "> 3", within: 1 day}
              examples:
                fires: [{body: x, assume: {same_link: 4}}]
            - id: t
              score: 1
              first_post: true
              examples:
                fires: [{body: x, assume: {first_post: true}}]
                passes: [{body: x, assume: {first_post: false}}]
            """
        _ = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: InstalledPlugin.withoutMemory([FloodsPlugin()]))
    }

    // MARK: Kept

    @Test func survivesARestart() throws {
        let check = "similar_posts: {count: \"> 1\", within: 1 hour}"
        var desk = try Desk(check)
        let first = desk.judge(Self.campaign[0], by: "a")
        desk.judge(Self.campaign[1], by: "b")
        let snapshot = try #require(desk.memory.snapshot())
        #expect(desk.memory.snapshot() == nil, "nothing changed")
        var again = try Desk(check, snapshot: snapshot)
        let verdict = again.judge(Self.campaign[2], by: "c")
        #expect(verdict.campaigns.first == first.campaigns.first)
        #expect(verdict.findings.first?.evidence.first?.value?.hasPrefix("3 posts") == true)
        #expect(!String(decoding: snapshot, as: UTF8.self).contains("Lucy"))
    }

    @Test func refusesDamagedSnapshots() throws {
        var desk = try Desk("first_post: true")
        for index in 0..<50 { desk.judge("post \(index) with http://a\(index).top/", by: "author \(index)") }
        let snapshot = try #require(desk.memory.snapshot())
        #expect(throws: MemoryProblem.self) { try FloodsPlugin().openMemory(from: []) }
        for at in stride(from: 0, to: snapshot.count, by: 997) {
            var changed = snapshot
            changed[at] ^= 0x40
            #expect(throws: MemoryProblem.self) { try FloodsPlugin().openMemory(from: changed) }
            #expect(throws: MemoryProblem.self) { try FloodsPlugin().openMemory(from: Array(snapshot[..<at])) }
        }
    }

    // MARK: Hostile

    @Test func clockJumps() throws {
        var desk = try Desk("posts_by_author: {count: \"> 2\", within: 1 hour}")
        for seconds in [0, 3e8, -9e8, 1, 2] as [Double] { desk.judge("text", by: "jane", at: seconds) }
        #expect(desk.judge("text", by: "jane", at: 3).findings.first?.evidence.first?.value == "4 posts")
        #expect(desk.judge("text", by: "jane", at: -1e12).findings.isEmpty)
        #expect(desk.judge("text", by: "jane", at: 1e12).findings.isEmpty)
    }

    /// Invented authors push out the oldest posts and nothing else.
    @Test func manyAuthorsStayBounded() throws {
        var desk = try Desk("posts_by_author: {count: \"> 3\", within: 1 hour}")
        for index in 0..<140_000 { desk.judge("x", by: "invented \(index)") }
        let memory = try #require(desk.memory as? FloodMemory)
        #expect(memory.size < 30 << 20)
        #expect(FloodMemory().size < 5 << 20)
    }

    @Test(arguments: [
        ("similar_posts: \"> 4\"", "wants a number and a time"),
        ("similar_posts: {count: \"> 4\"}", "within is missing"),
        ("similar_posts: {within: 1 hour}", "what is counted is missing"),
        ("similar_posts: {count: many, within: 1 hour}", "no comparison"),
        ("similar_posts: {count: 4, within: soon}", "no length of time"),
        ("similar_posts: {count: 4, within: 40 days}", "longer than 31 days"),
        ("posts_by_author: {authors: 4, within: 1 hour}", "unknown key 'authors'"),
        ("first_post: maybe", "true or false"),
    ])
    func saysWhatToWrite(_ check: String, _ message: String) {
        #expect {
            _ = try Desk(check)
        } throws: { error in
            (error as? RuleProblems)?.description.contains(message) == true
        }
    }
}
