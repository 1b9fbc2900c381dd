import Foundation
import JSON
import Spool
import Testing

/// A plugin that fails on most posts: what becomes of them is for the administrator to say, and it ends by itself.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: isDebugBuild, "the plugin that fails on demand is only in debug builds"))
struct OutageTests {
    private static let failing = "- id: fault\n  summary: For tests\n  test_fault (undecided): deadlyword\n  score: 5\n"

    private func daemon(
        _ outage: String?, mended: String = "/nonexistent/mended", rule: String = failing
    ) async throws -> RunningDaemon {
        var rules = RunningDaemon.smallRules.merging(["fault.yaml": rule]) { $1 }
        if let outage {
            rules["moongate.yaml"] = "policy: {flag_at: 4}\nplugins: {test-fault: {outage: \(outage)}}\n"
        }
        return try await RunningDaemon(
            rules: rules, arguments: ["--workers", "1"], environment: ["MOONGATE_TEST_FAULTS": mended])
    }

    private func drop(_ count: Int, _ text: String, to daemon: RunningDaemon) throws {
        for number in 0..<count { try daemon.spool.drop(String(format: "%@-%03d.txt", text, number), text) }
    }

    private func problems(_ daemon: RunningDaemon) async throws -> [String] {
        try await daemon.status().json["problems"]?.array?.compactMap { $0["step"]?.string } ?? []
    }

    private func flagged(_ daemon: RunningDaemon) -> Int {
        daemon.spool.filed.count { $0.hasPrefix("flagged/") }
    }

    private func journal(_ daemon: RunningDaemon) throws -> [JSONValue] {
        try daemon.spool.journal().entries.map { try JSONValue(parsing: $0.bytes) }
    }

    @Test func heldUnlessSaidOtherwise() async throws {
        let daemon = try await daemon(nil)
        try drop(40, "deadlyword", to: daemon)
        try await daemon.waitForFiled(count: 40)
        #expect(flagged(daemon) == 40)
        #expect(try await problems(daemon) == ["plugin test-fault"])
        #expect(daemon.log.components(separatedBy: "plugin fails on most posts").count == 2, "said once")
        // Posts of which it can say something end it.
        try drop(10, "hello", to: daemon)
        try await daemon.waitForFiled(count: 50)
        #expect(try await problems(daemon).isEmpty)
        #expect(daemon.log.contains("plugin works again"))
        #expect(try await daemon.stop() == .code(0))
    }

    @Test func ignoredItsChecksCountForNothing() async throws {
        let daemon = try await daemon("ignore")
        try drop(40, "deadlyword", to: daemon)
        try await daemon.waitForFiled(count: 40)
        let flagged = flagged(daemon)
        // Those before it was noticed are held.
        #expect(flagged == 19)
        let approved = try journal(daemon).filter { $0["outcome"]?.string == "approved" }
        #expect(approved.count == 40 - flagged)
        #expect(approved.allSatisfy { $0["without"]?.array?.first?.string == "test-fault" })
        // Other plugins' rules count as ever.
        try daemon.spool.drop("bad.txt", "buynow deadlyword")
        try await daemon.waitForFiled("flagged/bad.txt")
        #expect(try await daemon.stop() == .code(0))
    }

    @Test func waitingPostsAreJudgedWhenItIsOver() async throws {
        let mended = FileManager.default.temporaryDirectory.path + "/mended-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: mended) }
        let daemon = try await daemon("wait", mended: mended)
        try drop(40, "deadlyword", to: daemon)
        try await daemon.wait("an outage") { daemon.log.contains("plugin fails on most posts") }
        try await Task.sleep(for: .seconds(3))
        let held = flagged(daemon)
        #expect(held < 40, "the rest waits")
        #expect(try await daemon.status().json["running"]?.truth == true)
        try Data().write(to: URL(fileURLWithPath: mended))
        try await daemon.waitForFiled(count: 40)
        // It holds then: flagged by its score, not as undecided.
        let last = try #require(try journal(daemon).last)
        #expect(last["score"]?.number == 5)
        #expect(last["undecided"] == nil)
        #expect(try await daemon.stop() == .code(0))
    }

    /// Waiting must not keep the daemon from stopping, and no post is lost by it.
    @Test func stopsWhileItWaits() async throws {
        let daemon = try await daemon("wait")
        try drop(40, "deadlyword", to: daemon)
        try await daemon.wait("an outage") { daemon.log.contains("plugin fails on most posts") }
        #expect(try await daemon.stop() == .code(0))
        let filed = flagged(daemon)
        let left = daemon.spool.files("work").count + daemon.spool.files("inbox").count
        #expect(filed + left == 40)
        #expect(left > 0)
    }

    /// A trap that three posts spring bars the plugin for a while: the next ones end nothing.
    @Test func aPluginThatKeepsTrappingIsBarred() async throws {
        let trap = "- id: fault\n  summary: For tests\n  test_fault (trap): deadlyword\n  score: 5\n"
        let daemon = try await daemon("ignore", rule: trap)
        for number in 0..<3 {
            try daemon.spool.drop("deadly\(number).txt", "deadlyword")
            try await daemon.wait("deadly\(number)") {
                daemon.spool.filed.contains { $0.hasSuffix("/deadly\(number).txt") }
            }
        }
        try await daemon.wait("barred") { daemon.log.contains("plugin disabled for 10 minutes") }
        let deaths = daemon.log.components(separatedBy: "the judging process crashed").count
        try drop(5, "deadlyword", to: daemon)
        for number in 0..<5 { try await daemon.waitForFiled("approved/deadlyword-00\(number).txt") }
        #expect(daemon.log.components(separatedBy: "the judging process crashed").count == deaths)
        #expect(try await problems(daemon) == ["plugin test-fault"])
        #expect(try await daemon.stop() == .code(0))
    }
}
