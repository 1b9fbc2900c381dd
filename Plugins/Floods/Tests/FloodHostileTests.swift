import Moderation
import RuleFiles
import Testing

@testable import FloodsPlugin

/// Whatever comes: bounded, and nothing is lost for good.
@Suite struct FloodHostileTests {
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
        var desk = try Desk("posts_by_author: {count: \"> 1\", within: 1 hour}", memory: memory)
        let verdict = desk.judge("x", by: "jane", observes: false)
        for index in 0..<260_000 {
            var post = Post()
            post.add(Field("author.name"), .text(Array("invented \(index)".utf8)))
            memory.observe(ExaminedPost(post, receivedAt: verdict.decidedAt), verdict)
        }
        #expect(memory.size < 40_000_000)
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
        #expect(state.generations.count == 9)
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
        #expect(desk.memory.size < 1 << 20)
        #expect(!desk.judge("see a0.top/x", by: "2").findings.isEmpty)
        #expect(desk.judge("see a99999.top/x", by: "3").findings.isEmpty)
    }
}
