import Testing

@testable import Moderation

@Suite struct RolloutTests {
    private func rule(_ id: String, _ rollout: Double, _ mode: Rule.Mode = .live) -> Rule {
        Rule(
            id: id, location: SourceLocation(file: "f", line: 1, column: 1), score: 4, mode: mode, rollout: rollout,
            condition: .all([]), checks: [])
    }

    private func hash(_ number: Int) -> UInt64 {
        var post = Post()
        post.add(.body, .text(Array("post number \(number)".utf8)))
        return post.rolloutHash
    }

    /// 20,000 posts: four standard deviations are 0.6 to 1.4 points.
    @Test(arguments: [0.01, 0.1, 0.5, 0.9])
    func actsOnAboutItsShare(rollout: Double) {
        let rule = rule("a-rule", rollout)
        let live = (0..<20_000).count { rule.mode(forHash: hash($0)) == .live }
        #expect((Double(live) / 20_000 - rollout).magnitude < 0.015)
    }

    @Test func aGreaterShareHoldsTheSmaller() {
        let (small, great) = (rule("a", 0.1), rule("a", 0.3))
        for number in 0..<2000 where small.mode(forHash: hash(number)) == .live {
            #expect(great.mode(forHash: hash(number)) == .live)
        }
    }

    @Test func rulesHaveSharesOfTheirOwn() {
        let (a, b) = (rule("a", 0.5), rule("b", 0.5))
        let both = (0..<4000).count {
            a.mode(forHash: hash($0)) == .live && b.mode(forHash: hash($0)) == .live
        }
        #expect((800...1200).contains(both))
    }

    @Test func theWholeAndTheShadowAreAsTheyAre() {
        #expect(rule("a", 1).mode(forHash: 5) == .live)
        #expect((0..<500).allSatisfy { rule("a", 0.9, .shadow).mode(forHash: hash($0)) == .shadow })
    }
}
