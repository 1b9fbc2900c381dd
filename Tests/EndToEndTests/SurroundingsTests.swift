import Foundation
import Glibc
import JSON
import Spool
import Testing

/// What producers, consumers, administrators and the machine do while posts flow.
@Suite(.serialized, .timeLimit(.minutes(30))) struct SurroundingsTests {
    // MARK: Folders

    /// (Two workers with a post each said it again every second.)
    @Test(.enabled(if: canBeOtherUsers, "takes root and setpriv(1)"))
    func aFolderThatMayNotBeWrittenWasSaidForEveryPost() async throws {
        let wrapper = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
        let daemon = try await RunningDaemon(wrappedIn: wrapper) { folder in
            #expect(mkdir(folder.at("spool"), 0o755) == 0)
            #expect(chown(folder.at("spool"), 65534, 65534) == 0)
        }
        try await daemon.wait("the inbox") { Checkout.has(daemon.spool.at("inbox")) }
        #expect(chmod(daemon.spool.at("flagged"), 0o500) == 0)
        var posts: [String: [UInt8]] = [:]
        for number in 0..<20 {
            posts["\(number).txt"] = Array("buynow \(number)".utf8)
            try daemon.spool.drop("\(number).txt", posts["\(number).txt"] ?? [], mode: 0o644)
        }
        try await daemon.wait("the trouble") {
            let problems = try await daemon.status().json["problems"]?.array ?? []
            return problems.contains { $0["problem"]?.string?.contains("Permission denied") == true }
        }
        #expect(try await daemon.status().code == 1)
        #expect(daemon.spool.files("flagged").isEmpty)
        // A few tries.
        try await Task.sleep(for: .seconds(3))
        #expect(chmod(daemon.spool.at("flagged"), 0o750) == 0)
        try await daemon.waitForFiled(count: posts.count)
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(daemon.log.components(separatedBy: "filing posts failed").count == 2, "said once\n\(daemon.log)")
        #expect(daemon.log.components(separatedBy: "filing posts works again").count == 2, "said once\n\(daemon.log)")
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
    }

    /// (It said "works again" at once, and status nothing at all.)
    @Test func anInboxThatIsMovedAwayIsSaidUntilItIsBack() async throws {
        let daemon = try await RunningDaemon()
        #expect(rename(daemon.spool.at("inbox"), daemon.spool.at("elsewhere")) == 0)
        try await daemon.wait("the trouble") {
            try await daemon.status().json["problems"]?.array?.first?["step"]?.string == "watching the inbox"
        }
        #expect(daemon.log.contains("was moved or deleted"))
        // It does not say that all is well while it is not, after some more rounds of its loop either.
        try await Task.sleep(for: .seconds(2))
        #expect(try await daemon.status().code == 1)
        #expect(!daemon.log.contains("works again"))
        #expect(rename(daemon.spool.at("elsewhere"), daemon.spool.at("inbox")) == 0)
        try daemon.spool.drop("a.txt", "buynow")
        try await daemon.waitForFiled("flagged/a.txt")
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(try await daemon.stop() == .code(0))
    }

    /// Nothing can be saved here, but it must not fill the log, and a new start makes a new spool. (It said thousands of
    /// times a second that listing failed and that all was well again.)
    @Test func aDeletedSpoolFloodedTheLog() async throws {
        let daemon = try await RunningDaemon()
        try FileManager.default.removeItem(atPath: daemon.spool.path)
        try await daemon.wait("the log") { daemon.log.contains("deleted") }
        try await Task.sleep(for: .seconds(1))
        #expect(daemon.program.hasEnded == nil)
        #expect(daemon.log.split(separator: "\n").count < 30, "\(daemon.log)")
        try await daemon.stop()
        try await daemon.start()
        try daemon.spool.drop("a.txt", "buynow")
        try await daemon.waitForFiled("flagged/a.txt")
    }

    /// It was looked for again only a minute later, with the next scan.
    @Test(.enabled(if: isDebugBuild, "the seam is only in debug builds"))
    func aPostThatCouldNotBeClaimedIsTriedAgainSoon() async throws {
        // The first rename after the start is the claim: how many there are until then is counted in another run.
        let calls = try TemporaryFolder()
        let counted = try await RunningDaemon(
            environment: [
                "MOONGATE_FAULTS": "", "MOONGATE_FAULTS_IN": "judge", "MOONGATE_FAULTS_LOG": calls.at("calls"),
            ])
        let log = try String(contentsOfFile: calls.at("calls"), encoding: .utf8)
        counted.program.endNow()
        let first = log.split(separator: "\n").count { $0 == "rename" } + 1
        let daemon = try await RunningDaemon(
            environment: [
                "MOONGATE_FAULTS": "rename:\(first):EIO;rename:\(first + 1):EIO", "MOONGATE_FAULTS_IN": "judge",
            ])
        let dropped = Date()
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        #expect(Date().timeIntervalSince(dropped) < 40, "only the next scan found it")
        #expect(daemon.log.components(separatedBy: "taking posts from the inbox failed").count == 2, "said once")
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(["a.txt": Array("hello".utf8)])
    }

    // MARK: Clock

    @Test(.enabled(if: isDebugBuild, "the clock's seam is only in debug builds"))
    func theClockJumpsBothWays() async throws {
        let folder = try TemporaryFolder()
        let clock = folder.at("clock")
        let daemon = try await RunningDaemon(in: folder, environment: ["MOONGATE_CLOCK": clock])
        var posts: [String: [UInt8]] = [:]
        for (round, seconds) in [0, 315_360_000, -315_360_000, -3600, -1, 86_400, 0].enumerated() {
            try Data("\(seconds)\n".utf8).write(to: URL(fileURLWithPath: clock), options: .atomic)
            for number in 0..<20 {
                let name = "r\(round)-\(number).txt"
                posts[name] = Array((number % 2 == 0 ? "buynow \(number)" : "hello \(number)").utf8)
                try daemon.spool.drop(name, posts[name] ?? [])
            }
            // And one that only a scan finds, which goes by the times of files.
            try daemon.spool.writeInPlace("r\(round).txt", "hello")
            posts["r\(round).txt"] = Array("hello".utf8)
            try await daemon.waitForFiled(count: posts.count)
        }
        #expect(try await daemon.status().code == 0)
        try await daemon.killSupervisor()
        try Data("-1000000".utf8).write(to: URL(fileURLWithPath: clock), options: .atomic)
        try await daemon.start()
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
    }

    // MARK: Producers

    @Test func aSlowProducerInPlaceIsWaitedFor() async throws {
        let daemon = try await RunningDaemon()
        let file = open(daemon.spool.at("inbox/slow.txt"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
        #expect(file >= 0)
        for piece in 0..<3 {
            #expect(Glibc.write(file, "buy", 3) == 3)
            // Long enough for whatever else comes to be filed.
            try daemon.spool.drop("other\(piece).txt", "hello")
            try await daemon.waitForFiled("approved/other\(piece).txt")
            #expect(daemon.spool.files("inbox") == ["slow.txt"])
        }
        #expect(Glibc.write(file, "now buynow", 10) == 10)
        close(file)
        try await daemon.waitForFiled("flagged/slow.txt")
        #expect(daemon.spool.text("flagged/slow.txt") == "buybuybuynow buynow")
        #expect(try await daemon.stop() == .code(0))
    }

    /// A producer that replaces and deletes what it dropped, all the time, and writes on into files that are taken:
    /// what is filed is what was judged. A file that is made in place under a name that was dropped a moment before can be
    /// taken by that name while it is still empty: then it is no post, and says so.
    @Test func aProducerThatReplacesAndDeletesConfusesNothing() async throws {
        let daemon = try await RunningDaemon()
        for round in 0..<400 {
            let name = "p\(round % 7).txt"
            switch round % 4 {
            case 0, 1: try daemon.spool.drop(name, round % 8 < 4 ? "buynow \(round)" : "hello \(round)")
            case 2: unlink(daemon.spool.at("inbox/" + name))
            default:
                let file = open(daemon.spool.at("inbox/" + name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
                _ = Glibc.write(file, "hel", 3)
                _ = Glibc.write(file, "lo\n", 3)
                close(file)
            }
        }
        try daemon.spool.drop("last.txt", "hello")
        try await daemon.waitForFiled("approved/last.txt")
        try await daemon.wait("quiet") { daemon.spool.isQuiet }
        #expect(try await daemon.stop() == .code(0))
        let (entries, badLines) = try daemon.spool.journal()
        #expect(badLines == 0)
        #expect(Set(entries.map(\.sequence)).count == daemon.spool.filed.count)
        for path in daemon.spool.filed {
            let isFlagged = daemon.spool.text(path)?.contains("buynow") == true
            #expect(path.hasPrefix(isFlagged ? "flagged/" : "approved/"), "\(path)")
        }
        #expect(try await daemon.statusNow() == nil)
    }

    @Test func theSameNameAgainAndAgainOverwritesNothing() async throws {
        let daemon = try await RunningDaemon()
        let count = 60
        for number in 0..<count {
            // Never over one that is not taken yet: that would be the producer's own loss.
            try await daemon.wait("the name to be free") { !Checkout.has(daemon.spool.at("inbox/same.txt")) }
            try daemon.spool.drop("same.txt", "buynow \(number)")
        }
        try await daemon.waitForFiled(count: count)
        #expect(try await daemon.stop() == .code(0))
        let texts = Set(daemon.spool.filed.compactMap { daemon.spool.text($0) })
        #expect(texts == Set((0..<count).map { "buynow \($0)" }))
        #expect(daemon.spool.files("flagged").count == 2 * count)
    }

    // MARK: Consumers

    @Test func aConsumerThatTakesFilesAtOnceGetsEachOnce() async throws {
        let daemon = try await RunningDaemon()
        let spool = daemon.spool
        mkdir(spool.at("taken"), 0o755)
        let isDone = Flag()
        let consumer = Task.detached {
            var taken = 0
            while !isDone.isSet {
                for place in ["approved", "flagged"] {
                    for name in spool.files(place) where !name.hasSuffix(".verdict.json") {
                        // Whoever sees a flagged post sees its verdict.
                        if place == "flagged" { #expect(spool.bytes("flagged/\(name).verdict.json") != nil) }
                        if rename(spool.at("\(place)/\(name)"), spool.at("taken/\(taken)-\(name)")) == 0 { taken += 1 }
                        unlink(spool.at("\(place)/\(name).verdict.json"))
                    }
                }
                usleep(500)
            }
            return taken
        }
        let count = 500
        for number in 0..<count {
            try spool.drop("\(number).txt", number % 2 == 0 ? "buynow \(number)" : "hello \(number)")
        }
        try await daemon.wait("all to be taken") { spool.files("taken").count >= count }
        #expect(try await daemon.status().code == 0)
        isDone.set()
        #expect(await consumer.value == count)
        #expect(Set(spool.files("taken").compactMap { spool.text("taken/" + $0) }).count == count)
        #expect(try await daemon.stop() == .code(0))
        #expect(!daemon.log.contains(" error "), "\(daemon.log)")
    }

    // MARK: Masses

    /// More at once than notifications can hold (16,384): the scan finds the rest.
    @Test func moreAtOnceThanNotificationsHold() async throws {
        let count = wantsLongTests ? 100_000 : 20_000
        let daemon = try await RunningDaemon(arguments: ["--sidecars", "none"])
        let inbox = daemon.spool.at("inbox")
        for number in 0..<count { try Self.write("hello \(number)", to: inbox + "/.\(number)") }
        let began = Date()
        for number in 0..<count { _ = rename(inbox + "/.\(number)", inbox + "/\(number).txt") }
        let dropped = Date().timeIntervalSince(began)
        try await daemon.wait("all to be filed") {
            try await Task.sleep(for: .milliseconds(200))
            return try await daemon.status().json["posts"]?["approved"]?.integer == count
        }
        let took = Date().timeIntervalSince(began)
        #expect(daemon.spool.files("approved").count == count)
        #expect(daemon.spool.isQuiet)
        #expect(try await daemon.stop() == .code(0))
        // Much faster than Foundation.
        _ = try await moongate(["rm", "-rf", daemon.spool.path], asIs: true)
        print("\(count) posts dropped in \(dropped) s, filed after \(took) s")
    }

    @Test(.enabled(if: wantsLongTests, "takes minutes: MOONGATE_LONG_TESTS=1"))
    func aMillionWaitingPostsTakeLittleMemory() async throws {
        let count = 1_000_000
        let folder = try TemporaryFolder()
        let inbox = folder.at("spool/inbox")
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        for number in 0..<count { try Self.write("hello", to: inbox + "/\(number).txt") }
        let daemon = try await RunningDaemon(in: folder, arguments: ["--sidecars", "none"])
        var peak = 0
        try await wait(seconds: 3600, for: "a million posts") {
            try await Task.sleep(for: .seconds(2))
            if let child = daemon.program.children.first { peak = max(peak, Self.peakKilobytes(of: child)) }
            return try await daemon.status().json["posts"]?["approved"]?.integer == count
        }
        #expect(peak < 200_000, "\(peak) kB")
        print("a million posts: \(peak) kB at most")
        #expect(try await daemon.stop() == .code(0))
    }

    private static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
        guard file >= 0, Glibc.write(file, text, text.utf8.count) > 0 else { throw Failure("cannot write \(path)") }
        close(file)
    }

    static func peakKilobytes(of process: pid_t) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    }
}
