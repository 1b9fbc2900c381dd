import Foundation
import Glibc
import JSON
import Spool
import Testing

/// Long work that a person asked for goes on over restarts, and the command that waits for it does too.
@Suite(
    .serialized, .timeLimit(.minutes(15)), .enabled(if: isDebugBuild, "the seams are only in debug builds"))
struct LongWorkTests {
    private static let count = 300
    /// The judging process waits at the call `held`, in the middle of the work, until the gate is opened. From then on
    /// each such call takes 20 ms, so that what happens at the gate comes before the end.
    private static func halted(at held: String, _ number: Int, gate: String) -> [String: String] {
        [
            "MOONGATE_FAULTS": "\(held):\(number):hold;\(held):\(number + 1)+:delay", "MOONGATE_FAULTS_IN": "judge",
            "MOONGATE_FAULTS_GATE": gate,
        ]
    }
    private static func open(_ gate: String) throws { try Data().write(to: URL(fileURLWithPath: gate)) }

    /// The rule whose victims they are, mended.
    private static let mended = (RunningDaemon.smallRules["words.yaml"] ?? "").replacing("score: 4", with: "score: 1")

    private static func daemonWithVictims(_ environment: [String: String]) async throws -> RunningDaemon {
        let daemon = try await RunningDaemon(environment: environment)
        for number in 0..<count { try daemon.spool.drop("p\(number).txt", "buynow \(number)") }
        try await daemon.waitForFiled(count: count)
        try daemon.edit("words.yaml", mended)
        #expect(try await moongate(["reload", "--spool", daemon.spool.path]).code == 0)
        return daemon
    }

    private static func command(_ name: String, _ daemon: RunningDaemon, _ words: [String]) throws -> Program {
        try Program(
            [Program.moongate, name, "--json", "--spool", daemon.spool.path] + words,
            output: daemon.folder.at("command.out"), errors: daemon.folder.at("command.err"))
    }

    @Test(arguments: ["kill", "restart"]) func aRejudgeGoesOn(_ how: String) async throws {
        let folder = try TemporaryFolder()
        let gate = folder.at("gate")
        // A claim, a sidecar and a filing for each post so far.
        let daemon = try await Self.daemonWithVictims(Self.halted(at: "rename", 3 * Self.count + 50, gate: gate))
        let command = try Self.command("rejudge", daemon, [])
        try await daemon.wait("some to have moved") { daemon.spool.files("approved").count >= 5 }
        #expect(try await daemon.status().json["job"]?["command"]?.string == "rejudge")
        if how == "kill" {
            kill(try await daemon.child(), SIGKILL)
        } else {
            daemon.program.kill(SIGTERM)
            try Self.open(gate)
            #expect(try await daemon.program.end() == .code(0))
            #expect(!daemon.spool.files("flagged").isEmpty)
            try await daemon.start()
        }
        #expect(try await command.end() == .code(0), "\(command.errors)")
        #expect(daemon.spool.files("approved").count == Self.count)
        #expect(daemon.spool.files("flagged") == [])
        // What was left after the restart.
        let result = try JSONValue(parsing: Array(command.output.utf8))
        #expect(result["ended"]?.truth == true)
        #expect((1..<Self.count).contains(result["approved"]?.integer ?? 0))
        #expect(daemon.log.contains("rejudge resumes after a restart"))
        #expect(daemon.log.contains("rejudge is done"))
        #expect(daemon.spool.bytes("state/job") == nil)
        #expect(try await daemon.stop() == .code(0))
        daemon.spool.expectNoStrays()
        #expect(try daemon.spool.journal().entries.count { $0.event.kind == "rejudged" } == Self.count)
    }

