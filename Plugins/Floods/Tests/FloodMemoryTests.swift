import Moderation
import RuleFiles
import Synchronization
import Testing

@testable import FloodsPlugin

/// What is kept over a restart, and what is forgotten.
@Suite struct FloodMemoryTests {
    @Test func survivesARestart() throws {
        let check = "similar_posts: {count: \"> 1\", within: 1 hour}"
        var desk = try Desk(check)
        let first = desk.judge(Sample.english[0], by: "a")
        desk.judge(Sample.english[1], by: "b")
        let kept = Kept()
        #expect(kept.write(desk.memory) == ["1-authors-2-0", "1-rest-2"])
        #expect(kept.write(desk.memory) == nil, "nothing changed")
        var again = try Desk(check, kept: kept)
        let verdict = again.judge(Sample.english[2], by: "c")
        #expect(verdict.annotations["campaigns"].first == first.annotations["campaigns"].first)
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
        #expect(kept.write(desk.memory) == ["1-authors-125000-0", "1-closed", "2-authors-5000-0", "2-rest-5000"])
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
                    #expect(memory?.size ?? .max < 1 << 20)
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
        let text = Sample.english[0] + " http://a.top/x"
        var desk = try Desk(check)
        let isOfOne = check.hasPrefix("posts_by")
        for author in ["jane", isOfOne ? "jane" : "joe"] { desk.judge(text, by: author) }
        let last = isOfOne ? "jane" : "jim"
        #expect(!desk.judge(text, by: last, observes: false).findings.isEmpty)
        desk.memory.forget(author: "jane")
        #expect(desk.judge(text, by: last, observes: false).findings.isEmpty == forgets)
    }

    // MARK: Bounded

    /// Posts go by their age as well as by their number: what is beyond the longest window is not kept.
    @Test func forgetsWhatIsOld() throws {
        var desk = try Desk("posts_by_author: {count: \"> 1\", within: 1 minute}")
        var sizes: [Int] = []
        for index in 0..<60_000 {
            desk.judge("x", by: "author \(index)", at: Double(index) / 100)
            if index % 10_000 == 9_999 { sizes.append(desk.memory.size) }
        }
        // A minute has 6,000 posts; with an eighth of a window on either side that is 7,500, and tables double.
        #expect(sizes.allSatisfy { $0 < 2_000_000 }, "\(sizes)")
        #expect(sizes[5] <= sizes[1], "\(sizes)")
        #expect(!desk.judge("x", by: "author 59000", at: 600, observes: false).findings.isEmpty)
        #expect(desk.judge("x", by: "author 50000", at: 600, observes: false).findings.isEmpty)
    }

    /// What no rule asks for is not remembered, and what was remembered goes when its time is over.
    @Test func remembersWhatRulesAskFor() throws {
        let memory = FloodMemory()
        func posts() -> Int { memory.read { $0.generations.reduce(0) { $0 + $1.count } } }
        do {
            var desk = try Desk("same_link: {count: \"> 1\", within: 1 hour}", memory: memory)
            desk.judge(Sample.english[0], by: "jane")
            #expect(posts() == 0, "no link")
            desk.judge("see a.top/x", by: "jane")
            #expect(posts() == 1)
            desk.ruleset.end()
        }
        // That ruleset is retired.
        var other = try Desk("first_post: true")
        func observe(at seconds: Double) {
            var post = Post()
            post.add(.body, .text(Array("see b.top/x".utf8)))
            let verdict = other.judge("see b.top/x", at: seconds, observes: false)
            memory.observe(ExaminedPost(post, receivedAt: verdict.decidedAt), verdict)
        }
        observe(at: 60)
        #expect(posts() == 1, "nobody asks, but it may be asked again within the hour")
        observe(at: 7200)
        #expect(posts() == 0)
    }

    /// While workers go over to the next ruleset, both are served.
    @Test func servesEveryRulesetInForce() throws {
        let memory = FloodMemory()
        let first = try Desk("same_link: {count: \"> 1\", within: 1 hour}", memory: memory)
        #expect(!memory.demands.now.wanted.similar)
        let second = try Desk("similar_posts: {count: \"> 1\", within: 1 day}", memory: memory)
        #expect(memory.demands.now.wanted.similar)
        #expect(memory.demands.now.wanted.links)
        #expect(memory.demands.now.keep == 86_400)
        second.ruleset.end()
        #expect(!memory.demands.now.wanted.similar)
        #expect(memory.demands.now.keep == 3600)
        first.ruleset.end()
        #expect(!memory.demands.now.wanted.links)
    }

    /// A folder that the guard refused was remembered for, as long as something held what was compiled of it.
    @Test func rulesThatWereOnlyCompiledWereServed() throws {
        let memory = FloodMemory()
        let yaml = "- {id: r, score: 1, first_post: true}\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: [InstalledPlugin(FloodsPlugin(), memory: memory)])
        _ = try Judge(ruleset: loaded.ruleset)
        #expect(!memory.demands.now.wanted.authors)
        loaded.ruleset.begin()
        #expect(memory.demands.now.wanted.authors)
    }
}
