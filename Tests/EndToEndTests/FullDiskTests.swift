import Foundation
import Glibc
import JSON
import Testing

/// A full disk stops the intake, is said once, and costs nothing.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FullDiskTests {
    @Test(.enabled(if: TemporaryFolder.canMount, "takes the right to mount a tmpfs (root)"))
    func postsWaitUntilThereIsSpaceAgain() async throws {
        let folder = try TemporaryFolder()
        let small = try TemporaryFolder(size: 1 << 20)
        let daemon = try await RunningDaemon(in: folder) { folder in
            // The spool alone is on the small disk.
            #expect(symlink(small.path + "/spool", folder.at("spool")) == 0)
            #expect(mkdir(small.path + "/spool", 0o755) == 0)
        }
        let spool = daemon.spool
        var posts: [String: [UInt8]] = [:]
        // Written while there is space, under names that are not taken yet.
        for number in 0..<60 {
            posts["\(number).txt"] = Array("buynow \(number)".utf8)
            try spool.drop(".\(number)", posts["\(number).txt"] ?? [])
        }
        let filler = spool.at("filler")
        let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 1, count: 4096)
        while write(file, block, block.count) > 0 {}
        close(file)
        for number in 0..<60 { #expect(rename(spool.at("inbox/.\(number)"), spool.at("inbox/\(number).txt")) == 0) }

        var problems: [JSONValue] = []
        try await daemon.wait("the trouble to be known") {
            problems = try await daemon.status().json["problems"]?.array ?? []
            return !problems.isEmpty
        }
        #expect(try await daemon.status().code == 1)
        #expect(problems.contains { $0["problem"]?.string?.contains("No space left") == true }, "\(problems)")
        let told = try await moongate(["status", "--spool", spool.path])
        #expect(told.output.contains("free some space"))
        #expect(daemon.program.hasEnded == nil && spool.files("approved").isEmpty)
        // A few tries later it has been said once a step.
        let steps = ["taking posts from the inbox", "writing the journal", "filing posts", "writing a checkpoint"]
        try await Task.sleep(for: .seconds(3))
        for step in steps {
            #expect(daemon.log.components(separatedBy: "\(step) fails").count <= 2, "\(daemon.log)")
        }

        unlink(filler)
        try await daemon.waitForFiled(count: 60)
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(daemon.log.contains("works again"))
        #expect(try await daemon.stop() == .code(0))
        try spool.expectEachFiledOnce(posts)
    }

    /// The same, killed and started again while it is full.
    @Test(.enabled(if: TemporaryFolder.canMount, "takes the right to mount a tmpfs (root)"))
    func aKillOnAFullDiskLosesNothing() async throws {
        let folder = try TemporaryFolder()
        let small = try TemporaryFolder(size: 1 << 20)
        let daemon = try await RunningDaemon(in: folder) { folder in
            #expect(symlink(small.path + "/spool", folder.at("spool")) == 0)
            #expect(mkdir(small.path + "/spool", 0o755) == 0)
        }
        let spool = daemon.spool
        var posts: [String: [UInt8]] = [:]
        for number in 0..<40 {
            posts["\(number).txt"] = Array("buynow \(number)".utf8)
            try spool.drop(".\(number)", posts["\(number).txt"] ?? [])
        }
        let filler = spool.at("filler")
        let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 1, count: 4096)
        while write(file, block, block.count) > 0 {}
        close(file)
        for number in 0..<40 { #expect(rename(spool.at("inbox/.\(number)"), spool.at("inbox/\(number).txt")) == 0) }
        try await daemon.wait("the trouble") { daemon.log.contains("No space left") }
        try await daemon.killSupervisor()
        // It may start or not while there is no space; either way nothing is lost.
        try await daemon.start(waits: false)
        try await Task.sleep(for: .seconds(1))
        unlink(filler)
        if daemon.program.hasEnded != nil { try await daemon.start() }
        try await daemon.waitUntilReady()
        try await daemon.waitForFiled(count: 40)
        try await daemon.stop()
        try spool.expectEachFiledOnce(posts)
    }
}
