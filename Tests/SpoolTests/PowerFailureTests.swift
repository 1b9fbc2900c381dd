import Glibc
import JSON
import Moderation
import Testing

@testable import Spool

/// What a power failure left and recovery puts right, a bug each. Every call at which the power can go: `PowerLossTests`.
@Suite struct PowerFailureTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    private func recover(systemStartedAt: Instant = .fromSystemClock()) throws -> Recovery {
        let journal = try Journal(temporary.spool)
        var recovery = try Recovery(
            temporary.spool, journal: journal, filing: Filing(temporary.spool), systemStartedAt: systemStartedAt)
        while try recovery.next() != nil {}
        return recovery
    }

    private func filed(_ name: String) throws {
        let post = try temporary.claimed(name)
        let verdict = Verdict.of(.flagged)
        let pipeline = Pipeline(
            temporary.spool, journal: try Journal(temporary.spool), filing: Filing(temporary.spool))
        var batch = try pipeline.record([
            JudgedPost(post, verdict: verdict, sidecar: Sidecar.verdict(verdict, of: post.file))
        ])
        _ = pipeline.file(&batch)
    }

    @Test(arguments: ["", "\0\0\0\0"]) func sidecarLostItsContentsForGood(_ left: String) throws {
        try filed("a.json")
        try temporary.write("flagged/a.json.verdict.json", left)
        #expect(try recover().counts.mended == 1)
        let text = try temporary.text("flagged/a.json.verdict.json").orThrow("a sidecar")
        #expect(try JSONValue(parsing: Array(text.utf8))["outcome"]?.string == "flagged")
        #expect(try temporary.names("work") == [])
        #expect(try recover().counts.mended == 0)
    }

    @Test func emptySidecarOfAnotherPostMadeThePostGetAnotherName() throws {
        let post = try temporary.claimed("a.json")
        _ = try Journal(temporary.spool).append([JournalRecord(post, verdict: .of(.flagged))])
        try temporary.write("flagged/a.json.verdict.json", "")
        #expect(try recover().counts.filed == 1)
        #expect(try temporary.names("flagged") == ["a.json", "a.json.verdict.json"])
    }

    @Test func claimThatWasUndoneGaveASecondVerdict() throws {
        try filed("a.json")
        #expect(rename(temporary.at("flagged/a.json"), temporary.at("inbox/a.json")) == 0)
        let recovery = try recover()
        #expect(recovery.counts.reclaimed == 1)
        #expect(recovery.counts.filed == 1)
        #expect(recovery.counts.toJudge == 0)
        #expect(try temporary.names("inbox") == [])
        #expect(try temporary.names("flagged") == ["a.json", "a.json.verdict.json"])
    }

    /// A moderator who moves a post back wants it judged again.
    @Test func movedBackByAPersonIsLeftToBeJudged() throws {
        try filed("a.json")
        #expect(rename(temporary.at("flagged/a.json"), temporary.at("inbox/a.json")) == 0)
        #expect(try recover(systemStartedAt: .ofSystemStart()).counts.reclaimed == 0)
        #expect(try temporary.names("inbox") == ["a.json"])
    }
}
