import Foundation
import Moderation
import RuleFiles
import Synchronization
import Testing

@testable import Spool
@testable import Tuning

/// Counts the posts it observed; holds if they are more than a number.
private struct CountingPlugin: RulePlugin, Remembers {
    let name = "counting"
    let learnsFromPeople: Bool
    let keys = [CheckKeyForm("counted", modifiers: [], summary: "Posts so far", example: "counted: 3")]

    func openMemory(from stored: StoredMemory?) throws(MemoryProblem) -> any PluginMemory {
        let count = Count(stored.flatMap { Int(String(decoding: $0.head, as: UTF8.self)) } ?? 0)
        return learnsFromPeople ? Learning(count) : Observing(count)
    }

    func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled {
        var limits: [(CheckID, Int)] = []
        for check in checks { limits.append((check.id, Int(try check.value.scalars().first?.text ?? "") ?? 0)) }
        let count = (context.memory as? Observing)?.count ?? (context.memory as? Learning)?.count
        return Compiled(limits: limits, count: count ?? Count(0))
    }

    /// Of posts or of decisions; both count the same.
    final class Count: Sendable {
        let count: Mutex<Int>
        init(_ count: Int) { self.count = Mutex(count) }
    }

    final class Observing: Observes {
        let count: Count
        init(_ count: Count) { self.count = count }
        func observe(_ post: ExaminedPost, _ verdict: Verdict) { count.count.withLock { $0 += 1 } }
        func snapshot(beside parts: Set<String>) -> MemorySnapshot? { nil }
    }

    final class Learning: Learns {
        let count: Count
        init(_ count: Count) { self.count = count }
        func learn(_ lesson: Lesson) {}
        func relearn(_ lessons: some Sequence<Lesson>) {}
        func snapshot(beside parts: Set<String>) -> MemorySnapshot? { nil }
    }

    struct Compiled: CompiledChecks {
        let limits: [(CheckID, Int)]
        let count: Count
        func makeExaminer() -> Worker { Worker(limits: limits, count: count) }
    }

    struct Worker: Examiner {
        let limits: [(CheckID, Int)]
        let count: Count

        mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
            let count = count.count.withLock { $0 }
            for (id, limit) in limits where count > limit { answers.holds(id) }
        }
    }
}

@Suite final class BacktestMemoryTests {
    private let spool: String

    private static func hour(_ number: Int) -> Instant { Instant(seconds: Double(1_795_046_400 + number * 3600)) }

    init() throws {
        spool = NSTemporaryDirectory() + "/moongate-tuning-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: spool) }

    /// Two days of four posts each. What was remembered before the second day is kept where `keeps`.
    private func fill(keeping keeps: Bool) throws {
        let folder = try SpoolFolder(path: spool)
        let archive = try Archive(folder)
        for hour in [1, 2, 3, 4, 25, 26, 27, 28] {
            let post = ArchivedPost(
                sequence: UInt64(hour), name: "p\(hour).txt", channel: nil, receivedAt: Self.hour(hour),
                decidedAt: Self.hour(hour), outcome: .approved, score: 0, ruleset: "", rules: [],
                bytes: Array("hello \(hour)".utf8))
            try archive.append(ArchiveLines([post]))
        }
        try FileManager.default.createDirectory(atPath: spool + "/state/memory", withIntermediateDirectories: true)
        try Data("100".utf8).write(to: URL(fileURLWithPath: spool + "/state/memory/counting"))
        if keeps { try archive.keepMemory(at: Self.hour(24)) }
        // As it is today.
        try FileManager.default.removeItem(atPath: spool + "/state/memory/counting")
        try Data("9000".utf8).write(to: URL(fileURLWithPath: spool + "/state/memory/counting"))
    }

    /// A rule that holds for posts behind `limit` others is new.
    private func report(
        _ limit: Int, learned: Bool = false, _ selection: Backtest.Selection = .all, threads: Int = 2
    ) throws -> BacktestReport {
        func folder(_ rule: String) -> RuleFolder {
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rule.utf8))])
        }
        let other = "- {id: never, summary: N, counted: 1000000, action: flag}\n"
        return try Backtest(
            inForce: folder(other),
            edited: folder(other + "- {id: late, summary: L, counted: \(limit), action: flag}\n"),
            plugins: [CountingPlugin(learnsFromPeople: learned)], spool: spool, selection: selection, threads: threads
        ).run()
    }

    /// Counted on from what was remembered at the beginning of the second day.
    @Test(arguments: [(0, 7), (1, 6), (3, 4), (50, 4), (100, 3), (103, 0), (8000, 0)])
    func earlierPostsAreThoseOfThePostsDay(limit: Int, held: Int) throws {
        try fill(keeping: true)
        // With two threads, which may look at posts of a day at once, one or two fewer are known.
        let report = try report(limit, threads: 1)
        #expect(report.posts == 8)
        #expect(report.newlyHeld == held)
        #expect(report.cautions.contains { $0.contains("kept since 2026-11-") && $0.contains("of the 4 posts before") })
    }

    @Test func withoutCopiesTheyAreCountedAnew() throws {
        try fill(keeping: false)
        let report = try report(50)
        #expect(report.newlyHeld == 0)
        #expect(
            report.cautions.contains { $0.contains("approximate") && $0.contains("counted anew here: late, never") })
    }

    /// All posts have a memory of their day: nothing is approximate.
    @Test func nothingIsSaidWhereAllIsAsItWas() throws {
        try fill(keeping: true)
        let report = try report(50, .newest(4))
        #expect(report.posts == 4)
        #expect(report.newlyHeld == 4)
        #expect(!report.cautions.contains { $0.contains("kept since") })
    }

    /// What was learned until then, not what is known today.
    @Test(arguments: [(50, 8), (100, 4), (99, 8), (8999, 4), (9000, 0)])
    func whatWasLearnedIsThatOfThePostsDay(limit: Int, held: Int) throws {
        try fill(keeping: true)
        // The first day's posts are judged by what is known today, 9000; the second's by 100.
        #expect(try report(limit, learned: true).newlyHeld == held)
    }
}
