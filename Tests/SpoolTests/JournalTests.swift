import Files
import Glibc
import JSON
import Moderation
import Testing

@testable import Spool

@Suite struct JournalTests {
    private func record(_ sequence: UInt64, padding: Int = 0) -> JournalRecord {
        JournalRecord(sequence: sequence) { json in
            json.member("post", "p\(sequence)")
            json.member("outcome", "approved")
            if padding > 0 { json.member("padding", String(repeating: "x", count: padding)) }
        }
    }

    @Test func appendsLinesAndReadsThemBack() throws {
        let temporary = try TemporarySpool()
        temporary.makeFolder("inbox/general")
        let journal = try Journal(temporary.spool)
        let post = try temporary.claimed("general/a \"b\".json", number: 7)
        _ = try journal.append([JournalRecord(post, verdict: .of(.flagged)), record(8)])
        _ = try journal.append([record(9)])
        #expect(try temporary.names("journal") == ["0000000000000007.jsonl"])
        let records = try temporary.records()
        #expect(records.map(\.sequence) == [7, 8, 9])
        let first = try #require(records.first)
        #expect(first.post == "a \"b\".json")
        #expect(first.channel == "general")
        #expect(first.event.kind == "verdict")
        #expect(first.event.destination == .filed(.flagged))
        #expect(first.digest == post.identity.digest)
        #expect(first.size == post.bytes.count)
        #expect(first.decidedAt == Verdict.day)
        let json = try JSONValue(parsing: first.bytes)
        #expect(json["inode"]?.integer == Int(post.identity.inode))
        #expect(json["ruleset"]?.string == "0123456789abcdef")
        #expect(!String(decoding: first.bytes, as: UTF8.self).contains("hello"), "no text of the post")
    }

    @Test func failedPostsHaveTheirReason() throws {
        let temporary = try TemporarySpool()
        let journal = try Journal(temporary.spool)
        let post = try temporary.claimed("a", "no json")
        _ = try journal.append([
            JudgedPost(post, failedBecause: "byte 1: expected a value", decidedAt: Verdict.day).record
        ])
        #expect(try temporary.records().first?.event.destination == .failed(because: "byte 1: expected a value"))
    }

    @Test func decisionsAreNoVerdicts() throws {
        let record = JournalRecord(sequence: 3, kind: "decision") { $0.member("outcome", "approved") }
        let entry = try JournalLine(parsing: Array(record.line.dropLast()))
        #expect(entry.event.kind == "decision")
        #expect(entry.event.destination == nil)
    }

