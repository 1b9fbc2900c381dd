import Foundation
import Glibc
import JSON
import Testing

/// The supervisor sees for itself whether its child lives, whoever started or ended what.
@Suite(.serialized, .timeLimit(.minutes(15))) struct SupervisionTests {
    /// earlyoom and mistyped kills send SIGTERM to the child. It ended with code 0, and the service with it, for good.
    @Test func aChildThatSomebodyElseEndsIsStartedAgain() async throws {
        let daemon = try await RunningDaemon()
        let child = try await daemon.child()
        kill(child, SIGTERM)
        try await daemon.wait("another child") { ![[], [child]].contains(daemon.program.children) }
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        #expect(daemon.log.contains("but the service was not; it is started again"))
        #expect(try await daemon.status().json["deaths"]?.integer == 0)
        #expect(try await daemon.stop() == .code(0))
    }

    /// Verdicts and log lines into pipes that nobody reads: workers and the intake stood still once these were full.
    @Test func outputThatNobodyReadsHeldUpPosts() async throws {
        let daemon = try await RunningDaemon(
            arguments: ["--verdicts"],
            wrappedIn: [
                "sh", "-c", "mkfifo \"$0\"; sleep 600 <\"$0\" & exec \"$@\" >\"$0\" 2>&1",
                NSTemporaryDirectory() + "fifo\(getpid())",
            ])
        defer { unlink(NSTemporaryDirectory() + "fifo\(getpid())") }
        for number in 0..<3000 {
            try daemon.spool.drop("\(number)-\(String(repeating: "x", count: 100)).txt", "buynow")
        }
        try await daemon.waitForFiled(count: 3000)
        #expect(try await daemon.stop() == .code(0))
    }

    /// SIGCHLD ignored is inherited from who starts the daemon: nobody judged, at 160,000 lines of log a second.
    @Test func aParentThatIgnoresSIGCHLDChangesNothing() async throws {
        let daemon = try await RunningDaemon(wrappedIn: ["sh", "-c", "trap '' CHLD; exec \"$@\"", "sh"])
        let child = try await daemon.child()
        kill(child, SIGKILL)
        try await daemon.wait("another child") { ![[], [child]].contains(daemon.program.children) }
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        #expect(try await daemon.stop() == .code(0))
        #expect(daemon.log.split(separator: "\n").count < 20, "\(daemon.log.prefix(4000))")
    }
}
