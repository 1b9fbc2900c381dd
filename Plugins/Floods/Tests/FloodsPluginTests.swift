import Moderation
import RuleFiles
import Testing

@testable import FloodsPlugin

@Suite struct FloodsPluginTests {
    @Test(arguments: [Sample.english, Sample.chinese])
    func findsVariants(_ texts: [String]) throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 10 minutes}")
        let first = desk.judge(texts[0])
        #expect(first.findings.isEmpty)
        #expect(first.annotations["campaigns"].count == 1)
        for (index, text) in texts.dropFirst().enumerated() {
            let verdict = desk.judge(text, at: Double(index))
            #expect(verdict.findings.first?.evidence.first?.value?.hasPrefix("\(index + 2) posts") == true, "\(text)")
            #expect(verdict.annotations["campaigns"].first == first.annotations["campaigns"].first, "\(text)")
        }
        #expect(desk.judge("I went to the market and bought three melons for my mother").findings.isEmpty)
        #expect(desk.judge("今天天气真好，我们一起去公园散步吧，顺便吃个饭").findings.isEmpty)
    }

    /// The tables grow while they are filled; what was there before is still found.
    @Test(arguments: [1, 100, 1500, 3000])
    func findsAmongMany(_ count: Int) throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 1 day}")
        desk.judge(Sample.english[0])
        for index in 0..<count {
            var text = "post"
            for word in 0..<12 { text += " " + String((index &* 7919 &+ 13) &* (word &+ 3) &* 104_729, radix: 36) }
            desk.judge(text)
        }
        #expect(!desk.judge(Sample.english[1]).findings.isEmpty)
    }

    @Test func windowsSlide() throws {
        var desk = try Desk("similar_posts: {count: \"> 2\", within: 10 minutes}")
        let text = Sample.english[0]
        for minute in [0, 8, 16, 24] { #expect(desk.judge(text, at: Double(minute * 60)).findings.isEmpty) }
        #expect(!desk.judge(text, at: 25 * 60).findings.isEmpty)
    }

    @Test func countsAuthors() throws {
        var desk = try Desk("similar_posts: {authors: \"> 1\", within: 1 hour}")
        #expect(desk.judge(Sample.english[0], by: "a").findings.isEmpty)
        #expect(desk.judge(Sample.english[1], by: "a").findings.isEmpty)
        #expect(!desk.judge(Sample.english[2], by: "b").findings.isEmpty)
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
        for _ in 0..<3 { #expect(desk.judge(Sample.english[0], observes: false).findings.isEmpty) }
    }

    /// What many say is no campaign.
    @Test(arguments: ["谢谢", "ok", "👍👍👍", "12345678", "http://a.com/x", ""])
    func shortTextsAreNoCampaign(_ text: String) throws {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 1 hour}")
        for _ in 0..<5 {
            #expect(desk.judge(text).findings.isEmpty)
            #expect(desk.judge(text).annotations["campaigns"].isEmpty)
        }
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

    /// The documents promised `similar_posts.authors`, and loading refused it as a key that no rule asks for.
    @Test(
        arguments: [
            ("fires: [{body: x, assume: {similar_posts: 9, similar_posts.authors: 3}}]", nil),
            ("passes: [{body: x, assume: {similar_posts: 9, similar_posts.authors: 2}}]", nil),
            ("fires: [{body: x, assume: {similar_posts.authors: 5}}]", nil),
            ("passes: [{body: x, assume: {similar_posts.author: 5}}]", "no rule asks for 'similar_posts.author'"),
        ] as [(String, String?)])
    func anExampleCouldNotAssumeAuthorsAlone(_ example: String, _ problem: String?) {
        let yaml = "- id: r\n  score: 1\n  similar_posts: {count: '> 4', authors: '> 2', within: 1 hour}\n"
        var found: String?
        do throws(RuleProblems) {
            _ = try LoadedRules(
                RuleFolder(files: [.init(path: "r.yaml", bytes: Array((yaml + "  examples: {\(example)}\n").utf8))]),
                plugins: InstalledPlugin.withoutMemory([FloodsPlugin()]))
        } catch {
            found = error.description
        }
        #expect(problem == nil ? found == nil : found?.contains(problem ?? "") == true, "\(found ?? "")")
    }

    @Test(arguments: [
        ("similar_posts: \"> 4\"", "needs a number and a time"),
        ("similar_posts: {count: \"> 4\"}", "within is missing"),
        ("similar_posts: {within: 1 hour}", "what is counted is missing"),
        ("similar_posts: {count: many, within: 1 hour}", "not a comparison"),
        ("similar_posts: {count: 4, within: soon}", "not a length of time"),
        ("similar_posts: {count: 4, within: 40 days}", "at most 31 days"),
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
