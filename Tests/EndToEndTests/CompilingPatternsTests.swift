import Foundation
import Patterns
import Testing

/// Patterns are compiled by a child of limited means, and what it cannot do is done without it.
@Suite(.serialized, .timeLimit(.minutes(15))) struct CompilingPatternsTests {
    private static func rule(_ id: String, _ pattern: String) -> String {
        "- id: \(id)\n  score: 9\n  body (regex): '\(pattern)'\n"
    }

    @Test func makesAFilterThatIsReadBack() throws {
        let folder = try TemporaryFolder()
        let expressions = ["ab[0-9]+c", "k.ss"]
        try FilterCompilation.compile(expressions, into: folder.at("filter"), program: Program.moongate)
        #expect(PatternFilter.read(path: folder.at("filter"))?.expressions == expressions)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["filter"])
    }

    /// Patterns that would take minutes and gigabytes end by the child's limits, and leave nothing.
    @Test(arguments: [(1, 2 << 30, "more than 1 seconds"), (60, 96 << 20, "it takes more than 96 MiB of memory")])
    func hostilePatternsEnd(_ seconds: Int, _ bytes: Int, _ reason: String) throws {
        let folder = try TemporaryFolder()
        let hostile = (0..<400).map { "(?:a\($0)[a-m].{1,90}[n-z]|b.{3,80}[0-9]\($0)){3,9}" }
        #expect {
            try FilterCompilation.compile(
                hostile, into: folder.at("filter"), program: Program.moongate, cpuSeconds: seconds, memoryBytes: bytes)
        } throws: { "\($0)".contains(reason) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    /// After an edit the filter that is there stays, and a small one for what is new is added; a restart uses both.
    @Test func anEditAddsASmallFilter() async throws {
        let many = (0..<6).map { Self.rule("old\($0)", "k\($0)[a-f]+[xyz]") }.joined()
        let daemon = try await RunningDaemon(rules: ["rules.yaml": many])
        let cache = daemon.spool.path + "/state/cache/text"
        func filters() throws -> [Int] {
            try FileManager.default.contentsOfDirectory(atPath: cache)
                .filter { $0.hasPrefix("patterns-") && !$0.contains(".new") }
                .compactMap { PatternFilter.read(path: cache + "/" + $0)?.expressions.count }.sorted()
        }
        try await daemon.wait("the first filter") { try filters() == [6] }
        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Self.rule("new", "n[a-f]+w[xyz]"))
        try await RuleEditsTests.waitForRuleset(otherThan: old, daemon)
        try await daemon.wait("the small filter") { try filters() == [1, 6] }
        try daemon.spool.drop("new.txt", "nafwy")
        try daemon.spool.drop("old.txt", "k3ax")
        try daemon.spool.drop("none.txt", "k9ax nw")
        try await daemon.waitForFiled("flagged/new.txt")
        try await daemon.waitForFiled("flagged/old.txt")
        try await daemon.waitForFiled("approved/none.txt")
    }
}
