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
        #expect(daemon.log.contains("but the service did not; restarting it"))
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

    /// It looked stale to somebody. Two daemons judged on one spool and gave numbers twice.
    @Test func aRemovedLockLetASecondDaemonIn() async throws {
        let daemon = try await RunningDaemon()
        #expect(unlink(daemon.spool.at("lock")) == 0)
        let second = try await moongate(["run", "--spool", daemon.spool.path, "--rules", daemon.rules])
        #expect(second.code == 75, "\(second.errors)")
        try await daemon.wait("the first one to notice") { daemon.program.hasEnded != nil }
        #expect(daemon.program.hasEnded == .code(74))
        #expect(daemon.log.contains("critical"))
        #expect(daemon.log.contains("the spool's lock was removed or replaced"))
        try await daemon.start()
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        #expect(try await daemon.stop() == .code(0))
    }

    /// By a cleaner of old files, say. `status` said that nothing ran, for ever.
    @Test func aRemovedControlSocketIsMadeAgain() async throws {
        let daemon = try await RunningDaemon()
        let child = try await daemon.child()
        #expect(unlink(daemon.spool.at("control.sock")) == 0)
        try await daemon.wait("the socket") { try await daemon.statusNow()?.code == 0 }
        #expect(daemon.log.contains("the control socket was removed; recreating it"))
        #expect(daemon.program.children == [child], "nobody had to be started again for it")
        // The next child has the new one too.
        kill(child, SIGKILL)
        try await daemon.wait("another child") { ![[], [child]].contains(daemon.program.children) }
        try await daemon.wait("an answer") { try await daemon.statusNow()?.code == 0 }
        #expect(try await daemon.stop() == .code(0))
    }

    @Test(.enabled(if: canMountSpools, "takes root")) func aMissingSocketIsToldFromAStoppedDaemon() async throws {
        let daemon = try await RunningDaemon()
        // Stopped, so that it cannot make it again.
        daemon.program.kill(SIGSTOP)
        defer { daemon.program.kill(SIGCONT) }
        #expect(unlink(daemon.spool.at("control.sock")) == 0)
        let status = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(status.code == 1)
        #expect(status.errors.contains("its control socket is missing"), "\(status.errors)")
        let doctor = try await moongate(["doctor", "--spool", daemon.spool.path, "--rules", daemon.rules])
        #expect(doctor.output.contains("its control socket is missing"), "\(doctor.output)")
    }

    private static let canMountSpools = geteuid() == 0

    /// The spool's first file got number 2, and the log was written into it.
    @Test func closedStandardDescriptorsAreNoFiles() async throws {
        let daemon = try await RunningDaemon(wrappedIn: ["sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh"])
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        for number in 0...2 {
            let link = "/proc/\(daemon.program.process)/fd/\(number)"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/null")
        }
        #expect(try await daemon.stop() == .code(0))
    }

    /// `LimitFSIZE=`: supervisor and child were killed by SIGXFSZ.
    @Test func aLimitOfFileSizesIsATroubleInWords() async throws {
        // In blocks of 512 bytes (dash) or 1024 (bash).
        let daemon = try await RunningDaemon(wrappedIn: ["sh", "-c", "ulimit -f 200; exec \"$@\"", "sh"])
        var posts: [String: [UInt8]] = [:]
        for number in 0..<600 {
            posts["\(number).txt"] = Array("buynow \(number)".utf8)
            try daemon.spool.drop("\(number).txt", posts["\(number).txt"] ?? [])
        }
        try await daemon.waitForFiled(count: posts.count)
        #expect(daemon.spool.files("journal").count { $0.hasSuffix(".jsonl") } > 1)
        #expect(!daemon.log.contains("crashed"))
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
    }

    #if DEBUG
        @Test func aFileSystemThatCannotMovePostsIsRefused() async throws {
            let folder = try TemporaryFolder()
            let environment = ["MOONGATE_FAULTS": "rename:1+:EINVAL", "MOONGATE_FAULTS_IN": "run"]
            let daemon = try await RunningDaemon(in: folder, environment: environment, waits: false)
            #expect(try await daemon.program.end() == .code(74))
            #expect(daemon.log.contains("RENAME_NOREPLACE"))
        }
    #endif

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
