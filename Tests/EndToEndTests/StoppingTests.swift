import Foundation
import Glibc
import JSON
import Testing

/// How the daemon ends, and who else may have its spool.
@Suite(.serialized, .timeLimit(.minutes(15))) struct StoppingTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func stopsUnderLoadAndLosesNothing(_ signal: Int32) async throws {
        let daemon = try await RunningDaemon()
        var posts: [String: [UInt8]] = [:]
        for number in 0..<3000 {
            posts["\(number).txt"] = Array((number % 2 == 0 ? "buynow" : "hello").utf8)
            try daemon.spool.drop("\(number).txt", posts["\(number).txt"] ?? [])
        }
        let filed = daemon.spool.filed.count
        let began = Date()
        #expect(try await daemon.stop(signal) == .code(0))
        // A promise of seconds: the supervisor kills a child after 20. Not asserted, the machine may be busy.
        print(
            "stopped in \(Date().timeIntervalSince(began)) s with \(filed) of 3000 filed, \(daemon.spool.filed.count) at the end"
        )
        #expect(!daemon.log.contains("does not stop"))
        try await daemon.start()
        try await daemon.waitForFiled(count: 3000)
        try await daemon.stop()
        try daemon.spool.expectEachFiledOnce(posts)
    }

    /// A terminal sends Ctrl-C to both processes.
    @Test func ctrlCToBothProcessesIsACleanStop() async throws {
        let daemon = try await RunningDaemon()
        let child = try await daemon.child()
        kill(child, SIGINT)
        #expect(try await daemon.stop(SIGINT) == .code(0))
        #expect(!daemon.log.contains("error"))
    }

    @Test func aSecondDaemonOnTheSpoolIsTurnedAway() async throws {
        let daemon = try await RunningDaemon()
        let second = try await moongate(["run", "--spool", daemon.spool.path, "--rules", daemon.rules])
        #expect(second.code == 75)
        #expect(second.errors.contains("is in use by the process \(daemon.program.process)"), "\(second.errors)")
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        #expect(try await daemon.status().code == 0)
    }

    /// In a container the daemon may be process 1.
    @Test(.enabled(if: canMakeNamespaces, "takes the right to make process namespaces (root) and unshare(1)"))
    func runsAsProcessOne() async throws {
        let daemon = try await RunningDaemon(
            wrappedIn: ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "--"])
        try daemon.spool.drop("a.txt", "buynow")
        try await daemon.waitForFiled("flagged/a.txt")
        #expect(try await daemon.status().json["pid"]?.integer == 1)
        #expect(!daemon.log.contains("crashed"))
        kill(try await daemon.child(), SIGTERM)
        #expect(try await daemon.program.end() == .code(0))
    }

    static let canMakeNamespaces: Bool = {
        guard geteuid() == 0, Program.find("unshare") != nil else { return false }
        return system("unshare --pid --fork --mount-proc --kill-child true 2>/dev/null") == 0
    }()

    @Test func aSpoolThatCannotBeSaysSo() async throws {
        let folder = try TemporaryFolder()
        let finished = try await moongate(["run", "--spool", folder.at("no/such/place"), "--rules", folder.path])
        #expect(finished.code == 74, "\(finished.errors)")
        #expect(finished.errors.contains("no/such/place"), "\(finished.errors)")
        try Data().write(to: URL(fileURLWithPath: folder.at("file")))
        #expect(try await moongate(["run", "--spool", folder.at("file"), "--rules", folder.path]).code == 74)
        // The control socket's path has to fit into 107 bytes.
        let long = folder.at(String(repeating: "x", count: 120))
        let tooLong = try await moongate(["run", "--spool", long, "--rules", folder.path])
        #expect(tooLong.code == 74, "\(tooLong.errors)")
        #expect(tooLong.errors.contains("choose a shorter spool path"), "\(tooLong.errors)")
    }
}
