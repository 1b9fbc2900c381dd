import Testing

@testable import Tuning

@Suite struct RuleCostsTests {
    @Test func editedRulesAreMeasuredBeforeOthers() {
        let ids = (0..<400).map { "r\($0)" }
        #expect(RuleCosts.chosen(of: ids, first: []).elementsEqual(ids.prefix(RuleCosts.ruleLimit)))
        let chosen = RuleCosts.chosen(of: ids, first: ["r399", "r2", "gone"])
        #expect(chosen.prefix(4) == ["r2", "r399", "r0", "r1"])
        #expect(chosen.count == RuleCosts.ruleLimit)
        #expect(RuleCosts.chosen(of: ["a", "b"], first: ["b"]) == ["b", "a"])
    }
}
