import Foundation
import Glibc
import JSON
import Spool
import Testing

/// What happens to a service over the years: folders that move, files that are damaged, limits, processes that stand still.
@Suite(.serialized, .timeLimit(.minutes(20))) struct HardshipTests {
    @Test func aDamagedRecordIsNoHindrance() async throws {
        let daemon = try await RunningDaemon()
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled(count: 1)
        try await daemon.stop()
        let segment = try daemon.spool.files("journal").first { $0.hasSuffix(".jsonl") }.orThrow("segment")
        let whole = daemon.spool.bytes("journal/" + segment) ?? []
        try Data(whole + Array("garbage\n\u{0}\u{1}\n{\"seq\":".utf8)).write(
            to: URL(fileURLWithPath: daemon.spool.at("journal/" + segment)))
        for file in ["journal/checkpoint", "state/in-hand"] {
            try Data([0xFF, 0xFE, 0]).write(to: URL(fileURLWithPath: daemon.spool.at(file)))
        }
        try await daemon.start()
        try daemon.spool.drop("b.txt", "buynow")
        try await daemon.waitForFiled("approved/a.txt", "flagged/b.txt")
        let (entries, badLines) = try daemon.spool.journal()
        #expect(entries.map(\.post) == ["a.txt", "b.txt"])
        #expect(badLines == 2)
        #expect(entries.map(\.sequence) == entries.map(\.sequence).sorted())
        #expect(Set(entries.map(\.sequence)).count == 2)
        let shown = try await moongate(["journal", "--spool", daemon.spool.path])
        #expect(shown.code == 0)
        #expect(shown.errors.contains("2 lines could not be read"))
    }

    @Test func aChannelMayComeAndGo() async throws {
        let daemon = try await RunningDaemon()
        for round in 0..<3 {
            try daemon.spool.drop("\(round).txt", "hello", channel: "c")
            try await daemon.waitForFiled("approved/c/\(round).txt")
            #expect(rmdir(daemon.spool.at("inbox/c")) == 0)
        }
        // What a post says of its channel leads nowhere.
        try daemon.spool.drop("x.json", #"{"body": "hello", "channel": "../../etc"}"#)
        try await daemon.waitForFiled("approved/x.json")
    }

    /// A child that stands still is killed and replaced.
    @Test func aChildThatStandsStillIsReplaced() async throws {
        let daemon = try await RunningDaemon(arguments: ["--hang-limit", "1"])
        let child = try await daemon.child()
        kill(child, SIGSTOP)
        try await daemon.wait("another child") { ![[], [child]].contains(daemon.program.children) }
        #expect(daemon.log.contains("does not respond; killing it"))
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
    }

    /// It hung for as long as a reload may take, ten minutes.
    @Test func statusDoesNotWaitForEver() async throws {
        let daemon = try await RunningDaemon(arguments: ["--hang-limit", "600"])
        let child = try await daemon.child()
        kill(child, SIGSTOP)
        let status = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(status.code == 1)
        #expect(status.errors.contains("does not answer"))
        kill(child, SIGCONT)
        try await daemon.wait("an answer") { try await daemon.statusNow()?.code == 0 }
    }

    /// More events than the kernel keeps while nobody reads them: the scan finds what they do not tell.
    @Test func lostNotificationsLoseNoPost() async throws {
        let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let count = min(30_000, (Int(limit.prefix { $0.isNumber }) ?? 16_384) + 500)
        let daemon = try await RunningDaemon(arguments: ["--hang-limit", "3600"])
        let child = try await daemon.child()
        kill(child, SIGSTOP)
        for number in 0..<count { try daemon.spool.drop("\(number).txt", "hello") }
        kill(child, SIGCONT)
        try await daemon.wait("\(count) posts") { daemon.spool.files("approved").count == count }
        #expect(try daemon.spool.journal().entries.count == count)
    }

    /// Between the first reading of the rules and the first look at the inbox.
    @Test func anEditDuringTheStartIsNotMissed() async throws {
        let daemon = try await RuleEditsTests.daemon()
        let old = try await daemon.ruleset
        try await daemon.stop()
        for round in 0..<5 {
            let kept = daemon.spool.at("state/rules")
            try FileManager.default.removeItemIfThere(kept)
            try await daemon.start(waits: false)
            // The rules are read; what comes next is recovery.
            while access(kept, F_OK) != 0, daemon.program.hasEnded == nil { usleep(200) }
            try daemon.edit("rules.yaml", RuleEditsTests.rule("edit\(round)"))
            try await daemon.waitUntilReady()
            let wanted = RuleEditsTests.rule("edit\(round)")
            try await daemon.wait("the edit") {
                try String(contentsOfFile: kept + "/rules.yaml", encoding: .utf8) == wanted
            }
            try await daemon.stop()
        }
        try await daemon.start()
        #expect(try await daemon.ruleset != old)
    }

    /// It was said, taken back and said again, as fast as the machine could.
    @Test(.enabled(if: Program.find("prlimit") != nil, "takes prlimit(1)"))
    func scansThatFailAreSaidOnceAndTriedNowAndThen() async throws {
        let daemon = try await RunningDaemon()
        let child = try await daemon.child()
        func allow(_ descriptors: Int) async throws {
            let finished = try await moongate(["prlimit", "--pid", "\(child)", "--nofile=\(descriptors):"], asIs: true)
            #expect(finished.code == 0, "\(finished.errors)")
        }
        try await allow(4)
        try daemon.spool.drop("a.txt", "hello", channel: "c")
        try await daemon.wait("the trouble") { daemon.log.contains("watching the inbox failed") }
        try await Task.sleep(for: .seconds(3))
        #expect(daemon.log.components(separatedBy: "watching the inbox failed").count <= 4)
        #expect(!daemon.log.contains("works again"))
        try await allow(256)
        try await daemon.waitForFiled("approved/c/a.txt")
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        // On a slow machine the checkpoint failed meanwhile, too.
        #expect(daemon.log.components(separatedBy: "watching the inbox works again").count == 2)
    }

    @Test(.enabled(if: Program.find("prlimit") != nil, "takes prlimit(1)"))
    func fewDescriptorsAreEnoughOrSaid() async throws {
        let daemon = try await RunningDaemon(wrappedIn: ["prlimit", "--nofile=60:60", "--"])
        for number in 0..<300 { try daemon.spool.drop("\(number).txt", "hello", channel: "c\(number % 3)") }
        try await daemon.waitForFiled(count: 300)
        try await daemon.stop()
        let starved = try await moongate(
            [
                "prlimit", "--nofile=8:8", "--", Program.moongate, "run", "--spool", daemon.spool.path, "--rules",
                daemon.rules,
            ],
            asIs: true)
        #expect(starved.code == 74, "\(starved)")
        #expect(starved.errors.contains("ulimit -n"), "\(starved)")
    }
}
