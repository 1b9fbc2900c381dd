import Foundation
import JSON
import Spool
import Testing

/// A post that crashes the judging process is flagged, never approved by accident, and delays no other verdict.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: isDebugBuild, "the plugin that dies on demand is only in debug builds"))
struct FaultTests {
    @Test(arguments: ["trap", "hang", "exit"])
    func aPostThatEndsItsWorkerIsHeld(_ fault: String) async throws {
        let rule = "- id: fault\n  summary: For tests\n  test_fault (\(fault)): deadlyword\n  score: 1\n"
        let daemon = try await RunningDaemon(
            rules: RunningDaemon.smallRules.merging(["fault.yaml": rule]) { $1 },
            // A trap takes its time on a busy machine, and is no hang.
            arguments: ["--hang-limit", fault == "hang" ? "2" : "600"], environment: ["MOONGATE_TEST_FAULTS": "1"])
        let supervisor = daemon.program.process
        var posts: [String: [UInt8]] = [:]
        for number in 0..<300 {
            posts["p\(number).txt"] = Array((number % 3 == 0 ? "buynow \(number)" : "hello \(number)").utf8)
        }
        posts["deadly.txt"] = Array("a deadlyword inside".utf8)
        for (name, bytes) in posts { try daemon.spool.drop(name, bytes) }
        try await daemon.waitForFiled("flagged/deadly.txt")
        try await daemon.waitForFiled(count: posts.count)

        let sidecar = try daemon.spool.json("flagged/deadly.txt.verdict.json")
        #expect(sidecar["because"]?.string?.contains("crashed the judging process 2 times") == true)
        for number in 0..<300 {
            let place = number % 3 == 0 ? "flagged" : "approved"
            #expect(daemon.spool.bytes("\(place)/p\(number).txt") == posts["p\(number).txt"])
        }
        let status = try await daemon.status()
        #expect(status.code == 0)
        #expect(status.json["running"]?.truth == true)
        #expect(status.json["pid"]?.integer == Int(supervisor))
        #expect(daemon.log.contains("a post is flagged without being judged"))
        #expect(daemon.log.contains("a post exceeds the hang limit") == (fault == "hang"))
        // And goes on.
        try daemon.spool.drop("afterwards.txt", "hello")
        try await daemon.waitForFiled("approved/afterwards.txt")
        posts["afterwards.txt"] = Array("hello".utf8)
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
    }

    /// A plugin that traps while it observes posts observes nothing any more; no post is lost, and the daemon goes on.
    @Test func aPluginThatTrapsWhenToldIsHeld() async throws {
        // A plugin observes posts while a rule uses it.
        let rule = "- id: fault\n  summary: For tests\n  test_fault (trap): deadlyword\n  score: 1\n"
        let daemon = try await RunningDaemon(
            rules: RunningDaemon.smallRules.merging(["fault.yaml": rule]) { $1 },
            environment: ["MOONGATE_TEST_FAULTS": "1"])
        var posts: [String: [UInt8]] = [:]
        for number in 0..<6 {
            posts["t\(number).txt"] = Array("trapwhenobserved".utf8)
            try daemon.spool.drop("t\(number).txt", "trapwhenobserved")
            try await daemon.waitForFiled("approved/t\(number).txt")
        }
        try await daemon.wait("the plugin to be held") { try await daemon.statusNow()?.code == 1 }
        let status = try await daemon.status().json
        #expect(status["problems"]?.array?.first?["step"]?.string?.contains("test-fault") == true)
        #expect(daemon.log.components(separatedBy: "the judging process crashed").count == 3)
        #expect(daemon.log.contains("observes nothing until Moongate is restarted"))
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
        // A restart is another chance.
        try await daemon.start()
        #expect(try await daemon.status().code == 0)
    }

    /// Also where the supervisor is killed in between: blame is kept on disk.
    @Test func blameSurvivesTheSupervisor() async throws {
        let rule = "- id: fault\n  summary: For tests\n  test_fault (hang): deadlyword\n  score: 1\n"
        let daemon = try await RunningDaemon(
            rules: ["fault.yaml": rule], arguments: ["--hang-limit", "600"],
            environment: ["MOONGATE_TEST_FAULTS": "1"])
        try daemon.spool.drop("deadly.txt", "deadlyword")
        let spool = try SpoolFolder(path: daemon.spool.path)
        try await daemon.wait("a post in hand for long") { try !InHandRecord(of: spool).inHand.isEmpty }
        try await daemon.killSupervisor()
        try await daemon.start(waits: false)
        // It is judged alone before the daemon is ready, and hangs again.
        try await daemon.wait("the blame") {
            let record = try InHandRecord(of: spool)
            return record.suspects.values.contains(1) && !record.inHand.isEmpty
        }
        try await daemon.killSupervisor()
        try await daemon.start()
        try await daemon.waitForFiled("flagged/deadly.txt")
    }
}
