import Foundation
import Glibc
import JSON
import Testing

/// A full disk stops the intake, is said once, and costs nothing.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: TemporaryFolder.canMount, "takes the right to mount a tmpfs (root)"))
struct FullDiskTests {
    /// A daemon whose spool lies on a small disk of its own that is full. The posts were written while there was space, and
    /// renamed into the inbox after.
    private struct FullSpool {
        let daemon: RunningDaemon
        private(set) var posts: [String: [UInt8]] = [:]
        private let folder: TemporaryFolder
        private let disk: TemporaryFolder

        init(posts count: Int) async throws {
            folder = try TemporaryFolder()
            let disk = try TemporaryFolder(size: 1 << 20)
            self.disk = disk
            daemon = try await RunningDaemon(in: folder) { folder in
                #expect(symlink(disk.path + "/spool", folder.at("spool")) == 0)
                #expect(mkdir(disk.path + "/spool", 0o755) == 0)
            }
            for number in 0..<count {
                let bytes = Array("buynow \(number)".utf8)
                posts["\(number).txt"] = bytes
                try daemon.spool.drop(".\(number)", bytes)
            }
            let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            let block = [UInt8](repeating: 1, count: 4096)
            while write(file, block, block.count) > 0 {}
            close(file)
            for number in 0..<count {
                let inbox = daemon.spool.at("inbox")
                #expect(rename("\(inbox)/.\(number)", "\(inbox)/\(number).txt") == 0)
            }
        }

        private var filler: String { daemon.spool.at("filler") }

        func freeSpace() { unlink(filler) }
    }

    @Test func postsWaitUntilThereIsSpaceAgain() async throws {
        let full = try await FullSpool(posts: 60)
        let (daemon, spool) = (full.daemon, full.daemon.spool)
        var problems: [JSONValue] = []
        try await daemon.wait("the trouble to be known") {
            problems = try await daemon.status().json["problems"]?.array ?? []
            return !problems.isEmpty
        }
        #expect(try await daemon.status().code == 1)
        #expect(problems.contains { $0["problem"]?.string?.contains("No space left") == true }, "\(problems)")
        let told = try await moongate(["status", "--spool", spool.path])
        #expect(told.output.contains("free some space"))
        #expect(daemon.program.hasEnded == nil)
        #expect(spool.files("approved").isEmpty)
        // A few tries later it has been said once a step.
        let steps = ["taking posts from the inbox", "writing the journal", "filing posts", "writing a checkpoint"]
        try await Task.sleep(for: .seconds(3))
        for step in steps {
            #expect(daemon.log.components(separatedBy: "\(step) failed").count <= 2, "\(daemon.log)")
        }

        full.freeSpace()
        try await daemon.waitForFiled(count: 60)
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(daemon.log.contains("works again"))
        #expect(try await daemon.stop() == .code(0))
        try spool.expectEachFiledOnce(full.posts)
    }

    /// The same, killed and started again while it is full.
    @Test func aKillOnAFullDiskLosesNothing() async throws {
        let full = try await FullSpool(posts: 40)
        let (daemon, spool) = (full.daemon, full.daemon.spool)
        try await daemon.wait("the trouble") { daemon.log.contains("No space left") }
        try await daemon.killSupervisor()
        // It may start or not while there is no space; either way nothing is lost.
        try await daemon.start(waits: false)
        try await Task.sleep(for: .seconds(1))
        full.freeSpace()
        if daemon.program.hasEnded != nil { try await daemon.start() }
        try await daemon.waitUntilReady()
        try await daemon.waitForFiled(count: 40)
        try await daemon.stop()
        try spool.expectEachFiledOnce(full.posts)
    }
}