    /// Nobody waits for it: it is done all the same.
    @Test func aForgetGoesOnWithoutItsCommand() async throws {
        let folder = try TemporaryFolder()
        let gate = folder.at("gate")
        let daemon = try await RunningDaemon(environment: Self.halted(at: "remove", 50, gate: gate))
        for number in 0..<Self.count {
            try daemon.spool.drop("p\(number).json", #"{"body": "buynow \#(number)", "author": {"id": "u-77"}}"#)
        }
        try await daemon.waitForFiled(count: Self.count)
        let command = try Self.command("forget", daemon, ["--author", "u-77"])
        try await daemon.wait("some to be gone") { daemon.spool.filed.count < Self.count - 5 }
        command.kill(SIGKILL)
        kill(try await daemon.child(), SIGKILL)
        try Self.open(gate)
        try await daemon.wait("the others to be gone") { daemon.spool.filed.isEmpty }
        try await daemon.wait("the end") { daemon.log.contains("forget is done") }
        #expect(daemon.spool.bytes("state/job") == nil, "it names the author")
    }

    /// Posts on which the mended rules end the judging process stay where they are, and the others go on. At the third
    /// the plugin may not look any more, as with new posts.
    @Test(arguments: [[], ["--dry-run"]]) func aPostThatEndsTheProcessIsLeftOut(_ words: [String]) async throws {
        let daemon = try await Self.daemonWithVictims(["MOONGATE_TEST_FAULTS": "1"])
        // 7 and 70 to 79.
        let trap = "- id: fault\n  summary: For tests\n  test_fault (trap): buynow 7\n  score: 1\n"
        try daemon.edit("fault.yaml", trap)
        #expect(try await moongate(["reload", "--spool", daemon.spool.path]).code == 0)
        let finished = try await moongate(["rejudge", "--spool", daemon.spool.path] + words)
        #expect(finished.code == 0, "\(finished)")
        #expect(finished.output.contains("2 still flagged and not judged"), "\(finished)")
        #expect(daemon.log.contains("a post stays flagged and is not judged again"))
        let left = daemon.spool.files("flagged").filter { $0.hasSuffix(".txt") }
        if words.isEmpty {
            #expect(left.count == 2, "\(left)")
            #expect(left.allSatisfy { $0.hasPrefix("p7") }, "\(left)")
            #expect(daemon.spool.files("approved").count == Self.count - 2)
            for name in left { #expect(daemon.log.contains("flagged/\(name)")) }
        } else {
            #expect(left.count == Self.count)
        }
        #expect(daemon.spool.bytes("state/job") == nil)
        try daemon.spool.drop("afterwards.txt", "hello")
        try await daemon.waitForFiled("approved/afterwards.txt")
        let status = try await daemon.status().json
        #expect(status["deaths"]?.integer == 5)
        #expect(status["problems"]?.array?.first?["step"]?.string == "plugin test-fault")
        #expect(try await daemon.stop() == .code(0))
        daemon.spool.expectNoStrays()
    }

    /// As three processes left it that died over no post which could be left out, and as too many such posts left it.
    @Test(arguments: [
        #""attempts": 3"#,
        #""attempts": 1, "kills": [\#((1...11).map { #"{"seq": \#($0), "times": 2}"# }.joined(separator: ", "))]"#,
    ]) func workThatKeepsEndingTheProcessIsGivenUp(_ left: String) async throws {
        let daemon = try await RunningDaemon()
        try daemon.spool.drop("victim.txt", "buynow")
        try await daemon.waitForFiled("flagged/victim.txt")
        #expect(try await daemon.stop() == .code(0))
        try daemon.edit("words.yaml", Self.mended)
        let job = #"{"id": 7, \#(left), "request": {"command": "rejudge"}}"#
        try Data(job.utf8).write(to: URL(fileURLWithPath: daemon.spool.at("state/job")))
        try await daemon.start()
        try daemon.spool.drop("afterwards.txt", "hello")
        try await daemon.waitForFiled("approved/afterwards.txt")
        #expect(daemon.log.contains("rejudge is abandoned: it crashed the judging process each time"))
        #expect(daemon.spool.bytes("state/job") == nil)
        #expect(daemon.spool.bytes("flagged/victim.txt") != nil)
        #expect(try await daemon.stop() == .code(0))
    }

    /// They were reset with each judging process.
    @Test func statusCountsOverJudgingProcesses() async throws {
        let daemon = try await RunningDaemon()
        let since = try await daemon.status().json["since"]?.string
        for number in 0..<10 { try daemon.spool.drop("a\(number).txt", number < 4 ? "buynow" : "hello") }
        try daemon.spool.drop("no.json", "{")
        try await daemon.waitForFiled(count: 11)
        for round in 0..<2 {
            let child = try await daemon.child()
            kill(child, SIGKILL)
            try await daemon.wait("another child") { ![[], [child]].contains(daemon.program.children) }
            try daemon.spool.drop("b\(round).txt", "hello")
            try await daemon.waitForFiled("approved/b\(round).txt")
        }
        try await daemon.wait("all to be counted") {
            try await daemon.statusNow()?.json["posts"]?["approved"]?.integer == 8
        }
        let status = try await daemon.status().json
        #expect(status["posts"]?["flagged"]?.integer == 4)
        #expect(status["posts"]?["failed"]?.integer == 1)
        #expect(status["deaths"]?.integer == 2)
        #expect(status["since"]?.string == since)
        let told = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(told.code == 0, "\(told.output)")
        #expect(told.output.contains("its judging process crashed 2 times"), "\(told.output)")
        // A new service counts from zero.
        #expect(try await daemon.stop() == .code(0))
        try await daemon.start()
        #expect(try await daemon.status().json["posts"]?["approved"]?.integer == 0)
    }
}
