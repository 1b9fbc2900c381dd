import JSON
import Moderation
import Testing

@testable import Daemon

@Suite struct TallyTests {
    private static func verdict(_ outcome: Outcome, microseconds: Int = 0) -> Verdict {
        let now = Instant(seconds: 0)
        return Verdict(
            outcome: outcome, score: 0, thresholds: Policy.Thresholds(), by: .score, ruleset: "", receivedAt: now,
            decidedAt: now, microseconds: microseconds)
    }

    private static func posts(_ tally: Tally, now: Int64) throws -> JSONValue {
        var json = JSONWriter()
        json.object { tally.write(to: &$0, now: now) }
        return try JSONValue(parsing: json.bytes)["posts"] ?? .null
    }

    @Test func countsByOutcome() throws {
        let tally = Tally()
        #expect(try Self.posts(tally, now: 0)["mean_microseconds"]?.integer == 0)
        tally.count(Self.verdict(.approved, microseconds: 10), at: 1000)
        tally.count(Self.verdict(.approved, microseconds: 20), at: 1000)
        tally.count(Self.verdict(.flagged, microseconds: 30), at: 1001)
        tally.countFailed(at: 1001)
        let posts = try Self.posts(tally, now: 1001)
        #expect(posts["approved"]?.integer == 2)
        #expect(posts["flagged"]?.integer == 1)
        #expect(posts["rejected"]?.integer == 0)
        #expect(posts["failed"]?.integer == 1)
        #expect(posts["undecided"]?.integer == 0)
        #expect(posts["mean_microseconds"]?.integer == 20)
        #expect(posts["last_minute"]?.integer == 4)
        #expect(tally.total == 4)
    }

    @Test func theLastMinuteMovesOn() throws {
        let tally = Tally()
        for second in Int64(0)..<200 { tally.count(Self.verdict(.approved), at: second) }
        #expect(try Self.posts(tally, now: 199)["last_minute"]?.integer == 60)
        #expect(try Self.posts(tally, now: 229)["last_minute"]?.integer == 30)
        #expect(try Self.posts(tally, now: 300)["last_minute"]?.integer == 0)
        // The clock was put back: what lies ahead is not the last minute.
        #expect(try Self.posts(tally, now: 150)["last_minute"]?.integer ?? 99 <= 60)
        #expect(tally.total == 200)
    }
}
