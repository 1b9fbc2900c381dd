import Foundation
import Moderation
import RuleFiles
import Testing

@testable import Daemon

@Suite struct RulesInForceTests {
    static let policy = "breaker: {hits: 10, share: 10%, within: 1 hours}\n"

    static func rules(_ ids: [String], more: String = "") throws -> LoadedRules {
        try LetterPlugin.loaded([
            "a.yaml": ids.map { LetterPlugin.rule($0) }.joined() + more, "moongate.yaml": policy,
        ])
    }

    static func inForce(_ loaded: LoadedRules) -> RulesInForce {
        let rules = RulesInForce(.init(loaded: loaded, loadedAt: Instant(seconds: 0), source: .folder))
        rules.watch(loaded.ages())
        return rules
    }

    private static func live(_ rules: RulesInForce) -> [String] {
        rules.current.loaded.ruleset.rules.filter { $0.mode == .live }.map(\.id)
    }

    /// The set of tripped rules was taken under one lock and put in force under another: of two workers that tripped a rule
    /// each, the later one could put the earlier one's rule back in force, where nobody watched it any more. A reload and an
    /// acceptance could do the same.
    @Test(arguments: 0..<20)
    func twoWorkersLostARuleThatTripped(_ round: Int) throws {
        let ids = (0..<40).map { "r\($0)" }
        let rules = Self.inForce(try Self.rules(ids))
        let single = try ids.map { try Self.rules([$0]).verdict() }
        let edited = try Self.rules(ids, more: "# edition \(round)\n")
        DispatchQueue.concurrentPerform(iterations: 3) { thread in
            if thread == 2 {
                for _ in 0..<10 {
                    rules.swap(to: edited, edited.ages(), change: nil, judges: [], at: Instant(seconds: 1000))
                    rules.keep()
                }
                return
            }
            for index in stride(from: thread, to: ids.count, by: 2) {
                // Enough to trip even if posts of the other thread count for the share.
                let hits = Breaker.Hits(.init(repeating: single[index], count: 2000))
                _ = rules.count(hits, at: Instant(seconds: 1001))
            }
        }
        let tripped = Set(rules.breaker.tripped.keys)
        #expect(Set(Self.live(rules)) == Set(ids).subtracting(tripped))
        #expect(tripped.count > 1)
    }

    @Test func ofTwoWorkersBothRulesStayInShadow() throws {
        let rules = Self.inForce(try Self.rules(["a", "b"]))
        for id in ["a", "b"] {
            _ = rules.count(
                Breaker.Hits(.init(repeating: try Self.rules([id]).verdict(), count: 100)), at: Instant(seconds: 1001))
        }
        #expect(Self.live(rules) == [])
    }

    @Test func aSwapKeepsWhatTripped() throws {
        let loaded = try Self.rules(["a", "b"])
        let rules = Self.inForce(loaded)
        _ = rules.count(
            Breaker.Hits(.init(repeating: try Self.rules(["a"]).verdict(), count: 100)), at: Instant(seconds: 1001))
        let edited = try Self.rules(["a", "b", "c"])
        rules.swap(to: edited, edited.ages(), change: nil, judges: [], at: Instant(seconds: 1002))
        #expect(Self.live(rules) == ["b", "c"])
        #expect(rules.accept() == ["a"])
        #expect(Self.live(rules) == ["a", "b", "c"])
    }

    /// Each SIGHUP made every worker build a new judge.
    @Test func anUnchangedFolderWasASwap() throws {
        let rules = Self.inForce(try Self.rules(["a"]))
        let version = rules.version
        rules.keep(because: [], isUnreadable: false)
        rules.keep()
        #expect(rules.version == version)
    }

    @Test func aWorkerIsHandedItsJudgeOnce() throws {
        let loaded = try Self.rules(["a"])
        let rules = Self.inForce(loaded)
        let before = rules.following(worker: 1)
        #expect(before.prepared == nil)
        let judges = try (0..<2).map { _ in try PreparedJudge(loaded.ruleset) }
        rules.swap(to: loaded, [:], change: nil, judges: judges, at: Instant(seconds: 1))
        let following = rules.following(worker: 1)
        #expect(following.prepared === judges[1])
        #expect(following.number == before.number + 1)
        #expect(rules.following(worker: 1).prepared == nil)
        #expect(rules.following(worker: 7).prepared == nil)
    }

    @Test func rulesInShadowAreNoNewRules() throws {
        let rules = Self.inForce(try Self.rules(["a"]))
        let before = rules.following(worker: 0)
        _ = rules.count(
            Breaker.Hits(.init(repeating: try Self.rules(["a"]).verdict(), count: 100)), at: Instant(seconds: 1001))
        let after = rules.following(worker: 0)
        #expect(after.version != before.version)
        #expect(after.number == before.number)
    }
}
