#if DEBUG
    import Files
    import Moderation
    import Testing

    @testable import Spool

    /// With `--durability strict` one failed sync after filing left the checkpoint where it was until a restart.
    @Suite struct StrictSyncTests {
        let temporary: TemporarySpool
        let journal: Journal

        init() throws {
            temporary = try TemporarySpool()
            journal = try Journal(temporary.spool)
        }

        @Test func aFailedSyncAfterFilingIsTriedAgain() throws {
            let pipeline = Pipeline(
                temporary.spool, journal: journal, filing: Filing(temporary.spool, layout: .flat), durability: .strict)
            let post = try temporary.claimed("a.json")
            // The first sync is the one before the journal.
            let faults = try #require(Faults("syncfs:2:EIO", death: .silence))
            var batch = try Faults.$inTest.withValue(faults) {
                var batch = try pipeline.record([JudgedPost(post, verdict: .of(.approved), sidecar: nil)])
                #expect(pipeline.file(&batch).problems.count == 1)
                return batch
            }
            #expect(try temporary.names("approved") == ["a.json"])
            #expect(!batch.isDone)
            #expect(journal.nextCheckpoint.position < journal.end)
            #expect(pipeline.file(&batch).problems.isEmpty)
            #expect(batch.isDone)
            #expect(journal.nextCheckpoint.position == journal.end)
        }

        @Test func aFailedSyncAfterADecisionIsTriedAgain() throws {
            let refiling = Refiling(
                temporary.spool, journal: journal, filing: Filing(temporary.spool, layout: .flat), durability: .strict)
            try temporary.write("flagged/a.txt", "buy now")
            let copy = try #require(try FiledPlace("flagged/a.txt").orThrow("place").read(in: temporary.spool))
            let order = try refiling.order(copy, Decision(.approve, by: "mira", at: Verdict.day), number: 5)
            let faults = try #require(Faults("syncfs:1:EIO", death: .silence))
            var batch = try refiling.record([order])
            Faults.$inTest.withValue(faults) { _ = refiling.carryOut(&batch) }
            #expect(try temporary.names("approved").contains("a.txt"))
            #expect(batch.waiting.isEmpty)
            #expect(!batch.isDone)
            #expect(batch.syncProblem != nil)
            _ = refiling.carryOut(&batch)
            #expect(batch.isDone)
            #expect(journal.nextCheckpoint.position == journal.end)
        }
    }
#endif
