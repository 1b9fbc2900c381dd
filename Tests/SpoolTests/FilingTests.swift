import Files
import Glibc
import Moderation
import Testing

@testable import Spool

@Suite struct FilingTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    private func file(
        _ path: String, _ outcome: Outcome = .flagged, number: UInt64, layout: Layout = .flat, sidecar: Bool = true,
        _ text: String = "text"
    ) throws -> String {
        let post = try temporary.claimed(path, text, number: number)
        return try Filing(temporary.spool, layout: layout).file(
            post.file, to: .filed(outcome), decidedAt: Verdict.day,
            sidecar: sidecar ? Sidecar.verdict(.of(outcome), of: post.file) : nil
        ).name
    }

    @Test func filesWithItsSidecar() throws {
        #expect(try file("a.json", number: 1) == "a.json")
        #expect(try file("b.json", .approved, number: 2, sidecar: false) == "b.json")
        #expect(temporary.text("flagged/a.json") == "text")
        #expect(temporary.text("flagged/a.json.verdict.json")?.hasPrefix("{\"seq\":1,\"post\":\"a.json\",") == true)
        #expect(try temporary.names("approved") == ["b.json"])
        #expect(try temporary.names("work") == [])
    }

    @Test func takenNamesGetNumbers() throws {
        for number in 1...18 { _ = try file("a.b.json", number: UInt64(number), "\(number)") }
        #expect(temporary.text("flagged/a.b.json") == "1")
        #expect(temporary.text("flagged/a.b~2.json") == "2")
        #expect(temporary.text("flagged/a.b~2.json.verdict.json")?.hasPrefix("{\"seq\":2,") == true)
        #expect(temporary.text("flagged/a.b~16.json") == "16")
        #expect(temporary.text("flagged/a.b~17.json") == "17", "the claim's number")
        #expect(temporary.text("flagged/a.b~18.json") == "18")
        #expect(try temporary.names("flagged").count == 36)
    }

    @Test func sidecarOfAnotherPostKeepsItsName() throws {
        // The consumer took the post and left its sidecar.
        _ = try file("a", number: 1)
        unlink(temporary.at("flagged/a"))
        #expect(try file("a", number: 2) == "a~2")
        #expect(temporary.text("flagged/a.verdict.json")?.hasPrefix("{\"seq\":1,") == true)
    }

    @Test func postWithoutSidecarInTheWayOfOneWithSidecar() throws {
        _ = try file("a", number: 1, sidecar: false)
        #expect(try file("a", number: 2) == "a~2")
        #expect(try temporary.names("flagged") == ["a", "a~2", "a~2.verdict.json"])
    }

    @Test(arguments: [("a", "a~2"), ("a.json", "a~2.json"), ("a.tar.gz", "a.tar~2.gz"), ("a.", "a~2.")])
    func numberStandsBeforeTheExtension(_ name: String, _ numbered: String) {
        #expect(Filing.numbered(name, "2") == numbered)
    }

    @Test func longestNamesFit() throws {
        let name = String(repeating: "字", count: 65) + ".json"
        for number in 1...20 { _ = try file(name, number: UInt64(number) + 9_000_000_000_000_000) }
        #expect(try temporary.names("flagged").count == 40)
    }

    @Test func channelsAndDaysAreFolders() throws {
        temporary.makeFolder("inbox/general")
        _ = try file("general/a", number: 1, layout: .byDay)
        _ = try file("a", .rejected, number: 2, layout: .byDay, sidecar: false)
        let day = Verdict.day.date
        #expect(
            try temporary.names("flagged") == [
                "\(day)/", "\(day)/general/", "\(day)/general/a", "\(day)/general/a.verdict.json",
            ])
        #expect(try temporary.names("rejected") == ["\(day)/", "\(day)/a"])
        #expect(try temporary.spool.flagged.status(of: day)?.mode == 0o40750)
    }

    @Test func postNamedLikeAChannelDoesNotBlockIt() throws {
        _ = try file("general", .approved, number: 1, sidecar: false)
        temporary.makeFolder("inbox/general")
        _ = try file("general/a", .approved, number: 2, sidecar: false)
        #expect(try temporary.names("approved") == ["general", "general~2/", "general~2/a"])
    }

    @Test func folderThatIsALinkIsNotFollowed() throws {
        symlink("/tmp", temporary.at("approved/general"))
        temporary.makeFolder("inbox/general")
        _ = try file("general/a", .approved, number: 1, sidecar: false)
        #expect(temporary.text("approved/general~2/a") == "text")
    }

    @Test func failedOnesHaveTheirReasonBeside() throws {
        let post = try temporary.claimed("a.json", "not a post", number: 5)
        let judged = JudgedPost(post, failedBecause: "byte 1: expected a value", decidedAt: Verdict.day)
        _ = try Filing(temporary.spool).file(
            judged.file, to: judged.unfiled.destination, decidedAt: judged.decidedAt, sidecar: nil)
        #expect(temporary.text("failed/a.json") == "not a post")
        #expect(
            temporary.text("failed/a.json.reason.txt")
                == "byte 1: expected a value\n(number 5 in Moongate's journal)\n")
    }

    @Test func modeStaysTheProducers() throws {
        let post = try temporary.claimed("a")
        chmod(temporary.at("work/0000000000000001-a"), 0o604)
        _ = try Filing(temporary.spool).file(post.file, to: .filed(.approved), decidedAt: Verdict.day, sidecar: nil)
        #expect(try temporary.spool.approved.status(of: "a")?.permissions == "0604")
    }

    @Test func goneFromWorkLeavesNoSidecar() throws {
        let post = try temporary.claimed("a")
        unlink(temporary.at("work/0000000000000001-a"))
        #expect {
            try Filing(temporary.spool).file(post.file, to: .filed(.flagged), decidedAt: Verdict.day, sidecar: [1])
        } throws: { ($0 as? SpoolProblem)?.kind == .missing }
        #expect(try temporary.names("flagged") == [])
        #expect(try temporary.names("work") == [])
    }

    @Test(.enabled(if: TemporarySpool.canMount, "a small file system takes root"))
    func fullDiskLeavesThePostInWork() throws {
        let small = try TemporarySpool(size: 128 << 10)
        let journal = try Journal(small.spool)
        let pipeline = Pipeline(small.spool, journal: journal, filing: Filing(small.spool), durability: .strict)
        let post = try small.claimed("a")
        let big = Array(repeating: UInt8(ascii: "x"), count: 200_000)
        var batch = try pipeline.record([JudgedPost(post, verdict: .of(.flagged), sidecar: big)])
        let first = pipeline.file(&batch)
        #expect(first.filed.isEmpty)
        #expect(first.problems.map(\.kind) == [.full])
        #expect(batch.waiting.count == 1)
        #expect(try small.names("work") == ["0000000000000001-a"], "nothing half-written is left")
        #expect(try journal.checkpoint(small.spool).position < journal.end)
        mount("tmpfs", small.path, "tmpfs", UInt(MS_REMOUNT), "size=1048576")
        let second = pipeline.file(&batch)
        #expect(second.filed.map(\.name) == ["a"])
        #expect(second.problems.isEmpty)
        #expect(batch.waiting.isEmpty)
        #expect(try journal.checkpoint(small.spool).position == journal.end)
    }

    /// Files have all the names that the channel's folder could get.
    private func close(_ place: String) throws {
        for number in 1...16 {
            try temporary.write(place + (number == 1 ? "" : "~\(number)"), "in the way")
        }
    }

    @Test func aFolderThatFailsDelaysItsOwnPostsOnly() throws {
        temporary.makeFolder("inbox/market")
        let journal = try Journal(temporary.spool)
        let pipeline = Pipeline(temporary.spool, journal: journal, filing: Filing(temporary.spool))
        try close("approved/market")
        let posts = try ["market/a", "b", "market/c"].enumerated().map { number, name in
            try temporary.claimed(name, number: UInt64(number + 1))
        }
        var batch = try pipeline.record(posts.map { JudgedPost($0, verdict: .of(.approved)) })
        let result = pipeline.file(&batch)
        #expect(result.filed.map(\.name) == ["b"])
        #expect(!result.problems.contains { $0.stopsAll })
        #expect(batch.waiting.map(\.place) == ["approved/market", "approved/market"])
        #expect(Array(batch.failures.keys) == ["approved/market"])
        #expect(!batch.isDone)
        #expect(try journal.checkpoint(temporary.spool).position < journal.end)
        unlink(temporary.at("approved/market"))
        #expect(pipeline.file(&batch).filed.map(\.name) == ["a", "c"])
        #expect(batch.isDone)
        #expect(try journal.checkpoint(temporary.spool).position == journal.end)
    }

    /// A round tries a few posts of a place that fails, and others the next time.
    @Test func noPostKeepsTheOthersOfItsFolderFromBeingTried() throws {
        temporary.makeFolder("inbox/market")
        let pipeline = Pipeline(
            temporary.spool, journal: try Journal(temporary.spool), filing: Filing(temporary.spool))
        try close("approved/market")
        let posts = try (1...20).map { try temporary.claimed("market/\($0)", number: UInt64($0)) }
        var batch = try pipeline.record(posts.map { JudgedPost($0, verdict: .of(.approved)) })
        var tried: Set<UInt64> = []
        for _ in 0..<3 {
            var failed: [String: Int]? = [:]
            let before = batch.waiting.map(\.file.sequence)
            _ = pipeline.file(&batch, failed: &failed)
            #expect(failed == ["approved/market": PipelineBatch.triesInARound])
            tried.formUnion(before.prefix(PipelineBatch.triesInARound))
        }
        #expect(tried.count == 20)
    }

    @Test(arguments: Durability.allCases) func batchGoesIntoJournalThenFolders(_ durability: Durability) throws {
        let journal = try Journal(temporary.spool)
        let pipeline = Pipeline(
            temporary.spool, journal: journal, filing: Filing(temporary.spool), durability: durability)
        let posts = try (1...3).map { try temporary.claimed("p\($0)", number: UInt64($0)) }
        var batch = try pipeline.record(posts.map { JudgedPost($0, verdict: .of(.approved)) })
        #expect(try temporary.records().map(\.post) == ["p1", "p2", "p3"])
        #expect(try temporary.names("approved") == [])
        unlink(temporary.at("work/0000000000000002-p2"))
        let result = pipeline.file(&batch)
        #expect(result.filed.map(\.name) == ["p1", "p3"])
        #expect(result.problems.count == 1, "one was taken out of work/")
        #expect(batch.waiting.isEmpty)
        #expect(try journal.checkpoint(temporary.spool).position == journal.end)
    }
}
