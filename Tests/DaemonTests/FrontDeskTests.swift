import Files
import Foundation
import JSON
import Moderation
import RuleFiles
import Spool
import Synchronization
import Testing

@testable import Daemon

/// What programs may send over the control socket apart from people's decisions, and what it is checked against.
@Suite struct FrontDeskTests {
    private let path = NSTemporaryDirectory() + "moongate-desk-\(UUID().uuidString.prefix(8))"

    private func ask(_ desk: FrontDesk, _ request: JSONValue) throws -> JSONValue {
        var json = JSONWriter()
        var isKnown = false
        json.object { isKnown = desk.answer(request, by: .thisProcess, &$0) }
        #expect(isKnown)
        return try JSONValue(parsing: json.bytes)
    }

    private func desk(
        rules: RulesInForce? = nil, isBusy: @escaping @Sendable () -> Bool = { false }
    ) throws -> FrontDesk {
        let spool = try SpoolFolder(path: path)
        let refiling = Refiling(spool, journal: try Journal(spool), filing: Filing(spool))
        return FrontDesk(
            spool, refiling: refiling, numbers: SequenceNumbers(above: 0), rules: rules, teacher: nil, isBusy: isBusy)
    }

    @Test func labelledPostsAreKeptToBeLearned() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let desk = try desk()
        let answer = try ask(
            desk,
            [
                "command": "learn", "by": "mira",
                "posts": [
                    ["label": "spam", "text": "{ free money"], ["label": "ham", "post": "{\"body\": \"hello\"}"],
                    ["label": "spam", "text": "{ free money"], ["label": "eggs", "text": "x"], ["label": "ham"],
                    ["label": "ham", "text": ""], ["label": "ham", "post": "{broken"], "nonsense",
                ],
            ])
        #expect(answer["learned"]?.integer == 2)
        #expect(answer["known"]?.integer == 1)
        #expect(answer["problems"]?.array?.count == 5)
        let all = try desk.refiling.labelled.all()
        #expect(all.map(\.decision.word) == [.reject, .approve])
        #expect(all.allSatisfy { $0.decision.by == "mira" })
        // The other way round: to be learned again.
        _ = try ask(
            desk, ["command": "learn", "by": "mira", "posts": [["label": "ham", "text": "{ free money"]]])
        let last = try desk.refiling.labelled.all().last
        #expect(last?.decision.word == .approve)
        #expect(last?.isReversal == true)
    }

    /// The second of two posts with the same bytes could not be upheld: "already decided".
    @Test func twoPostsOfTheSameBytesAreDecidedEach() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let desk = try desk()
        for name in ["a.txt", "b.txt"] {
            try Data("buy now".utf8).write(to: URL(fileURLWithPath: path + "/flagged/" + name))
        }
        func uphold(_ name: String) throws -> JSONValue? {
            try ask(
                desk,
                ["command": "decide", "decision": "uphold", "by": "mira", "posts": [.string("flagged/" + name)]])[
                    "results"]?.array?.first
        }
        #expect(try uphold("a.txt")?["to"]?.string == "flagged/a.txt")
        #expect(try uphold("b.txt")?["to"]?.string == "flagged/b.txt")
        // Each once, also the first, of which labelled/ keeps no word of its own any more.
        for name in ["a.txt", "b.txt"] {
            #expect(try uphold(name)?["error"]?.string?.contains("already decided: uphold by mira") == true)
        }
    }

    /// What was given to be learned is no decision about a post with these bytes.
    @Test func aPostThatIsALessonCanBeDecided() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let desk = try desk()
        try Data("buy now".utf8).write(to: URL(fileURLWithPath: path + "/rejected/a.txt"))
        _ = try ask(desk, ["command": "learn", "by": "mira", "posts": [["label": "spam", "text": "buy now"]]])
        let answer = try ask(
            desk, ["command": "decide", "decision": "reject", "by": "mira", "posts": ["rejected/a.txt"]])
        #expect(answer["results"]?.array?.first?["to"]?.string == "rejected/a.txt")
    }

    /// A daemon that was stopped in the middle of its own work goes on with that at its next start.
    @Test func workOnAStoppedSpoolLeavesWhatTheDaemonKeeps() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let desk = try desk()
        let kept = KeptJob(id: 7, request: ["command": "forget", "author": "u-77"], attempts: 1)
        try desk.spool.state.replace("job", with: kept.bytes, .none)
        #expect(try ask(desk, ["command": "forget", "post": "a.txt"])["job"]?.integer != nil)
        #expect(desk.keptJob == kept)
    }

    /// A post is chosen to be judged again, and before that is done a person upholds it: their word stands.
    @Test func aDecisionInBetweenStands() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = "- {id: n, summary: N, test_never: x, score: 1}\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(file.utf8))]),
            plugins: InstalledPlugin.withoutMemory([NeverPlugin()]))
        let person = Mutex<FrontDesk?>(nil)
        let desk = try desk(
            rules: RulesInForce(.init(loaded: loaded, loadedAt: .fromSystemClock(), source: .folder)),
            // Asked before each batch.
            isBusy: {
                person.withLock { desk in
                    var json = JSONWriter()
                    json.object {
                        let request: JSONValue = [
                            "command": "decide", "decision": "uphold", "by": "mira", "posts": ["flagged/a.txt"],
                        ]
                        _ = desk?.answer(request, by: .thisProcess, &$0)
                    }
                    desk = nil
                }
                return false
            })
        person.withLock { $0 = desk }
        for name in ["a.txt", "b.txt"] {
            try Data("a post called \(name)".utf8).write(to: URL(fileURLWithPath: path + "/flagged/" + name))
        }
        let job = try #require(try ask(desk, ["command": "rejudge"])["job"]?.integer)
        let result = try ask(desk, ["command": "job", "id": .number(Double(job))])
        #expect(result["total"]?.integer == 2, "both were chosen: \(result)")
        #expect(result["approved"]?.integer == 1, "\(result)")
        #expect(result["decided_by_people"]?.integer == 1, "\(result)")
        let files = FileManager.default
        #expect(files.fileExists(atPath: path + "/flagged/a.txt"))
        #expect(files.fileExists(atPath: path + "/approved/b.txt"))
    }

    /// Its check holds for no post.
    private struct NeverPlugin: RulePlugin {
        let name = "never"
        var keys: [CheckKeyForm] {
            [CheckKeyForm("test_never", modifiers: [], summary: "Never", example: "test_never: x")]
        }
        func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled { Compiled() }

        struct Compiled: CompiledChecks {
            func makeExaminer() -> Worker { Worker() }
        }

        struct Worker: Examiner {
            mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {}
        }
    }

    @Test(
        arguments: [
            ["command": "decide"], ["command": "decide", "decision": "approve"],
            ["command": "decide", "decision": "approve", "by": "mira"],
            ["command": "decide", "decision": "approve", "by": "a\nb", "posts": ["flagged/x"]],
            ["command": "decide", "decision": "perhaps", "by": "mira", "posts": ["flagged/x"]],
            ["command": "decide", "decision": 1, "by": [], "posts": "flagged/x"],
            ["command": "learn", "by": ""], ["command": "rejudge"], ["command": "forget"],
            ["command": "forget", "post": ""],
            ["command": "forget", "post": "a", "author": "b"], ["command": "job", "id": 7], ["command": "job"],
        ] as [JSONValue])
    func badRequestsAreRefused(_ request: JSONValue) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try ask(desk(), request)["error"] != nil)
    }
}
