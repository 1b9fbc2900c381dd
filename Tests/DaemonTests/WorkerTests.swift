#if DEBUG
    import Files
    import Foundation
    import Logging
    import Moderation
    import RuleFiles
    import Synchronization
    import Testing

    @testable import Daemon
    @testable import Spool

    /// A worker on a real spool, without a thread: its clock stands still and its pauses are counted.
    @Suite struct WorkerTests {
        /// What a worker shows, and what it asks of the clock.
        private final class Record: Sendable {
            let shown = Mutex<[String]>([])
            let paused = Mutex(Duration.zero)
            /// Called in each pause.
            let inPause = Mutex<(@Sendable () -> Void)?>(nil)
        }

        static let noon = Instant(seconds: 1_795_000_000)

        let folder: TemporaryFolder
        let log = LogRecorder()
        let spool: SpoolFolder
        let journal: Journal
        let inHand: InHand
        let context: WorkerContext
        private let record = Record()

        init() throws {
            folder = try TemporaryFolder()
            try folder.write("rules/a.yaml", LetterPlugin.rule("a", score: 50))
            spool = try SpoolFolder(path: folder.at("spool"))
            journal = try Journal(spool)
            inHand = try InHand()
            let state = folder.at("spool/state")
            let memories = try PluginMemories([LetterPlugin()], state: state, log: log.logger)
            let problems = ActiveProblems(log: log.logger)
            let rules = try RuleReloader.first(
                folder: folder.at("rules"), plugins: memories.plugins, state: state, troubles: problems,
                log: log.logger)
            let channels = ChannelBackOff()
            context = WorkerContext(
                options: DaemonOptions(
                    spool: folder.at("spool"), rules: folder.at("rules"), workers: 1, durability: .journal,
                    layout: .flat, sidecars: .flagged, sizeLimit: 1 << 20, journalDays: 30, hangLimit: 60,
                    isOnce: false),
                arrivals: try Arrivals(),
                pipeline: Pipeline(
                    spool,
                    claim: Claim(spool, numbers: SequenceNumbers(above: 0), quiet: .zero, channels: channels),
                    journal: journal, filing: Filing(spool)),
                channels: channels, inHand: inHand, rules: rules, memories: memories,
                outages: Outages(barred: [], rules: rules, log: log.logger), tally: Tally(),
                unread: UnreadFields(log: log.logger), problems: problems,
                archivist: Archivist(
                    spool: spool, troubles: problems, log: log.logger, clock: JumpingClock().trust
                ) { nil },
                reloader: RuleReloader(
                    folder: folder.at("rules"), plugins: memories.plugins, rules: rules, spool: folder.at("spool"),
                    workers: 1, troubles: problems, log: log.logger),
                log: log.logger, now: { Self.noon },
                pause: { [record] duration in
                    record.paused.withLock { $0 += duration }
                    record.inPause.withLock { $0 }?()
                },
                notify: { [record] post in
                    record.shown.withLock {
                        $0.append(post.path.split(separator: "/").suffix(2).joined(separator: "/"))
                    }
                })
        }

        /// Has a worker take what is in the inbox, with a fault.
        private func work(_ names: [String], _ faults: String = "") throws {
            let faults = try #require(Faults(faults, death: .silence))
            let arrivals = names.compactMap { Arrival(channel: nil, rawName: Array($0.utf8)) }
            var worker = try Worker(0, context)
            Faults.$inTest.withValue(faults) { context.pipeline.process(arrivals, with: &worker) }
        }

        private func drop(_ names: String...) throws -> [String] {
            for name in names { try folder.write("spool/inbox/" + name, "hello from \(name)") }
            return names
        }

        private var shown: [String] { record.shown.withLock { $0 } }
        private var paused: Duration { record.paused.withLock { $0 } }

        @Test func aPostIsJudgedFiledCountedAndShown() throws {
            try work(drop("a.txt"))
            #expect(shown == ["flagged/a.txt"])
            #expect(context.tally.total == 1)
            #expect(folder.text("spool/flagged/a.txt") == "hello from a.txt")
            #expect(folder.text("spool/flagged/a.txt.verdict.json")?.contains(Self.noon.rfc3339) == true)
            #expect(paused == .zero)
            #expect(inHand.items.isEmpty)
        }

        @Test func aJournalThatFailsIsTriedAgainAfterASecond() throws {
            try work(drop("a.txt", "b.txt"), "fdatasync:1:EIO")
            #expect(paused == .seconds(1))
            #expect(shown == ["flagged/a.txt", "flagged/b.txt"])
            #expect(log.lines.contains { $0.contains("writing the journal failed") })
            #expect(log.lines.contains { $0.contains("writing the journal works again") })
            #expect(context.problems.list.isEmpty)
        }

        @Test func aBatchLongerThanAFileMayBecomeIsHalved() throws {
            try work(drop("a.txt", "b.txt", "c.txt"), "write:1:EFBIG")
            #expect(paused == .zero)
            #expect(shown == ["flagged/a.txt", "flagged/b.txt", "flagged/c.txt"])
            #expect(context.problems.list.isEmpty)
        }

        @Test func aStopLeavesWhatCannotBeJournalledToTheNextStart() throws {
            record.inPause.withLock { $0 = { [context] in context.isStopping.store(true, ordering: .relaxed) } }
            try work(drop("a.txt"), "fdatasync:1+:EIO")
            #expect(paused == .milliseconds(100), "it ends at the next look")
            #expect(shown.isEmpty)
            #expect(folder.text("spool/work/0000000000000001-a.txt") == "hello from a.txt")
            try recover()
            #expect(folder.text("spool/flagged/a.txt") == "hello from a.txt")
        }

        @Test func aPostThatCannotBeTakenStaysForAScan() throws {
            try work(drop("a.txt"), "rename:1:EMFILE")
            #expect(folder.text("spool/inbox/a.txt") == "hello from a.txt")
            let wantsScan = context.wantsScan.load(ordering: .relaxed)
            #expect(wantsScan)
            #expect(paused == .milliseconds(200), "the next one would fail as well")
        }

        @Test func aFileThatKeptChangingIsHeld() throws {
            let claimed = try #require(try claim("a.txt"))
            var worker = try Worker(0, context)
            let judged = worker.hold(claimed, because: .keptChanging)
            #expect(judged.verdict?.outcome == .flagged)
            #expect(judged.verdict?.decidedAt == Self.noon)
            #expect(judged.examined == nil, "plugins do not observe it")
        }

        private func claim(_ name: String) throws -> Claimed? {
            _ = try drop(name)
            let arrival = try #require(Arrival(channel: nil, rawName: Array(name.utf8)))
            guard case .claimed(let claimed) = try context.pipeline.claim.claim(arrival) else { return nil }
            return claimed
        }

        // MARK: Recovery

        private func recover() throws {
            var recovery = try Recovery(spool, journal: journal, filing: Filing(spool))
            var worker = try Worker(0, context)
            try context.pipeline.finish(&recovery, suspects: inHand, with: &worker)
            Recovering.log(recovery.counts, to: log.logger)
        }

        @Test func aSuspectIsJudgedAgainAndForgotten() throws {
            let claimed = try #require(try claim("a.txt"))
            inHand.begin(0, claimed.file.sequence)
            inHand.noteDeath()
            try recover()
            #expect(shown == ["flagged/a.txt"])
            #expect(inHand.suspects.isEmpty)
            #expect(folder.text("spool/flagged/a.txt.verdict.json")?.contains("\"rule\":\"a\"") == true)
        }

        @Test func aPostThatCrashedTheProcessTwiceIsHeldWithoutBeingJudged() throws {
            let claimed = try #require(try claim("a.txt"))
            for _ in 0..<Pipeline.crashLimit {
                inHand.begin(0, claimed.file.sequence)
                inHand.noteDeath()
            }
            try recover()
            #expect(shown == ["flagged/a.txt"])
            #expect(folder.text("spool/flagged/a.txt.verdict.json")?.contains("\"rule\":\"a\"") == false)
            #expect(log.lines.contains { $0.contains("flagged without being judged") })
            #expect(inHand.suspects.isEmpty)
        }

        // MARK: Outages

        @Test func aBarredPluginCountsAgainAfterTenMinutes() throws {
            let outages = Outages(barred: ["letter"], rules: context.rules, log: log.logger)
            let now = Instant.fromSystemClock()
            #expect(outages.barred(at: now) == ["letter"])
            #expect(outages.barred(at: Instant(seconds: now.seconds + 590)) == ["letter"])
            #expect(outages.barred(at: Instant(seconds: now.seconds + 610)).isEmpty)
            #expect(log.lines.last?.contains("plugin enabled again") == true)
            #expect(outages.list.isEmpty)
        }

        @Test func anOutageIsOverWhenTheLastWorkerSaysSo() throws {
            let outages = Outages(barred: [], rules: context.rules, log: log.logger)
            for worker in 0...1 { outages.note(Judge.Turn(plugin: "letter", isOut: true), by: worker) }
            outages.note(Judge.Turn(plugin: "letter", isOut: false), by: 0)
            #expect(outages.list.map(\.step) == ["plugin letter"])
            outages.note(Judge.Turn(plugin: "letter", isOut: false), by: 1)
            #expect(outages.list.isEmpty)
            #expect(log.lines.filter { $0.contains("plugin fails on most posts") }.count == 1)
        }
    }
#endif
