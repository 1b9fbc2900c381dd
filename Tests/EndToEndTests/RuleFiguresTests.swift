import Foundation
import JSON
import Testing

/// What rules cost as the running daemon counts it, and what thresholds would give.
@Suite(.serialized, .timeLimit(.minutes(15))) struct RuleFiguresTests {
    private static let rules = [
        "moongate.yaml": "policy: {flag_at: 4, channels: {market: {flag_at: 2}}}\n",
        "rules.yaml": """
        - id: pattern
          summary: A pattern that must look at every post
          body (regex): '(h|j)e(l+)o \\w+ \\d+$'
          score: 1
        - id: word
          summary: A word
          body: [apple]
          score: 3
        - id: long
          summary: Asks no text
          body_length: "> 5000"
          score: 1

        """,
    ]

    private static func json(_ words: [String]) async throws -> JSONValue {
        let finished = try await moongate(words)
        guard finished.code == 0 else { throw Failure("\(finished.ending): \(finished.errors)") }
        return try JSONValue(parsing: Array(finished.output.utf8))
    }

    private static func drop(_ count: Int, from start: Int, to daemon: RunningDaemon) async throws {
        for number in start..<start + count { try daemon.spool.drop("p\(number).txt", "hello world \(number)") }
        try await daemon.waitForFiled(count: start + count)
    }

    @Test func theDaemonCountsWhatItsRulesCost() async throws {
        // One worker: each counts every 64th of its own posts.
        let daemon = try await RunningDaemon(rules: Self.rules, arguments: ["--workers", "1"])
        let words = ["rules", "--rules", daemon.rules, "--spool", daemon.spool.path, "--by", "cost"]
        func microseconds(_ rule: String) async throws -> Double? {
            try await Self.json(words + ["--json"]).array?.first { $0["id"]?.string == rule }?["microseconds"]?.number
        }
        // 15 counted posts are too few, and without an archive there is nothing to measure on but what is filed.
        try await Self.drop(64 * 14 + 1, from: 0, to: daemon)
        let early = try await moongate(words)
        #expect(early.code == 0, "\(early.errors)")
        #expect(early.output.contains("each rule alone, on posts of the archive"), "\(early.errors)")

        try await Self.drop(64, from: 64 * 14 + 1, to: daemon)
        let shown = try await moongate(words)
        #expect(shown.output.contains("for this rule alone, on 16 counted posts"), "\(shown.output)\(shown.errors)")
        #expect(shown.output.contains("text "), "plugins are named: \(shown.output)")
        #expect(shown.output.contains(" µs."), "plugins are named: \(shown.output)")
        let (pattern, long) = (try await microseconds("pattern"), try await microseconds("long"))
        #expect(try #require(pattern) > 0.05, "a pattern takes time of its own")
        #expect(try #require(long) < #require(pattern))

        // Other rules, other costs: the count is reset, and covers only the folder in force.
        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", "- id: more\n  summary: Another word\n  body: [pear]\n  score: 1\n")
        try await daemon.wait("new rules") { try await daemon.ruleset != old }
        #expect(try await moongate(words).output.contains("each rule alone"))
        try await Self.drop(64 * 16, from: 64 * 15 + 1, to: daemon)
        #expect(try await moongate(words).output.contains("for this rule alone"))
        #expect(try await microseconds("more") != nil)
    }

    /// In force, a threshold gives what was really held: a channel keeps its own, whatever the general one would be.
    @Test func thresholdsKnowChannelsWithTheirOwn() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        for number in 0..<12 {
            let channel = ["market", "chat", "chat"][number % 3]
            try daemon.spool.drop("p\(number).json", "{\"body\":\"an apple \(number)\",\"channel\":\"\(channel)\"}")
        }
        try await daemon.waitForFiled(count: 12)
        #expect(daemon.spool.filed.count { $0.hasPrefix("flagged/") && !$0.hasSuffix(".verdict.json") } == 4)
        func held(_ more: [String]) async throws -> [Double: Int] {
            let shown = try await Self.json(["threshold", "--spool", daemon.spool.path, "--json"] + more)
            let rows = (shown["thresholds"]?.array ?? []).compactMap { row in
                row["flag_at"]?.number.flatMap { at in row["held"]?.integer.map { (at, $0) } }
            }
            return Dictionary(rows, uniquingKeysWith: { a, _ in a })
        }
        #expect(try await held([]) == [3: 12, 4: 4])
        #expect(try await held(["--channel", "market"]) == [2: 4, 3: 4])
        #expect(try await held(["--channel", "chat"]) == [3: 8, 4: 0])
        let shown = try await moongate(["threshold", "--spool", daemon.spool.path])
        #expect(shown.output.contains("keep it in every line: market (2)"), "\(shown.output)\(shown.errors)")
        let none = try await moongate(["threshold", "--channel", "nowhere", "--spool", daemon.spool.path])
        #expect(none.code == 66)
        #expect(none.errors.contains("in channel nowhere"))
    }
}
