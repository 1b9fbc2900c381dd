import Foundation
import Glibc
import JSON
import Moderation
import Testing

@testable import Daemon
@testable import Spool

/// What is too old goes, what is not stays; and while nobody knows how old anything is, everything stays.
@Suite struct RetentionTests {
    private let folder: TemporaryFolder
    private let spool: SpoolFolder
    private let labelled: Labelled
    private let log = LogRecorder()
    private let now = Instant.fromSystemClock()

    init() throws {
        folder = try TemporaryFolder()
        spool = try SpoolFolder(path: folder.at("spool"))
        labelled = Labelled(spool)
    }

    private func keep(daysOld days: Double) throws {
        let bytes = Array("a post \(days) days old".utf8)
        let at = Instant(seconds: now.seconds - days * 86_400)
        try labelled.keep(
            bytes,
            Labelled.Entry(
                digest: FileDigest.of(bytes), decision: Decision(.reject, by: "mira", at: at),
                number: UInt64(1000 - days), name: "\(Int(days)).txt", channel: nil, receivedAt: at, isReversal: false))
    }

    private var kept: [String] { get throws { try labelled.all().map(\.name) } }

    private var segments: [String] { folder.namesBelow("spool/journal").filter { $0.hasSuffix(".jsonl") } }

    /// Three segments, all but the last written two years ago.
    private func journal() throws -> Journal {
        let journal = try Journal(spool, segmentLimit: 100)
        for number in 1...3 {
            let record = JournalRecord(sequence: UInt64(number), kind: "learned") {
                $0.member("by", String(repeating: "x", count: 120))
            }
            journal.release(try journal.append([record]))
        }
        try journal.checkpoint(spool)
        for name in segments.dropLast() {
            let old = timespec(tv_sec: Int(now.seconds) - 2 * 365 * 86_400, tv_nsec: 0)
            try #require(utimensat(AT_FDCWD, folder.at("spool/journal/" + name), [old, old], 0) == 0)
        }
        return journal
    }

    private func retention(
        _ jump: JumpingClock, failedDays: Int? = nil, lastSeen: Instant? = nil
    ) throws -> Retention {
        Retention(
            spool: spool, journal: try journal(), journalDays: 90, labelledDays: 365, failedDays: failedDays,
            log: log.logger,
            clock: jump.trust(lastSeen: lastSeen))
    }

    @Test func dropsWhatIsTooOld() throws {
        for days in [0, 10, 364, 366, 800] { try keep(daysOld: Double(days)) }
        try retention(JumpingClock()).dropOld()
        #expect(try kept == ["364.txt", "10.txt", "0.txt"])
        // The posts themselves too, not only what was said of them.
        #expect(folder.namesBelow("spool/labelled").count == 6)
        #expect(segments.count == 1)
    }

    /// A file that is not a post may be the only copy: it stays until somebody takes it, or as long as configured.
    @Test(arguments: [nil, 30, 90]) func dropsFilesThatWereNoPostsWhereThatIsWanted(_ days: Int?) throws {
        try folder.write("spool/failed/no.json", "{")
        try folder.write("spool/failed/no.json.reason.txt", "it is none")
        // Its name in failed/ is as old as the file: that is now, so the clock is 60 days ahead from the beginning.
        let clock = JumpingClock()
        clock.jump(60 * 86_400)
        try retention(clock, failedDays: days).dropOld()
        #expect(folder.namesBelow("spool/failed").isEmpty == (days == 30))
    }

    /// What could not be read of a plugin's memory may hold what labelled posts taught.
    @Test func dropsMemoriesThatWereSetAside() throws {
        for name in ["spam.damaged", "spam", "floods.parts/a.damaged", "floods.parts/a"] {
            try folder.write("spool/state/memory/" + name, "x")
        }
        let clock = JumpingClock()
        clock.jump(364 * 86_400)
        try retention(clock).dropOld()
        #expect(folder.namesBelow("spool/state/memory").count == 3)
        clock.jump(366 * 86_400)
        try retention(clock).dropOld()
        #expect(folder.namesBelow("spool/state/memory") == ["floods.parts", "spam"])
        #expect(folder.namesBelow("spool/state/memory/floods.parts") == ["a"])
    }

