import Foundation
import Moderation
import RuleFiles
import Synchronization
import Testing

@testable import Daemon

/// Remembers how many posts it observed.
private struct CountingPlugin: RulePlugin, Remembers {
    let name: String
    let keys: [CheckKeyForm] = []

    init(name: String = "counting") { self.name = name }

    func openMemory(from stored: StoredMemory?) throws(MemoryProblem) -> any PluginMemory {
        guard let stored else { return Memory(0) }
        guard let count = Int(String(decoding: stored.head, as: UTF8.self)) else {
            throw MemoryProblem("it is not a number")
        }
        return Memory(count)
    }

    func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled { Compiled() }

    final class Memory: Observes {
        let count: Mutex<Int>
        init(_ count: Int) { self.count = Mutex(count) }
        func observe(_ post: ExaminedPost, _ verdict: Verdict) { count.withLock { $0 += 1 } }
        func snapshot(beside parts: Set<String>) -> MemorySnapshot? {
            MemorySnapshot(head: count.withLock { Array(String($0).utf8) })
        }
    }

    struct Compiled: CompiledChecks {
        func makeExaminer() -> Nothing { Nothing() }
    }

    struct Nothing: Examiner {
        mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {}
    }
}

@Suite struct PluginMemoriesTests {
    private static func count(_ memories: PluginMemories) -> Int? {
        (memories.plugins.first?.memory as? CountingPlugin.Memory)?.count.withLock { $0 }
    }

    /// Lets them observe a post, by rules with this many checks of the plugin; nil if no rule names it.
    private static func observe(_ memories: PluginMemories, checks: Int? = 1) {
        let now = Instant(seconds: 0)
        let word = SourceText("counting", at: SourceLocation(file: "a.yaml", line: 1, column: 1))
        let key = CheckKey(isNegated: false, names: [word], label: nil, modifiers: [], source: word)
        let plugin = checks.map { count in
            Ruleset.Plugin(
                "counting", place: 0, compiled: CountingPlugin.Compiled(),
                checks: (0..<count).map { Check(id: CheckID($0), rule: "r", key: key, value: .scalar(word)) },
                isRemembering: true)
        }
        let ruleset = Ruleset(
            rules: [], policy: Policy(), fingerprint: "", checkCount: checks ?? 0, plugins: plugin.map { [$0] } ?? [])
        let verdict = Verdict.held(because: "a test", ruleset: ruleset, receivedAt: now, decidedAt: now)
        memories.observe(ExaminedPost(Post(), receivedAt: now), verdict, by: ruleset, worker: 0)
    }

    @Test func isKeptOverARestart() throws {
        let folder = try TemporaryFolder()
        let log = LogRecorder()
        let memories = try PluginMemories([CountingPlugin()], state: folder.path, log: log.logger)
        for _ in 0..<3 { Self.observe(memories) }
        memories.save()
        let again = try PluginMemories([CountingPlugin()], state: folder.path, log: log.logger)
        #expect(Self.count(again) == 3)
        Self.observe(again)
        again.save()
        #expect(folder.text("memory/counting") == "4")
        #expect(log.lines.isEmpty)
    }

    @Test func isToldNothingWhileNoRuleAsksIt() throws {
        let memories = try PluginMemories([CountingPlugin()], state: TemporaryFolder().path, log: LogRecorder().logger)
        Self.observe(memories, checks: nil)
        Self.observe(memories, checks: 0)
        #expect(Self.count(memories) == 0)
    }

    @Test func aDamagedSnapshotIsSetAsideAndSaid() throws {
        let folder = try TemporaryFolder()
        try folder.write("memory/counting", "three")
        try folder.write("memory/counting.damaged", "an older one")
        let log = LogRecorder()
        let memories = try PluginMemories([CountingPlugin()], state: folder.path, log: log.logger)
        #expect(Self.count(memories) == 0)
        #expect(folder.text("memory/counting.damaged") == "three")
        #expect(folder.text("memory/counting") == nil)
        #expect(log.lines.count == 1)
        for word in ["error", "plugin=counting", "it is not a number", "counting.damaged"] {
            #expect(log.lines.first?.contains(word) == true, "\(word)")
        }
        Self.observe(memories)
        memories.save()
        #expect(folder.text("memory/counting") == "1")
    }

    @Test func aSnapshotThatCannotBeReadIsSetAsideAndSaid() throws {
        let folder = try TemporaryFolder()
        try folder.write("memory/counting/inside", "a folder where the file should be")
        let log = LogRecorder()
        let memories = try PluginMemories([CountingPlugin()], state: folder.path, log: log.logger)
        #expect(log.lines.count == 1, "\(log.lines)")
        #expect(log.lines.first?.contains("counting.damaged") == true, "\(log.lines)")
        Self.observe(memories)
        memories.save()
        #expect(folder.text("memory/counting") == "1")
        #expect(folder.text("memory/counting.damaged/inside") != nil)
    }

    /// What cannot be written is said, and the next save is tried again.
    @Test func whatCannotBeKeptIsSaid() throws {
        let folder = try TemporaryFolder()
        let log = LogRecorder()
        let memories = try PluginMemories([CountingPlugin()], state: folder.path, log: log.logger)
        try FileManager.default.removeItem(atPath: folder.at("memory"))
        memories.save()
        #expect(log.lines.count == 1 && log.lines[0].contains("could not be saved"))
        try FileManager.default.createDirectory(atPath: folder.at("memory"), withIntermediateDirectories: true)
        memories.save()
        #expect(folder.text("memory/counting") == "0")
        #expect(log.lines.count == 1)
    }
}
