import Foundation
import Glibc
import JSON
import Moderation
import Spool
import Testing

/// The judging process or the whole daemon is killed while posts are moved because people decided or rules were mended:
/// each post is there once, where the journal's last word on it says, and nothing half done stays.
@Suite(.serialized, .timeLimit(.minutes(30))) struct RefilingKillTests {
    /// Kills the child, or the supervisor, which is not started again by itself: true for that.
    private static func killSomething(_ daemon: RunningDaemon) async throws -> Bool {
        if Bool.random() {
            try await daemon.killSupervisor()
            return true
        }
        kill(try await daemon.child(), SIGKILL)
        return false
    }

    private static func revive(_ daemon: RunningDaemon, _ isGone: Bool) async throws {
        if isGone { try await daemon.start() } else { try await daemon.waitUntilReady() }
    }

    /// The last word of the journal on each post: where it says that the post lies.
    private static func expectEachWhereTheJournalSays(_ daemon: RunningDaemon, _ names: [String]) throws {
        let (entries, badLines) = try daemon.spool.journal()
        #expect(badLines == 0)
        var last: [String: String] = [:]
        var sequences: Set<UInt64> = []
        for entry in entries {
            #expect(sequences.insert(entry.sequence).inserted, "\(entry.sequence) twice")
            last[entry.post] = entry.event.move?.to.rawValue ?? entry.outcome
        }
        #expect(daemon.spool.filed.sorted() == last.map { "\($0.value)/\($0.key)" }.sorted())
        #expect(Set(last.keys) == Set(names))
        daemon.spool.expectNoStrays()
    }

    @Test func killedWhileDeciding() async throws {
        let daemon = try await RunningDaemon()
        let names = (0..<900).map { "p\($0).txt" }
        for name in names { try daemon.spool.drop(name, "buynow \(name)") }
        try await daemon.waitForFiled(count: names.count)
        let path = daemon.spool.path
        var cut = 0
        for (round, first) in stride(from: 0, to: names.count, by: 150).enumerated() {
            let posts = names[first..<first + 150].map { "flagged/" + $0 }
            let words = ["decide"] + posts + [round % 2 == 0 ? "approve" : "reject", "--spool", path]
            // One kill anywhere, the next while copies are being kept and posts moved.
            let seen = daemon.spool.files("labelled").count + Int.random(in: 0...200)
            async let deciding = moongate(words)
            if round % 2 == 0 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 40...140)))
            } else {
                for _ in 0..<500 where daemon.spool.files("labelled").count <= seen {
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            let isGone = try await Self.killSomething(daemon)
            if try await deciding.code != 0 { cut += 1 }
            try await Self.revive(daemon, isGone)
        }
        try await daemon.stop()
        try await daemon.start()
        try Self.expectEachWhereTheJournalSays(daemon, names)
        let decided = try daemon.spool.journal().entries.filter { $0.event.kind == "decision" }.map(\.post)
        #expect(Set(decided).count == decided.count)
        #expect(daemon.spool.files("labelled").count { $0.hasSuffix(".json") } == decided.count)
        print("decide: cut \(cut) times of 6, \(decided.count) of \(names.count) decisions were journalled")
    }

    @Test func killedWhileJudgingAgain() async throws {
        func rule(_ word: String) -> String { "- {id: bad, body: [\(word)], score: 4}\n" }
        let rules = RunningDaemon.smallRules.merging(["bad.yaml": rule("hello")]) { $1 }
        let daemon = try await RunningDaemon(rules: rules)
        let names = (0..<1500).map { "p\($0).txt" }
        for name in names { try daemon.spool.drop(name, name == "p7.txt" ? "hello buynow" : "hello \(name)") }
        try await daemon.waitForFiled(count: names.count)
        try #require(daemon.spool.filed.allSatisfy { $0.hasPrefix("flagged/") })
        try daemon.edit("bad.yaml", rule("hellohello"))
        #expect(try await moongate(["reload", "--spool", daemon.spool.path]).code == 0)
        let path = daemon.spool.path
        var cut = 0
        for _ in 0..<6 {
            let seen = daemon.spool.files("approved").count + Int.random(in: 0...150)
            async let judging = moongate(["rejudge", "--spool", path, "--rule", "bad"])
            for _ in 0..<500 where daemon.spool.files("approved").count <= seen {
                try await Task.sleep(for: .milliseconds(1))
            }
            let isGone = try await Self.killSomething(daemon)
            if try await judging.code != 0 { cut += 1 }
            try await Self.revive(daemon, isGone)
            try Self.expectEachIsThereOnce(daemon, names)
        }
        // What was cut goes on by itself, and until that is done no other is begun.
        try await daemon.wait("no work under way") {
            try await daemon.statusNow().map { $0.json["job"] == nil } ?? false
        }
        let finished = try await moongate(["rejudge", "--spool", path, "--rule", "bad"])
        #expect(finished.code == 0, "\(finished.errors)")
        try await daemon.stop()
        try await daemon.start()
        try Self.expectEachWhereTheJournalSays(daemon, names)
        #expect(daemon.spool.filed.filter { $0.hasPrefix("flagged/") } == ["flagged/p7.txt"])
        // Once each: nobody is told twice.
        let moved = try daemon.spool.journal().entries.filter { $0.event.kind == "rejudged" }.map(\.post)
        #expect(moved.count == names.count - 1)
        #expect(Set(moved).count == moved.count)
        print("rejudge: cut \(cut) times of 6")
    }

    private static func expectEachIsThereOnce(_ daemon: RunningDaemon, _ names: [String]) throws {
        // A rejudging that was not cut goes on meanwhile: what moves between two lists is in both, or in none.
        let here = daemon.spool.filed.map { ($0 as NSString).lastPathComponent }
        #expect(here.count >= names.count - 64)
        #expect(here.count <= names.count + 64)
    }
}