    @Test func rotates() throws {
        let temporary = try TemporarySpool()
        let journal = try Journal(temporary.spool, segmentLimit: 1000)
        for number in 1...10 { _ = try journal.append([record(UInt64(number), padding: 400)]) }
        // A number smaller than those before, as a post that was parked has it: segments sort by when they were written.
        _ = try journal.append([record(4), record(5)])
        #expect(
            try temporary.names("journal") == [1, 4, 7, 10].map { "000000000000000\($0).jsonl".suffix(22).description })
        #expect(try temporary.records().map(\.sequence) == Array(1...10) + [4, 5])
        let again = try Journal(temporary.spool, segmentLimit: 1000)
        #expect(again.end == journal.end)
        #expect(again.tornBytes == 0)
    }

    @Test func tornLastLineIsCutOff() throws {
        let temporary = try TemporarySpool()
        _ = try Journal(temporary.spool).append([record(1), record(2)])
        let whole = try temporary.text("journal/0000000000000001.jsonl").orThrow("a segment")
        try temporary.write(
            "journal/0000000000000001.jsonl", whole + "{\"seq\":3,\"post\":" + String(repeating: "x", count: 70_000))
        let journal = try Journal(temporary.spool)
        #expect(journal.tornBytes == 70_016)
        #expect(temporary.text("journal/0000000000000001.jsonl") == whole)
        _ = try journal.append([record(3)])
        #expect(try temporary.records().map(\.sequence) == [1, 2, 3])
    }

    @Test func segmentOfOneTornLineIsEmptied() throws {
        let temporary = try TemporarySpool()
        try temporary.write("journal/0000000000000001.jsonl", "{\"seq")
        let journal = try Journal(temporary.spool)
        #expect(journal.tornBytes == 5)
        #expect(journal.end == JournalPosition(segment: 1, offset: 0))
    }

    @Test func manyThreadsShareSyncs() async throws {
        let temporary = try TemporarySpool()
        let journal = try Journal(temporary.spool, segmentLimit: 20_000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    for number in 0..<50 {
                        let hold = try journal.append([record(UInt64(thread * 1000 + number + 1))])
                        journal.release(hold)
                    }
                }
            }
            try await group.waitForAll()
        }
        let numbers = try temporary.records().map(\.sequence)
        #expect(numbers.count == 400)
        #expect(Set(numbers).count == 400)
        #expect(try journal.checkpoint(temporary.spool).position == journal.end)
    }

    @Test(.enabled(if: TemporarySpool.canMount, "a small file system takes root"))
    func fullDiskLeavesNoTornLine() throws {
        let temporary = try TemporarySpool(size: 256 << 10)
        let journal = try Journal(temporary.spool)
        var written: UInt64 = 0
        var problem: SpoolProblem?
        while problem == nil, written < 100 {
            do throws(SpoolProblem) {
                _ = try journal.append([record(written + 1, padding: 9000)])
                written += 1
            } catch { problem = error }
        }
        #expect(problem?.kind == .full)
        #expect(problem?.description.contains("free some space") == true)
        #expect(try temporary.records().count == Int(written))
        #expect(temporary.text("journal/0000000000000001.jsonl")?.last == "\n")
        // Smaller ones still fit, and then the disk has room again.
        try temporary.spool.root.write([UInt8](repeating: 0, count: 10), to: "lock")
        #expect(throws: SpoolProblem.self) { try journal.append([record(200, padding: 300_000)]) }
        mount("tmpfs", temporary.path, "tmpfs", UInt(MS_REMOUNT), "size=1048576")
        _ = try journal.append([record(written + 1, padding: 9000)])
        #expect(try temporary.records().map(\.sequence) == Array(1...written + 1))
    }

    @Test(.enabled(if: TemporarySpool.canMount, "mounting takes root")) func readOnlyDiskIsSaid() throws {
        let temporary = try TemporarySpool(size: 256 << 10)
        let path = temporary.path
        mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "")
        defer { mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "") }
        let journal = try Journal(temporary.spool)
        #expect { try journal.append([record(1)]) } throws: { ($0 as? SpoolProblem)?.kind == .readOnly }
    }

    // MARK: Events

    private func event(_ text: String) throws -> JournalEvent { try JournalLine(parsing: Array(text.utf8)).event }

    @Test(arguments: [
        (#"{"seq":1,"post":"a","outcome":"flagged"}"#, "verdict"),
        (#"{"seq":1,"post":"a","outcome":"failed"}"#, "verdict"),
        (#"{"seq":1,"kind":"rejudged","from":"flagged","to":"approved"}"#, "rejudged"),
        (#"{"seq":1,"kind":"learned"}"#, "learned"),
        (#"{"seq":1,"kind":"later"}"#, "later"),
    ])
    func aLineHasItsKind(text: String, kind: String) throws {
        #expect(try event(text).kind == kind)
    }

    @Test func aDecisionIsReadWhole() throws {
        let text =
            #"{"seq":1,"kind":"decision","from":"flagged","to":"approved","folder":"talk","decision":"approve","#
            + #""by":"mira","user":"m","decided_at":"2026-11-24T00:00:00.000Z"}"#
        guard case .decision(let move, let decision) = try event(text) else {
            Issue.record("it is not a decision")
            return
        }
        #expect(move == JournalEvent.Move(from: .flagged, to: .approved, folder: "talk"))
        #expect(decision.word == .approve)
        #expect(decision.by == "mira")
        #expect(decision.user == "m")
    }

    /// Lines that a later version, or a hand, wrote: not taken for what they are not.
    @Test(arguments: [
        #"{"seq":1}"#, #"{"seq":1,"outcome":"maybe"}"#,
        #"{"seq":1,"kind":"decision","from":"flagged","to":"approved"}"#,
        #"{"seq":1,"kind":"rejudged","from":"inbox","to":"approved"}"#,
        #"{"seq":1,"kind":"decision","decision":"approve"}"#,
    ])
    func aLineThatLacksSomethingIsOfNoKnownKind(text: String) throws {
        guard case .other = try event(text) else {
            Issue.record("\(text) was taken for \(try event(text))")
            return
        }
    }

    @Test func whatWasFoundIsReadFromTheLine() throws {
        let text =
            #"{"seq":1,"outcome":"flagged","score":5,"threshold":{"flag_at":4},"findings":[{"rule":"a","score":4.5,"mode":"live"},"#
            + #"{"rule":"b","score":0.5,"mode":"live"},{"rule":"c","score":9,"mode":"shadow"}],"undecided":[{"rule":"d"}],"#
            + #""languages":["zh","en"],"campaigns":["3f"],"ruleset":"72"}"#
        let verdict = try #require(RecordedVerdict(parsing: Array(text.utf8)))
        #expect(verdict.decisive == ["a"])
        #expect(verdict.undecided == ["d"])
        #expect(verdict.texts(of: "languages") == ["zh", "en"])
        #expect(verdict.texts(of: "campaigns") == ["3f"])
        #expect(verdict.ruleset == "72")
    }

    @Test(arguments: [#"{"seq":1,"kind":"decision"}"#, "[1]", "{", #"{"findings":[1]}"#])
    func whatIsNoVerdictHasNone(text: String) {
        let isRead = RecordedVerdict(parsing: Array(text.utf8)) != nil
        #expect(!isRead)
    }
}
