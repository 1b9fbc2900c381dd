import Foundation
import Moderation
import RuleFiles
import Testing

@testable import Daemon
@testable import Spool

/// What the archive keeps, and for how long.
@Suite struct ArchivistTests {
    private let folder: TemporaryFolder
    private let log = LogRecorder()
    private let clock = JumpingClock()

    init() throws { folder = try TemporaryFolder() }

    private func archivist(days: Int = 30, size: Int = 1 << 30) throws -> Archivist {
        var settings = SpoolSettings.Archive()
        (settings.days, settings.size) = (days, size)
        return Archivist(
            spool: try SpoolFolder(path: folder.at("spool")), troubles: ActiveProblems(log: log.logger),
            log: log.logger,
            clock: clock.trust
        ) { [settings] in settings }
    }

    private func keep(daysAgo days: [Double], _ archivist: Archivist) {
        for day in days {
            let at = Instant(seconds: Instant.fromSystemClock().seconds - day * 86_400)
            archivist.keep([
                ArchivedPost(
                    sequence: UInt64(day), name: "p", channel: nil, receivedAt: at, decidedAt: at, outcome: .approved,
                    score: 0, ruleset: "abc", rules: [], bytes: Array("hello".utf8))
            ])
            archivist.writeWaiting()
        }
    }

    private var parts: Int {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.at("spool/archive"))
        return names?.count { $0.hasSuffix(".zst") } ?? 0
    }

    @Test func whatIsTooOldGoesAndIsSaid() throws {
        let archivist = try archivist()
        keep(daysAgo: [50, 40, 10, 0], archivist)
        archivist.tidy()
        #expect(parts == 2)
        #expect(log.lines.contains("info old parts of the archive were deleted parts=2"), "\(log.lines)")
    }

    @Test func whatIsTooMuchGoesAndIsSaid() throws {
        let archivist = try archivist(size: 1 << 20)
        keep(daysAgo: [2], archivist)
        let fill = folder.at("spool/archive/" + Instant.fromSystemClock().date + "-0001.jsonl.zst")
        #expect(FileManager.default.createFile(atPath: fill, contents: Data(count: 1 << 20)))
        archivist.tidy()
        #expect(parts == 1)
        #expect(
            log.lines.contains("info the archive reached its size limit; its oldest parts were deleted parts=1"),
            "\(log.lines)")
    }

    /// A clock that was set a year ahead would have taken all of it.
    @Test(arguments: [400.0, -400]) func afterTheClockJumpedNothingIsTooOld(_ days: Double) throws {
        let archivist = try archivist()
        keep(daysAgo: [40, 10, 0], archivist)
        clock.jump(days * 86_400)
        archivist.tidy()
        #expect(parts == 3)
        // Set right again, and ten minutes later: trusted again.
        clock.jump(601)
        archivist.tidy()
        #expect(parts == 2)
    }
}
