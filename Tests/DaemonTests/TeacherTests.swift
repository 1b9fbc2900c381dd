import Foundation
import Moderation
import RuleFiles
import Spool
import Synchronization
import Testing

@testable import Daemon

/// Counts lessons, by id.
private struct LearningPlugin: RulePlugin, Remembers {
    let name = "learning"
    let keys: [CheckKeyForm] = []

    func openMemory(from stored: StoredMemory?) throws(MemoryProblem) -> any PluginMemory { Memory() }
    func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled { Compiled() }

    final class Memory: Learns {
        let lessons = Mutex<[String]>([])
        func learn(_ lesson: Lesson) { lessons.withLock { $0.append(lesson.id) } }
        func relearn(_ given: some Sequence<Lesson>) { lessons.withLock { $0 = given.map(\.id) } }
        func snapshot(beside parts: Set<String>) -> MemorySnapshot? { nil }
    }

    struct Compiled: CompiledChecks {
        func makeExaminer() -> Nothing { Nothing() }
    }

    struct Nothing: Examiner {
        mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {}
    }
}

struct TeacherTests {
    private let folder: TemporaryFolder
    private let spool: SpoolFolder
    private let labelled: Labelled
    private let log = LogRecorder()
    private let memories: PluginMemories

    init() throws {
        folder = try TemporaryFolder()
        spool = try SpoolFolder(path: folder.at("spool"))
        labelled = Labelled(spool)
        memories = try PluginMemories([LearningPlugin()], state: folder.at("spool/state"), log: log.logger)
    }

    private var learned: [String] {
        (memories.plugins.first?.memory as? LearningPlugin.Memory)?.lessons.withLock { $0 } ?? []
    }

    private func entry(_ number: UInt64, _ text: String) -> (bytes: [UInt8], entry: Labelled.Entry) {
        let bytes = Array(text.utf8)
        let at = Instant(seconds: 1_000)
        return (
            bytes,
            Labelled.Entry(
                digest: FileDigest.of(bytes), decision: Decision(.reject, by: "mira", at: at), number: number,
                name: "a.txt", channel: nil, receivedAt: at, isReversal: false)
        )
    }

    @discardableResult private func label(_ number: UInt64, _ text: String) throws -> Labelled.Entry {
        let (bytes, entry) = entry(number, text)
        try labelled.keep(bytes, entry)
        return entry
    }

    @Test func learnsAtTheStartWhatIsNotLearnedYet() throws {
        let first = try label(1, "buy a lamp")
        let second = try label(2, "buy two lamps")
        let teacher = Teacher(spool, memories: memories, troubles: ActiveProblems(log: log.logger), log: log.logger)
        #expect(teacher.teachWhatWaits())
        #expect(learned == [first.digest, second.digest])
        #expect(!teacher.teachWhatWaits())
        #expect(LessonsLearned(spool).number == 2)
    }

    /// Each decision read every copy that there was: 50,000 files a click after a year.
    @Test func aDecisionCostsTheSameHoweverManyThereWere() throws {
        for number in 1...40 { try label(UInt64(number), "lamp \(number)") }
        let teacher = Teacher(spool, memories: memories, troubles: ActiveProblems(log: log.logger), log: log.logger)
        teacher.teachWhatWaits()
        // Were another copy read, it would be noticed: they are all damaged now.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.at("spool/labelled")) {
            try folder.write("spool/labelled/" + name, "damaged")
        }
        let fresh = try label(41, "a new lamp")
        teacher.look(at: [fresh])
        #expect(teacher.teachWhatWaits())
        #expect(learned.count == 41)
        #expect(log.lines.isEmpty, "\(log.lines)")
    }

    @Test func aCopyThatIsDamagedIsReported() throws {
        let entry = try label(1, "buy a lamp")
        try folder.write("spool/labelled/" + entry.digest, "something else")
        let teacher = Teacher(spool, memories: memories, troubles: ActiveProblems(log: log.logger), log: log.logger)
        teacher.teachWhatWaits()
        #expect(learned.isEmpty)
        #expect(log.lines.contains { $0.contains("cannot learn from a decided post") && $0.contains(entry.digest) })
    }

    @Test func whatWasForgottenSinceIsNotReported() throws {
        let teacher = Teacher(spool, memories: memories, troubles: ActiveProblems(log: log.logger), log: log.logger)
        teacher.teachWhatWaits()
        teacher.look(at: [entry(1, "gone").entry])
        teacher.teachWhatWaits()
        #expect(learned.isEmpty)
        #expect(log.lines.isEmpty)
    }

    @Test func anOverflowIsReadFromTheFolder() throws {
        let teacher = Teacher(spool, memories: memories, troubles: ActiveProblems(log: log.logger), log: log.logger)
        teacher.teachWhatWaits()
        let kept = try label(9, "buy a lamp")
        teacher.look(at: Array(repeating: entry(1, "x").entry, count: Teacher.pendingLimit + 1))
        teacher.teachWhatWaits()
        #expect(learned == [kept.digest])
    }

    /// A folder that cannot be read: tried again later, and not at once.
    @Test func aFailureIsTriedAgainAfterAWhile() throws {
        let kept = try label(1, "buy a lamp")
        let path = folder.at("spool/labelled/" + kept.digest)
        try FileManager.default.removeItem(atPath: path)
        symlink("nowhere", path)
        let teacher = Teacher(spool, memories: memories, troubles: ActiveProblems(log: log.logger), log: log.logger)
        #expect(teacher.teachWhatWaits(now: 0))
        #expect(log.lines.contains { $0.contains("learning from decisions failed; retrying") })
        #expect(!teacher.teachWhatWaits(now: 1))
        unlink(path)
        try labelled.keep(Array("buy a lamp".utf8), kept)
        #expect(teacher.teachWhatWaits(now: Teacher.retryAfter))
        #expect(learned == [kept.digest])
    }
}
