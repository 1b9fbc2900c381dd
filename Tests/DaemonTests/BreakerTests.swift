import Moderation
import RuleFiles
import Spool
import Testing
import Tuning

@testable import Daemon

@Suite struct BreakerTests {
    private static let policy = "breaker: {hits: 10, share: 10%, within: 1 hours}\n"
    private static func rules(_ text: String = LetterPlugin.rule("a")) throws -> LoadedRules {
        try LetterPlugin.loaded(["a.yaml": text, "moongate.yaml": policy])
    }

    private static func count(
        _ breaker: inout Breaker, _ loaded: LoadedRules, posts: Int, at now: Double = 1001
    ) throws -> [String: Breaker.Tripped] {
        let verdict = try loaded.verdict()
        return breaker.count(Breaker.Hits(.init(repeating: verdict, count: posts)), at: Instant(seconds: now))
    }

    @Test func tripsAboveItsHits() throws {
        let loaded = try Self.rules()
        var breaker = Breaker()
        breaker.follow(loaded, loaded.ages())
        #expect(try Self.count(&breaker, loaded, posts: 10) == [:])
        #expect(try Self.count(&breaker, loaded, posts: 1)["a"]?.hits == 11)
        #expect(breaker.shadowed == ["a"])
        #expect(!breaker.isWatching)
    }

    @Test func aRuleThatIsNotNewAnyMoreIsLeftAlone() throws {
        let loaded = try Self.rules()
        var breaker = Breaker()
        breaker.follow(loaded, loaded.ages())
        #expect(try Self.count(&breaker, loaded, posts: 50, at: 1000 + 3601) == [:])
        #expect(!breaker.isWatching)
    }

    @Test func aShareBelowTheLimitIsLeftAlone() throws {
        let loaded = try Self.rules()
        let other = try Self.rules(LetterPlugin.rule("b"))
        var breaker = Breaker()
        breaker.follow(loaded, loaded.ages())
        #expect(try Self.count(&breaker, other, posts: 1000) == [:])
        #expect(try Self.count(&breaker, loaded, posts: 50) == [:])
    }

    @Test func hitsOfAnEarlierVersionSayNothing() throws {
        let edited = try Self.rules(LetterPlugin.rule("a", score: 2))
        var breaker = Breaker()
        breaker.follow(edited, edited.ages())
        #expect(try Self.count(&breaker, try Self.rules(), posts: 50) == [:])
    }

    @Test func anEditFreesARule() throws {
        let loaded = try Self.rules()
        var breaker = Breaker()
        breaker.follow(loaded, loaded.ages())
        _ = try Self.count(&breaker, loaded, posts: 11)
        let edited = try Self.rules(LetterPlugin.rule("a", score: 2))
        breaker.follow(edited, edited.ages())
        #expect(breaker.shadowed == [])
        #expect(breaker.isWatching)
    }

    @Test func whatIsAcceptedCountsAndIsNotWatched() throws {
        let loaded = try Self.rules()
        var breaker = Breaker()
        breaker.follow(loaded, loaded.ages())
        _ = try Self.count(&breaker, loaded, posts: 11)
        #expect(breaker.accept() == ["a"])
        breaker.follow(loaded, loaded.ages())
        #expect(breaker.shadowed == [])
        #expect(!breaker.isWatching)
    }

    @Test func theFileGivesBackWhatItWasGiven() throws {
        let folder = try TemporaryFolder()
        let log = LogRecorder()
        let breaker = Breaker(
            tripped: ["a": .init(version: "1", at: Instant(seconds: 5), hits: 11, posts: 12)], accepted: ["b 2"])
        let file = BreakerFile(state: folder.path, log: log.logger)
        var loaded = breaker
        // A change: only then something is written.
        _ = loaded.accept()
        file.write { loaded }
        #expect(BreakerFile(state: folder.path, log: log.logger).breaker.accepted == ["a 1", "b 2"])
        #expect(log.lines == [])
    }

    @Test func anOlderSetNeverReplacesANewerOne() throws {
        let folder = try TemporaryFolder()
        let file = BreakerFile(state: folder.path, log: LogRecorder().logger)
        let older = Breaker(tripped: ["a": .init(version: "1", at: Instant(seconds: 5), hits: 11, posts: 12)])
        var newer = older
        _ = newer.accept()
        file.write { newer }
        file.write { older }
        #expect(BreakerFile(state: folder.path, log: LogRecorder().logger).breaker.accepted == ["a 1"])
    }

    @Test func aFileThatCannotBeWrittenIsSaidInWords() throws {
        let folder = try TemporaryFolder()
        let log = LogRecorder()
        var breaker = Breaker(tripped: ["a": .init(version: "1", at: Instant(seconds: 5), hits: 11, posts: 12)])
        _ = breaker.accept()
        BreakerFile(state: folder.at("nowhere"), log: log.logger).write { breaker }
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.contains("No such file or directory") == true)
    }
}
