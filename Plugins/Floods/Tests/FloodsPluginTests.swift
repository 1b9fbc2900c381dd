import Moderation
import RuleFiles
import Synchronization
import Testing

@testable import FloodsPlugin

@Suite struct FloodsPluginTests {
    /// A daemon in small: judges a post and, as the real one does behind the journal, lets the memory see it.
    struct Desk {
        let memory: any PluginMemory
        var judge: Judge

        init(_ check: String, kept: Kept? = nil, memory given: FloodMemory? = nil) throws {
            let plugin = FloodsPlugin()
            memory = try given ?? kept?.open() ?? plugin.openMemory(from: nil)
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

    /// A snapshot's files.
    final class Kept: Sendable {
        let head: Mutex<[UInt8]?> = .init(nil)
        let parts: Mutex<[String: [UInt8]]> = .init([:])
        let refused: Mutex<[String]> = .init([])

        /// What was written; nil where nothing changed.
        @discardableResult
        func write(_ memory: any PluginMemory) -> [String]? {
            guard let snapshot = memory.snapshot(beside: Set(parts.withLock { $0.keys })) else { return nil }
            head.withLock { $0 = snapshot.head }
            parts.withLock { parts in
                for (name, bytes) in snapshot.parts { parts[name] = bytes }
                parts = parts.filter { snapshot.needed.contains($0.key) }
            }
            return snapshot.parts.map(\.name).sorted()
        }

        func open() throws -> any PluginMemory {
            let parts = parts.withLock { $0 }
            return try FloodsPlugin().openMemory(
                from: head.withLock { $0 },
                parts: MemoryParts(
                    read: { parts[$0] }, refuse: { name, _ in self.refused.withLock { $0.append(name) } }), cache: nil)
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
        let kept = Kept()
        #expect(kept.write(desk.memory) == ["1-authors-2-0", "1-rest-2"])
        #expect(kept.write(desk.memory) == nil, "nothing changed")
        var again = try Desk(check, kept: kept)
        let verdict = again.judge(Self.campaign[2], by: "c")
        #expect(verdict.campaigns.first == first.campaigns.first)
        #expect(verdict.findings.first?.evidence.first?.value?.hasPrefix("3 posts") == true)
        let all = kept.parts.withLock { $0.values.flatMap { $0 } }
        #expect(!String(decoding: all, as: UTF8.self).contains("Lucy"))
    }

    /// A long memory is kept in parts; what is written is what is new, and all of it comes back.
    @Test func writesWhatIsNew() throws {
        let check = "posts_by_author: {count: \"> 1\", within: 1 hour}"
        var desk = try Desk(check)
        let kept = Kept()
        for index in 0..<130_000 { desk.judge("x", by: "author \(index)") }
        #expect(kept.write(desk.memory) == ["1-authors-125000-0", "1-full", "2-authors-5000-0", "2-rest-5000"])
        for index in 0..<4000 { desk.judge("x", by: "later \(index)") }
        #expect(kept.write(desk.memory) == ["2-authors-9000-0", "2-posts-0", "2-rest-9000"])
        var again = try Desk(check, kept: kept)
        for author in ["author 0", "author 124999", "author 129999", "later 3999"] {
            #expect(again.judge("x", by: author).findings.first?.evidence.first?.value == "2 posts", "\(author)")
        }
        #expect(again.judge("x", by: "nobody").findings.isEmpty)
        desk.memory.forget(author: "author 7")
        #expect(kept.write(desk.memory) == ["1-authors-125000-1"])
    }

    @Test func refusesDamagedHeads() throws {
        var desk = try Desk("first_post: true")
        for index in 0..<50 { desk.judge("post \(index) with http://a\(index).top/", by: "author \(index)") }
        let kept = Kept()
        kept.write(desk.memory)
        let head = try #require(kept.head.withLock { $0 })
        for at in head.indices {
            kept.head.withLock { $0 = head }
            kept.head.withLock { $0?[at] ^= 0x40 }
            #expect(throws: MemoryProblem.self) { try kept.open() }
            kept.head.withLock { $0 = Array(head[..<at]) }
            #expect(throws: MemoryProblem.self) { try kept.open() }
        }
    }

    /// A part that was cut, changed or is gone is refused by name; the memory goes on without it.
    @Test func refusesDamagedParts() throws {
        var desk = try Desk("first_post: true")
        for index in 0..<50 { desk.judge("post \(index) with http://a\(index).top/", by: "author \(index)") }
        let kept = Kept()
        kept.write(desk.memory)
        let parts = kept.parts.withLock { $0 }
        for (name, bytes) in parts {
            for at in stride(from: 0, to: bytes.count, by: 97) {
                for damaged in [nil, Array(bytes[..<at]), bytes[..<at] + [bytes[at] ^ 1] + bytes[(at + 1)...]] {
                    kept.parts.withLock { $0 = parts }
                    kept.parts.withLock { $0[name] = damaged }
                    kept.refused.withLock { $0 = [] }
                    let memory = try kept.open()
                    #expect(kept.refused.withLock { $0 } == [name])
                    #expect((memory as? FloodMemory)?.size ?? .max < 1 << 20)
                }
            }
        }
    }

    // MARK: Forgetting

    /// Of a forgotten author stay posts of nobody.
    @Test func forgetsAnAuthor() throws {
        var desk = try Desk("first_post: true")
        desk.judge("hello", by: "jane")
        desk.judge("hello", by: "joe")
        desk.memory.forget(author: "jane")
        #expect(!desk.judge("hello", by: "jane", observes: false).findings.isEmpty)
        #expect(desk.judge("hello", by: "joe", observes: false).findings.isEmpty)
        let kept = Kept()
        kept.write(desk.memory)
        var again = try Desk("first_post: true", kept: kept)
        #expect(!again.judge("hello", by: "jane", observes: false).findings.isEmpty)
        #expect(again.judge("hello", by: "joe", observes: false).findings.isEmpty)
    }

    @Test(arguments: [
        ("posts_by_author: {count: \"> 2\", within: 1 hour}", true),
        ("same_link: {authors: \"> 2\", within: 1 hour}", true),
        ("similar_posts: {authors: \"> 2\", within: 1 hour}", true),
        ("similar_posts: {count: \"> 2\", within: 1 hour}", false),
    ])
    func countsWithoutAForgottenAuthor(_ check: String, _ forgets: Bool) throws {
        let text = Self.campaign[0] + " http://a.top/x"
        var desk = try Desk(check)
        let isOfOne = check.hasPrefix("posts_by")
        for author in ["jane", isOfOne ? "jane" : "joe"] { desk.judge(text, by: author) }
        let last = isOfOne ? "jane" : "jim"
        #expect(!desk.judge(text, by: last, observes: false).findings.isEmpty)
        desk.memory.forget(author: "jane")
        #expect(desk.judge(text, by: last, observes: false).findings.isEmpty == forgets)
    }

    // MARK: Hostile

    @Test func clockJumps() throws {
        var desk = try Desk("posts_by_author: {count: \"> 2\", within: 1 hour}")
        for seconds in [0, 3e8, -9e8, 1, 2] as [Double] { desk.judge("text", by: "jane", at: seconds) }
        #expect(desk.judge("text", by: "jane", at: 3).findings.first?.evidence.first?.value == "4 posts")
        #expect(desk.judge("text", by: "jane", at: -1e12).findings.isEmpty)
        #expect(desk.judge("text", by: "jane", at: 1e12).findings.isEmpty)
    }

    /// Invented authors take what any posts take; each is still known.
    @Test func manyAuthorsStayBounded() throws {
        let memory = FloodMemory()
        var desk = try Desk("posts_by_author: {count: \"> 1\", within: 1 hour}")
        let verdict = desk.judge("x", by: "jane", observes: false)
        for index in 0..<260_000 {
            var post = Post()
            post.add(Field("author.name"), .text(Array("invented \(index)".utf8)))
            memory.observe(ExaminedPost(post, receivedAt: verdict.decidedAt), verdict)
        }
        #expect(memory.size < 40_000_000)
        desk = try Desk("posts_by_author: {count: \"> 1\", within: 1 hour}", memory: memory)
        #expect(!desk.judge("x", by: "invented 0", observes: false).findings.isEmpty)
        #expect(desk.judge("x", by: "somebody else", observes: false).findings.isEmpty)
        #expect(!desk.judge("x", by: "invented 259999", observes: false).findings.isEmpty)
        #expect(!desk.judge("x", by: "invented 130000", observes: false).findings.isEmpty)
        #expect(FloodMemory().size < 5 << 20)
    }

    /// Of a million, the oldest are forgotten; what it takes stays.
    @Test func aMillionAuthorsMakeRoom() {
        // Authors are hashes, so they are spread.
        func author(_ number: UInt32) -> UInt32 { number &* 0x9E37_79B1 }
        var state = FloodState(salt: 1)
        var largest = 0
        for number in 1...UInt32(1_200_000) {
            state.add(RememberedPost(time: 1000, author: author(number), campaign: 0), [], keep: 86_400)
            if number % 50_000 == 0 { largest = max(largest, state.generations.reduce(0) { $0 + $1.size }) }
        }
        #expect(largest < 120_000_000)
        #expect(state.generations.count == FloodState.generationLimit)
        for number in [1, 75_000, 1_200_001] as [UInt32] { #expect(!state.knows(author: author(number)), "\(number)") }
        for number in [125_001, 700_000, 1_200_000] as [UInt32] {
            #expect(state.knows(author: author(number)), "\(number)")
        }
    }

    /// Only a few of a post's links are remembered, and one post takes what any post takes.
    @Test func aPostOfAHundredThousandLinks() throws {
        let text = (0..<100_000).map { "a\($0).top/x " }.joined()
        var desk = try Desk("same_link: {count: \"> 1\", within: 1 hour}")
        #expect(desk.judge(text, by: "1").findings.isEmpty)
        #expect((desk.memory as? FloodMemory)?.size ?? .max < 1 << 20)
        #expect(!desk.judge("see a0.top/x", by: "2").findings.isEmpty)
        #expect(desk.judge("see a99999.top/x", by: "3").findings.isEmpty)
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
