import Files
import Glibc
import JSON
import Moderation
import Testing

@testable import Spool

/// Each test leaves the files as a kill at one boundary on the way of a post leaves them.
@Suite struct RecoveryTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    private struct Result {
        var recovery: Recovery
        var toJudge: [Claimed] = []
    }

    private func recover(layout: Layout = .flat, makeSidecar: @escaping Recovery.SidecarMaker = { _, _ in nil }) throws
        -> Result
    {
        let journal = try Journal(temporary.spool)
        var result = Result(
            recovery: try Recovery(
                temporary.spool, journal: journal, filing: Filing(temporary.spool, layout: layout),
                makeSidecar: makeSidecar))
        while let claimed = try result.recovery.next() { result.toJudge.append(claimed) }
        return result
    }

    private func journalled(_ path: String, _ outcome: Outcome = .flagged, number: UInt64 = 1) throws -> ClaimedPost {
        let post = try temporary.claimed(path, number: number)
        _ = try Journal(temporary.spool).append([JournalRecord(post, verdict: .of(outcome))])
        return post
    }

    @Test func emptySpool() throws {
        let result = try recover()
        #expect(result.toJudge.isEmpty)
        #expect(result.recovery.counts == Recovery.Counts())
        #expect(result.recovery.greatestSequence == 0)
    }

    @Test func killedBetweenClaimAndJournal() throws {
        temporary.makeFolder("inbox/c")
        _ = try temporary.claimed("c/b", "b", number: 7)
        _ = try temporary.claimed("a", "a", number: 12)
        let result = try recover()
        #expect(result.toJudge.map(\.file.sequence) == [7, 12])
        #expect(result.toJudge.map(\.file.channel) == ["c", nil])
        guard case .post(let post) = result.toJudge[0] else { throw Missing("a post") }
        #expect(post.bytes == Array("b".utf8))
        #expect(post.name == "b")
        #expect(result.recovery.counts.toJudge == 2)
        #expect(result.recovery.greatestSequence == 12)
    }

    /// One closed outcome folder kept the daemon from starting.
    @Test func aFolderThatFailsDoesNotEndTheStart() throws {
        temporary.makeFolder("inbox/market")
        _ = try journalled("market/a", .approved, number: 3)
        _ = try journalled("b", .approved, number: 4)
        _ = try temporary.claimed("c", number: 5)
        for number in 1...16 { try temporary.write("approved/market" + (number == 1 ? "" : "~\(number)"), "x") }
        var result = try recover()
        #expect(result.toJudge.map(\.file.sequence) == [5])
        #expect(result.recovery.counts.filed == 1)
        let unfiled = try result.recovery.takeUnfiled().orThrow("a batch")
        #expect(unfiled.waiting.map(\.place) == ["approved/market"])
        #expect(result.recovery.takeUnfiled()?.waiting.count == nil)
    }

    #if DEBUG
        /// It was filed as failed for ever.
        @Test func aPostThatCannotBeReadForAMomentGoesBackToTheInbox() throws {
            _ = try temporary.claimed("a", number: 3)
            let faults = try Faults("read:1+:EIO", death: .silence).orThrow("faults")
            let result = try Faults.$inTest.withValue(faults) { try recover() }
            #expect(result.toJudge.isEmpty)
            #expect(result.recovery.counts.putBack == 1)
            #expect(try temporary.names("inbox") == ["a"])
        }

        /// It has its verdict: a second one would be one too many.
        @Test func aJudgedPostThatCannotBeReadForAMomentIsFiledLater() throws {
            _ = try journalled("a", .flagged, number: 3)
            let journal = try Journal(temporary.spool)
            var recovery = try Recovery(temporary.spool, journal: journal, filing: Filing(temporary.spool))
            let faults = try Faults("read:1+:EIO", death: .silence).orThrow("faults")
            let claimed = try Faults.$inTest.withValue(faults) { try recovery.next() }
            #expect(claimed?.file.sequence == nil)
            var batch = try recovery.takeUnfiled().orThrow("a batch")
            let pipeline = Pipeline(temporary.spool, journal: journal, filing: Filing(temporary.spool))
            #expect(pipeline.file(&batch).problems == [])
            #expect(try temporary.names("flagged") == ["a", "a.verdict.json"])
        }
    #endif

    @Test func killedBetweenJournalAndFiling() throws {
        _ = try journalled("a", .flagged, number: 3)
        _ = try journalled("b", .approved, number: 4)
        let result = try recover()
        #expect(result.toJudge.isEmpty)
        #expect(result.recovery.counts.filed == 2)
        #expect(try temporary.names("flagged") == ["a", "a.verdict.json"])
        #expect(try temporary.names("approved") == ["b"])
        let sidecar = try temporary.text("flagged/a.verdict.json").orThrow("a sidecar")
        #expect(sidecar.hasPrefix("{\"seq\":3,"))
        #expect(sidecar.contains("\"outcome\":\"flagged\""))
        #expect(try recover().recovery.counts == Recovery.Counts(), "a second start finds nothing to do")
    }

    @Test func sidecarIsMadeAnewWhereThatIsPossible() throws {
        _ = try journalled("a")
        _ = try recover { post, entry in
            #expect(entry.outcome == "flagged")
            #expect(post.bytes == Array("{\"body\":\"hello\"}".utf8))
            return Sidecar.verdict(.of(.flagged), of: post.file)
        }
        #expect(temporary.text("flagged/a.verdict.json")?.contains("\"inode\"") == false)
    }

    @Test(arguments: [false, true]) func killedBetweenSidecarAndPost(another: Bool) throws {
        if another { try temporary.write("flagged/a", "an earlier one") }
        let post = try journalled("a")
        let name = another ? "a~2" : "a"
        try temporary.write(
            "flagged/\(name).verdict.json",
            String(decoding: Sidecar.verdict(.of(.flagged), of: post.file), as: UTF8.self))
        // The consumer took the earlier one in the meantime: the sidecar's place is not the first free one any more.
        if another { unlink(temporary.at("flagged/a")) }
        _ = try recover()
        #expect(try temporary.names("flagged") == ["a", "a.verdict.json"])
    }

    @Test func killedWhileWritingTheSidecar() throws {
        let post = try journalled("a")
        try temporary.write("work/" + Filing.temporaryName(post.sequence), "{\"se")
        let result = try recover()
        #expect(result.recovery.counts.strays == 1)
        #expect(result.recovery.counts.filed == 1)
        #expect(try temporary.names("work") == [])
        #expect(temporary.text("flagged/a.verdict.json")?.hasSuffix("}\n") == true)
    }

    @Test func killedBetweenFilingAndCheckpoint() throws {
        let post = try journalled("a", .approved)
        _ = try Filing(temporary.spool).file(post.file, to: .filed(.approved), decidedAt: Verdict.day, sidecar: nil)
        // A later file under the same name must not be taken for it.
        try temporary.drop("a", "another")
        let result = try recover()
        #expect(result.toJudge.isEmpty)
        #expect(result.recovery.counts.filed == 0)
        #expect(result.recovery.greatestSequence == 1)
        #expect(try temporary.names("approved") == ["a"])
        #expect(try temporary.names("inbox") == ["a"])
    }

    @Test func failedOnes() throws {
        let post = try temporary.claimed("a", "not a post", number: 1)
        symlink("/etc/passwd", temporary.at("inbox/l"))
        guard case .refused(let link) = try temporary.claim("l", above: 1) else { throw Missing("a refusal") }
        _ = try Journal(temporary.spool).append([
            JudgedPost(post, failedBecause: "no JSON", decidedAt: Verdict.day).record,
            JudgedPost(link, decidedAt: Verdict.day).record,
        ])
        #expect(try recover().recovery.counts.filed == 2)
        #expect(try temporary.names("failed") == ["a", "a.reason.txt", "l", "l.reason.txt"])
        #expect(temporary.text("failed/a.reason.txt")?.hasPrefix("no JSON\n") == true)
        #expect(temporary.text("failed/l.reason.txt")?.contains("symbolic link") == true)
    }

    /// A power failure: the producer had not synced, the journal was.
    @Test func contentsThatDoNotFitAreJudgedAgain() throws {
        let post = try journalled("a")
        try temporary.write(
            "flagged/a.verdict.json", String(decoding: Sidecar.verdict(.of(.flagged), of: post.file), as: UTF8.self))
        try temporary.write("work/0000000000000001-a", "{\"body\":\"h\0\0\0\0\"}")
        let result = try recover()
        #expect(result.toJudge.map(\.file.sequence) == [1])
        #expect(result.recovery.counts.changed == 1)
        #expect(result.recovery.counts.filed == 0)
        #expect(try temporary.names("flagged") == [], "the sidecar of the old verdict is taken away")
    }

    @Test func lastVerdictCounts() throws {
        let post = try journalled("a", .flagged)
        _ = try Journal(temporary.spool).append([
            JournalRecord(post, verdict: .of(.approved)),
            JournalRecord(sequence: 1, kind: "decision") { $0.member("outcome", "rejected") },
        ])
        _ = try recover()
        #expect(try temporary.names("approved") == ["a"])
    }

    @Test func readsFromTheCheckpointOn() throws {
        let old = try journalled("old", number: 5)
        let journal = try Journal(temporary.spool)
        journal.begin(above: 5)
        try journal.checkpoint(temporary.spool)
        // As if its file came back from the dead: before the checkpoint nothing counts.
        let result = try recover()
        #expect(result.toJudge.map(\.file) == [old.file])
        #expect(result.recovery.greatestSequence == 5)
    }

    @Test func numbersGoOnWithAnEmptyTail() throws {
        let journal = try Journal(temporary.spool)
        journal.begin(above: 99)
        try journal.checkpoint(temporary.spool)
        #expect(try recover().recovery.greatestSequence == 99)
    }

    @Test func checkpointBeyondTheEndIsNotBelieved() throws {
        _ = try journalled("a", .approved)
        try temporary.write("journal/checkpoint", "{\"segment\":1,\"offset\":999999,\"seq\":1}")
        #expect(try recover().recovery.counts.filed == 1)
    }

    @Test func checkpointWaitsForRecovery() throws {
        _ = try journalled("a", .approved)
        let journal = try Journal(temporary.spool)
        var recovery = try Recovery(temporary.spool, journal: journal, filing: Filing(temporary.spool))
        #expect(try journal.checkpoint(temporary.spool).position == JournalPosition(segment: 0, offset: 0))
        while try recovery.next() != nil {}
        #expect(try journal.checkpoint(temporary.spool).position == journal.end)
    }

    @Test func foreignNamesAreLeftAlone() throws {
        try temporary.write("work/README", "")
        try temporary.write("work/000000000000000x-a", "")
        // The numbers behind it could not be read from the journal.
        try temporary.write("work/9999999999999999-a", "")
        temporary.makeFolder("work/folder")
        temporary.makeFolder("work/@empty")
        #expect(try recover().recovery.counts.foreign == 4)
        #expect(try temporary.names("work") == ["000000000000000x-a", "9999999999999999-a", "README", "folder/"])
    }

    @Test func problemCanBeTriedAgain() throws {
        _ = try journalled("a", .approved)
        let journal = try Journal(temporary.spool)
        let filing = Filing(temporary.spool, layout: .byDay)
        var recovery = try Recovery(temporary.spool, journal: journal, filing: filing)
        for name in [""] + (2...16).map({ "~\($0)" }) { try temporary.write("approved/\(Verdict.day.date)\(name)", "") }
        #expect(try recovery.next()?.file.name == nil)
        var batch = try recovery.takeUnfiled().orThrow("a batch")
        let pipeline = Pipeline(temporary.spool, journal: journal, filing: filing)
        #expect(pipeline.file(&batch).problems.count == 1)
        unlink(temporary.at("approved/\(Verdict.day.date)"))
        #expect(pipeline.file(&batch).problems == [])
        #expect(batch.isDone)
        #expect(temporary.text("approved/\(Verdict.day.date)/a") != nil)
    }
}