    /// Ahead by 400 days everything would be too old; back by as much, nobody knows either.
    @Test(arguments: [400.0, -400, 0.5])
    func afterTheClockJumpedNothingIsDropped(_ days: Double) throws {
        for age in [10, 366, 800] { try keep(daysOld: Double(age)) }
        let clock = JumpingClock()
        let retention = try retention(clock)
        clock.jump(days * 86_400)
        retention.dropOld()
        #expect(try kept == ["800.txt", "366.txt", "10.txt"])
        #expect(segments.count == 3)
        #expect(log.lines.contains { $0.contains("the clock jumped; nothing is deleted until a restart") })
        // Set right again: trusted again.
        clock.jump(0)
        retention.dropOld()
        #expect(try kept == ["10.txt"])
        #expect(segments.count == 1)
    }

    /// A dead battery of the hardware clock, before NTP: two years ahead, copies of a whole community's decisions went.
    @Test(arguments: [731.0, 31, -1]) func aClockThatIsWrongAtTheStartDropsNothing(_ days: Double) throws {
        for age in [10, 366, 800] { try keep(daysOld: Double(age)) }
        let clock = JumpingClock()
        clock.jump(days * 86_400)
        let retention = try retention(clock, lastSeen: now)
        retention.dropOld()
        #expect(try kept == ["800.txt", "366.txt", "10.txt"])
        #expect(segments.count == 3)
        #expect(log.lines.contains { $0.contains("far from the last time that was seen") && $0.contains("warning") })
    }

    @Test func aDayLaterItIsBelieved() throws {
        for age in [10, 800] { try keep(daysOld: Double(age)) }
        let clock = JumpingClock()
        clock.jump(60 * 86_400)
        let retention = try retention(clock, lastSeen: now)
        clock.pass(ClockTrust.patience)
        retention.dropOld()
        #expect(try kept == ["10.txt"])
    }

    @Test func aClockThatIsSetRightAgainIsBelieved() throws {
        for age in [10, 800] { try keep(daysOld: Double(age)) }
        let clock = JumpingClock()
        clock.jump(731 * 86_400)
        let retention = try retention(clock, lastSeen: now)
        clock.jump(0)
        retention.dropOld()
        #expect(try kept == ["10.txt"])
    }

    @Test func aServiceThatWasOffForAWeekIsNoDoubt() throws {
        for age in [10, 800] { try keep(daysOld: Double(age)) }
        let clock = JumpingClock()
        clock.jump(7 * 86_400)
        try retention(clock, lastSeen: now).dropOld()
        #expect(try kept == ["10.txt"])
    }

    @Test func thatNothingIsLeftIsAWarning() throws {
        try keep(daysOld: 800)
        try retention(JumpingClock()).dropOld()
        #expect(try kept.isEmpty)
        #expect(
            log.lines.contains { $0.hasPrefix("warning all old labelled posts were deleted at once") }, "\(log.lines)")
    }

    @Test func theLastTimeSeenIsKept() throws {
        #expect(try LastTimeSeen.read(spool) == nil)
        // As an older version left it.
        _ = try journal()
        #expect(try LastTimeSeen.read(spool) != nil)
        let time = Instant(seconds: 1_795_512_600)
        try LastTimeSeen.keep(time, in: spool)
        #expect(try LastTimeSeen.read(spool) == time)
    }

    /// Clocks are corrected by seconds all the time, and in summer by an hour where somebody set them so.
    @Test(arguments: [-3500.0, 2, 3500]) func aSmallCorrectionIsNoJump(_ seconds: Double) throws {
        for age in [10, 800] { try keep(daysOld: Double(age)) }
        let clock = JumpingClock()
        let retention = try retention(clock)
        clock.jump(seconds)
        retention.dropOld()
        #expect(try kept == ["10.txt"])
    }
}

extension TemporaryFolder {
    fileprivate func namesBelow(_ relative: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: at(relative)).sorted()) ?? []
    }
}
