import Foundation
import Glibc
import JSON
import Spool
import Testing

/// Kill the process at any instant: every post is filed exactly once, with one verdict.
@Suite(.serialized, .timeLimit(.minutes(60))) struct KillTests {
    static func post(_ number: Int) -> String {
        let text = ["a plain greeting", "buynow buynow", "a hint", "你好，今天天气不错", "forbidden"][number % 5]
        return number % 97 == 0 ? "{broken" : #"{"id": \#(number), "body": "\#(text) \#(number)"}"#
    }

    /// Twenty kills of the child or the supervisor while posts keep coming.
    @Test func twentyKillsWhilePostsFlow() async throws {
        let rounds = 20
        let daemon = try await RunningDaemon(waits: false)
        var posts: [String: [UInt8]] = [:]
        var dropped = 0
        func drop(_ count: Int) throws {
            for _ in 0..<count {
                let name = "post-\(dropped).json"
                posts[name] = Array(Self.post(dropped).utf8)
                try daemon.spool.drop(name, Self.post(dropped))
                dropped += 1
            }
        }
        try await daemon.waitUntilReady()
        try drop(1000)
        var supervisors = 0
        for _ in 0..<rounds {
            try drop(1000 / rounds)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...150)))
            supervisors += try await Self.killSomething(daemon)
        }
        try await daemon.waitUntilReady()
        try await daemon.waitForFiled(count: dropped)
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
        print("kills: \(supervisors) of the supervisor, \(rounds - supervisors) of the child, \(dropped) posts")
    }

    /// At random one of the two; gives 1 where it was the supervisor, which is started again.
    private static func killSomething(_ daemon: RunningDaemon) async throws -> Int {
        if Bool.random() {
            try await daemon.killSupervisor()
            // Sometimes at once, while it still starts.
            try await daemon.start(waits: Bool.random())
            return 1
        }
        kill(try await daemon.child(), SIGKILL)
        return 0
    }

    /// The same names again and again, in channels, with a sidecar for each post and a folder per day.
    @Test func killsAmongCollisionsAndChannels() async throws {
        let daemon = try await RunningDaemon(arguments: ["--sidecars", "all", "--layout", "by-day"])
        var dropped: Set<[UInt8]> = []
        for round in 0..<12 {
            for number in 0..<60 {
                let text = (number % 2 == 0 ? "buynow" : "hello") + " \(round).\(number)"
                // A name that still lies in the inbox would be replaced there, by the producer.
                try daemon.spool.drop(
                    "same-\(number % 6).\(round).txt~\(number / 6)", text, channel: number % 3 == 0 ? "c" : nil)
                dropped.insert(Array(text.utf8))
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...80)))
            _ = try await Self.killSomething(daemon)
            for number in 0..<20 {
                try await daemon.wait("the inbox to be empty") { daemon.spool.files("inbox").isEmpty }
                let text = "hello again \(round).\(number)"
                try daemon.spool.drop("one-name.txt", text)
                dropped.insert(Array(text.utf8))
            }
        }
        try await daemon.waitUntilReady()
        try await daemon.waitForFiled(count: dropped.count)
        try await daemon.stop()
        let filed = daemon.spool.filed
        #expect(filed.count == dropped.count)
        #expect(Set(filed.compactMap(daemon.spool.bytes)) == dropped)
        let (entries, badLines) = try daemon.spool.journal()
        #expect(Set(entries.map(\.sequence)).count == dropped.count)
        #expect(badLines == 0)
        for path in filed {
            let isFlagged = daemon.spool.text(path)?.hasPrefix("buynow") == true
            let verdict = try daemon.spool.json(path + ".verdict.json")["outcome"]?.string
            #expect(path.hasPrefix(isFlagged ? "flagged/" : "approved/"), "\(path)")
            #expect(path.hasPrefix((verdict ?? "") + "/"), "\(path)")
        }
    }

    static let corpus = Checkout.corpora + "/throughput/posts.jsonl"

    /// All the posts of the corpus at once, by the rules that ship; the kills fall between the first and the last.
    @Test(
        .enabled(
            if: wantsLongTests && Checkout.has(corpus),
            "takes minutes and public data: MOONGATE_LONG_TESTS=1 and ../shared/corpora/throughput/posts.jsonl"))
    func twentyKillsDuringTwentyThousandPosts() async throws {
        let lines = try String(contentsOfFile: Self.corpus, encoding: .utf8).split(separator: "\n")
        var posts: [String: [UInt8]] = [:]
        for (number, line) in lines.enumerated() { posts["p\(number).json"] = Array(line.utf8) }
        let daemon = try await RunningDaemon(rules: [:], waits: false) { folder in
            try FileManager.default.removeItemIfThere(folder.at("rules"))
            try FileManager.default.copyItem(atPath: Checkout.at("Rules"), toPath: folder.at("rules"))
        }
        try await daemon.waitUntilReady()
        for (name, bytes) in posts { try daemon.spool.drop(name, bytes) }
        let rounds = 20
        for round in 1...rounds {
            let target = min(posts.count, round * posts.count / (rounds + 1) + Int.random(in: 0...200))
            try await daemon.wait("\(target) filed posts") { daemon.spool.filed.count >= target }
            _ = try await Self.killSomething(daemon)
        }
        try await daemon.waitUntilReady()
        try await daemon.waitForFiled(count: posts.count)
        #expect(try await daemon.stop() == .code(0))
        try daemon.spool.expectEachFiledOnce(posts)
    }

    /// A child that dies over and over is started again, and the supervisor stays the same process.
    @Test func theSupervisorOutlivesItsChildren() async throws {
        let daemon = try await RunningDaemon()
        for round in 0..<4 {
            let child = try await daemon.child()
            kill(child, SIGKILL)
            try await daemon.wait("another child") { ![[], [child]].contains(daemon.program.children) }
            try daemon.spool.drop("\(round).txt", "after death \(round)")
            try await daemon.waitForFiled("approved/\(round).txt")
        }
        #expect(daemon.log.contains("the judging process crashed; restarting it"))
        #expect(try await daemon.status().code == 0)
    }

    /// No child stays behind when the supervisor is killed: nobody else would hear of what it does.
    @Test func theChildDiesWithItsSupervisor() async throws {
        let daemon = try await RunningDaemon()
        let child = try await daemon.child()
        try await daemon.killSupervisor()
        try await daemon.wait("the end of the child") { !isAlive(child) }
        // Its threads end one after another, and the last one closes the control socket.
        try await daemon.wait("nobody to answer") {
            try await moongate(["status", "--spool", daemon.spool.path]).code == 69
        }
    }
}
