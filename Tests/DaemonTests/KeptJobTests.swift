import JSON
import Testing

@testable import Daemon

@Suite struct KeptJobTests {
    private let job = KeptJob(id: 7, request: ["command": "rejudge", "rule": "a"], attempts: 1)

    @Test func readsWhatItWrote() throws {
        var job = job
        #expect(KeptJob(parsing: job.bytes) == job)
        _ = job.blame([5: 2, 9_007_199_254_740_991: 1])
        #expect(KeptJob(parsing: job.bytes) == job)
        // The least that a job has: nothing was left out of it yet.
        #expect(KeptJob(parsing: Array(#"{"id": 7, "attempts": 2, "request": {}}"#.utf8))?.attempts == 2)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"id": 7}"#, #"{"id": 1e300, "attempts": 1, "request": {}}"#,
    ]) func whatIsNoneIsNone(_ text: String) { #expect(KeptJob(parsing: Array(text.utf8)) == nil) }

    @Test func oddNumbersAreLeftOut() throws {
        let text = #"{"id": 7, "attempts": -5, "request": {}, "kills": [{"seq": -1, "times": 2}, {"seq": 3}, 4, null]}"#
        let job = try #require(KeptJob(parsing: Array(text.utf8)))
        #expect(job.attempts == 0)
        #expect(job.kills.isEmpty)
    }

    /// A single death can have been another's fault.
    @Test func twoDeathsLeaveAPostOut() {
        var job = job
        var news = [[5: 1, 6: 1], [5: 1], [5: 1], [:]].map { job.blame($0) }
        #expect(news == [false, true, false, false])
        #expect(job.deadly == [5])
        news = [job.blame([6: 1])]
        #expect(news == [true])
        #expect(job.deadly == [5, 6])
    }
}
