import Files
import Foundation
import Glibc
import Moderation
import Spool
import Synchronization
import Testing

@testable import Daemon

/// On a real spool, whose folder `approved/market` fails while files have all its names.
@Suite struct LateFilingTests {
    let folder: TemporaryFolder
    let spool: SpoolFolder
    let journal: Journal
    let pipeline: Pipeline
    let channels = ChannelBackOff()
    let log = LogRecorder()
    let numbers = SequenceNumbers(above: 0)

    init() throws {
        folder = try TemporaryFolder()
        spool = try SpoolFolder(path: folder.path)
        journal = try Journal(spool)
        pipeline = Pipeline(
            spool, claim: Claim(spool, numbers: numbers, quiet: .zero), journal: journal, filing: Filing(spool))
        for number in 1...16 { try folder.write("approved/market" + (number == 1 ? "" : "~\(number)"), "in the way") }
    }

    private func open() throws { try FileManager.default.removeItem(atPath: folder.at("approved/market")) }

    /// Posts of a channel as a worker leaves them: judged, and filed as far as that was possible.
    private func batch(_ names: [String], in channel: String?) throws -> PipelineBatch {
        let posts = try names.map { name in
            try folder.write("inbox/" + (channel.map { $0 + "/" } ?? "") + name, "hello")
            let arrival = try #require(Arrival(channel: channel, rawName: Array(name.utf8)))
            guard case .claimed(.post(let post)) = try pipeline.claim.claim(arrival) else { throw POSIXError(.ENOENT) }
            return JudgedPost(post, verdict: Self.verdict)
        }
        var batch = try pipeline.record(posts)
        _ = pipeline.file(&batch)
        return batch
    }

    private static var verdict: Verdict {
        let now = Instant(seconds: 1_795_000_000)
        return Verdict(
            outcome: .approved, score: 0, thresholds: Policy.Thresholds(), by: .score, ruleset: "0123456789abcdef",
            receivedAt: now, decidedAt: now)
    }

    private func late(_ troubles: ActiveProblems, _ filed: FiledNames = FiledNames()) -> LateFiling {
        LateFiling(pipeline, channels: channels, problems: troubles) { post in
            filed.names.withLock { $0.append(post.name + (post.verdict == nil ? "" : "!")) }
        }
    }

    final class FiledNames: Sendable { let names = Mutex<[String]>([]) }

    /// A worker waited for the folder with all of its posts, and two such folders held up everybody.
    @Test func aClosedFolderIsTriedAgainUntilItIsOpen() throws {
        let (troubles, filed) = (ActiveProblems(log: log.logger), FiledNames())
        let late = late(troubles, filed)
        let waiting = try batch(["a"], in: "market")
        late.add(waiting)
        for _ in 0..<5 { late.retry() }
        #expect(late.count == 1)
        #expect(troubles.list.map(\.step) == ["filing posts (approved/market)"])
        #expect(log.lines.count == 1, "logged once")
        #expect(log.lines.first?.contains("folder=approved/market") == true)
        #expect(try journal.checkpoint(spool).position < journal.end)
        try open()
        late.retry()
        #expect(late.count == 0)
        #expect(filed.names.withLock { $0 } == ["a!"])
        #expect(folder.text("approved/market/a") == "hello")
        #expect(troubles.list.isEmpty)
        #expect(log.lines.last == "notice filing posts works again folder=approved/market")
        #expect(try journal.checkpoint(spool).position == journal.end)
    }

    @Test func nothingMoreIsTakenFromAChannelOfWhichManyWait() throws {
        let late = late(ActiveProblems(log: log.logger))
        late.add(try batch((1..<LateFiling.channelLimit).map { "\($0)" }, in: "market"))
        #expect(!channels.isClosed("market"))
        late.add(try batch(["last"], in: "market"))
        #expect(channels.isClosed("market"))
        #expect(!channels.isClosed(nil))
        try open()
        late.retry()
        #expect(late.count == 0)
        #expect(!channels.isClosed("market"))
        #expect(channels.changes().mustScan)
    }

    @Test func anOpenFolderDoesNotWaitForAClosedOne() throws {
        let late = late(ActiveProblems(log: log.logger))
        for number in 0..<40 { late.add(try batch(["m\(number)"], in: "market")) }
        // Another one, that is open again by the next round.
        for number in 1...16 { try folder.write("approved/talk" + (number == 1 ? "" : "~\(number)"), "in the way") }
        late.add(try batch(["t"], in: "talk"))
        try FileManager.default.removeItem(atPath: folder.at("approved/talk"))
        late.retry()
        #expect(late.count == 40)
        #expect(folder.text("approved/talk/t") == "hello")
    }

    @Test func aStopEndsTheThreadAtOnce() throws {
        let late = late(ActiveProblems(log: log.logger))
        late.add(try batch(["a"], in: "market"))
        let thread = try WorkerThread(named: "late") { late.run() }
        late.stop()
        thread.join()
        #expect(late.count == 1, "it stays in work/ for the next start")
    }
}
