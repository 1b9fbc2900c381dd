import Moderation
import Testing

@Suite struct PolicyTests {
    static func rule(_ score: Double = 0, _ action: Rule.Action? = nil) -> Rule {
        Rule(
            id: "r\(score)\(action?.rawValue ?? "")", location: SourceLocation(file: "t.yaml", line: 1, column: 1),
            score: score, action: action, condition: .all([]), checks: [])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var fired: [Rule] = []
        var undecided: [Rule] = []
        let outcome: Outcome
        var by = Policy.Reason.score
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "nothing", outcome: .approved),
        Case(name: "below", fired: [rule(3.9)], outcome: .approved),
        Case(name: "at the threshold", fired: [rule(4)], outcome: .flagged),
        Case(name: "tenths add up", fired: [rule(0.1), rule(0.2), rule(3.7)], outcome: .flagged),
        Case(name: "negative scores excuse", fired: [rule(5), rule(-2)], outcome: .approved),
        Case(name: "rejected by score", fired: [rule(10)], outcome: .rejected),
        Case(
            name: "approve beats the score", fired: [rule(20), rule(0, .approve)], outcome: .approved,
            by: .action(.approve)),
        Case(
            name: "flag beats approve", fired: [rule(0, .flag), rule(0, .approve)], outcome: .flagged,
            by: .action(.flag)),
        Case(
            name: "reject beats all", fired: [rule(0, .reject), rule(0, .flag), rule(0, .approve)], outcome: .rejected,
            by: .action(.reject)),
        Case(name: "undecided and it matters", undecided: [rule(4)], outcome: .flagged, by: .undecided),
        Case(name: "undecided and too small to matter", undecided: [rule(3)], outcome: .approved),
        Case(name: "undecided, flagged anyway", fired: [rule(5)], undecided: [rule(3)], outcome: .flagged),
        Case(name: "undecided could reject", fired: [rule(5)], undecided: [rule(6)], outcome: .flagged, by: .undecided),
        Case(name: "undecided excuse", fired: [rule(5)], undecided: [rule(-3)], outcome: .flagged, by: .undecided),
        Case(
            name: "undecided approval", fired: [rule(5)], undecided: [rule(0, .approve)], outcome: .flagged,
            by: .undecided),
        Case(name: "two undecided add up", undecided: [rule(2), rule(2)], outcome: .flagged, by: .undecided),
        Case(
            name: "a decided action makes undecided scores moot", fired: [rule(0, .flag)], undecided: [rule(2)],
            outcome: .flagged, by: .action(.flag)),
    ])
    func decides(_ one: Case) {
        let policy = Policy(thresholds: .init(flagAt: 4, rejectAt: 10))
        let decided = policy.decide(
            fired: one.fired.map { Policy.Vote($0) }, undecided: one.undecided.map { Policy.Vote($0) }, channel: nil)
        #expect(decided.outcome == one.outcome)
        #expect(decided.by == one.by)
    }

    @Test func channelsHaveThresholdsOfTheirOwn() {
        let policy = Policy(channels: ["market": .init(flagAt: 2)])
        #expect(policy.decide(fired: [.init(Self.rule(3))], undecided: [], channel: "market").outcome == .flagged)
        #expect(policy.decide(fired: [.init(Self.rule(3))], undecided: [], channel: "chat").outcome == .approved)
        #expect(policy.decide(fired: [.init(Self.rule(99))], undecided: [], channel: nil).outcome == .flagged)
    }
}
