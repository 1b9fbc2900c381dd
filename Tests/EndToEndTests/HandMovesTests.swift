import Foundation
import Glibc
import JSON
import Spool
import Testing

/// Moderators who move files: `--notice-moves`.
@Suite(.timeLimit(.minutes(20))) struct HandMovesTests {
    private static func move(_ daemon: RunningDaemon, _ old: String, _ new: String) throws {
        try FileManager.default.moveItem(atPath: daemon.spool.at(old), toPath: daemon.spool.at(new))
    }

    private static func decisions(_ daemon: RunningDaemon) throws -> [JSONValue] {
        try daemon.spool.journal().entries.filter { $0.event.kind == "decision" }.map {
            try JSONValue(parsing: $0.bytes)
        }
    }

    private static func told(_ daemon: RunningDaemon) throws -> [String] {
        try decisions(daemon).map { entry in
            ["post", "moved_from", "to", "decision", "by"].map { entry[$0]?.string ?? "-" }.joined(separator: " ")
        }.sorted()
    }

    private static func filedPosts(_ daemon: RunningDaemon) async throws {
        for name in ["a", "b", "c", "d", "e", "taken"] { try daemon.spool.drop(name + ".txt", "buynow \(name)") }
        for name in ["f", "g", "stays"] { try daemon.spool.drop(name + ".txt", "hello \(name)") }
        try daemon.spool.drop("r.txt", "forbidden")
        try daemon.spool.drop("m.txt", "buynow m", channel: "market")
        try await daemon.waitForFiled(count: 11)
    }

    private static func moveAll(_ daemon: RunningDaemon) throws {
        try move(daemon, "flagged/a.txt", "approved/a.txt")
        // With its verdict.
        try move(daemon, "flagged/b.txt.verdict.json", "rejected/b.txt.verdict.json")
        try move(daemon, "flagged/b.txt", "rejected/b.txt")
        try move(daemon, "flagged/c.txt.verdict.json", "approved/c.txt.verdict.json")
        try move(daemon, "flagged/c.txt", "approved/c.txt")
        try move(daemon, "flagged/d.txt", "rejected/renamed.txt")
        try move(daemon, "approved/f.txt", "flagged/f.txt")
        try move(daemon, "approved/g.txt", "rejected/g.txt")
        try move(daemon, "rejected/r.txt", "approved/r.txt")
        try FileManager.default.createDirectory(
            atPath: daemon.spool.at("approved/market"), withIntermediateDirectories: true)
        try move(daemon, "flagged/market/m.txt", "approved/market/m.txt")
        // Taken by a program, and put there by one: nobody decided.
        try move(daemon, "flagged/taken.txt", "taken.txt")
        try Data("buynow".utf8).write(to: URL(fileURLWithPath: daemon.spool.at("approved/made.txt")))
    }

    private static let expected = [
        "a.txt flagged approved approve unknown", "b.txt flagged rejected reject unknown",
        "c.txt flagged approved approve unknown", "f.txt approved flagged uphold unknown",
        "g.txt approved rejected reject unknown", "m.txt flagged approved approve unknown",
        "r.txt rejected approved approve unknown", "renamed.txt flagged rejected reject unknown",
    ]

    /// Moved while the daemon ran, or while it was stopped.
    @Test(arguments: [true, false]) func aMoveIsADecision(_ isRunning: Bool) async throws {
        let daemon = try await RunningDaemon(arguments: ["--notice-moves"])
        try await Self.filedPosts(daemon)
        if !isRunning { try await daemon.stop() }
        try Self.moveAll(daemon)
        let places = daemon.spool.filed
        if !isRunning { try await daemon.start() }
        try await daemon.wait("the decisions") { try Self.decisions(daemon).count == Self.expected.count }
        #expect(try Self.told(daemon) == Self.expected)
        // The line comes first, then the copy, then the verdict's place.
        try await daemon.wait("the lessons") {
            (try? daemon.spool.json("state/lessons"))?["seq"]?.integer
                == (try Self.decisions(daemon).compactMap { $0["seq"]?.integer }.max())
        }
        #expect(daemon.spool.files("labelled").count { $0.hasSuffix(".json") } == Self.expected.count)
        #expect(daemon.spool.files("approved").allSatisfy { !$0.hasSuffix(".verdict.json") })
        #expect(try daemon.spool.json("rejected/b.txt.verdict.json")["decision"]?["by"]?.string == "unknown")
        #expect(daemon.spool.bytes("flagged/a.txt.verdict.json") == nil)
        #expect(daemon.spool.filed == places)
        // A person's word stands: judging again leaves it alone, and a decision reverses it.
        let reversed = try await moongate(["decide", "approved/a.txt", "reject", "--spool", daemon.spool.path])
        #expect(reversed.code == 0, "\(reversed.errors)")
        try await daemon.stop()
        #expect(try daemon.spool.journal().badLines == 0)
        #expect(try Self.decisions(daemon).count == Self.expected.count + 1)
    }

    /// Off by default.
    @Test func withoutTheFlagNobodyLooks() async throws {
        let daemon = try await RunningDaemon()
        try await Self.filedPosts(daemon)
        try Self.moveAll(daemon)
        // Longer than a round of housekeeping.
        try await Task.sleep(for: .seconds(33))
        #expect(try Self.decisions(daemon).isEmpty)
        #expect(daemon.spool.files("labelled").isEmpty)
    }
}
