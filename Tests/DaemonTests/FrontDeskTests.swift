import Foundation
import JSON
import Moderation
import Spool
import Testing

@testable import Daemon

/// What programs may send over the control socket beside decisions of people, and what it is held against.
@Suite struct FrontDeskTests {
    private let path = NSTemporaryDirectory() + "moongate-desk-\(UUID().uuidString.prefix(8))"

    private func ask(_ desk: FrontDesk, _ request: JSONValue) throws -> JSONValue {
        var json = JSONWriter()
        var isKnown = false
        json.object { isKnown = desk.answer(request, by: .thisProcess, &$0) }
        #expect(isKnown)
        return try JSONValue(parsing: json.bytes)
    }

    private func desk() throws -> FrontDesk {
        let spool = try SpoolFolder(path: path)
        let refiling = Refiling(spool, journal: try Journal(spool), filing: Filing(spool))
        return FrontDesk(
            spool, refiling: refiling, numbers: SequenceNumbers(above: 0), rules: nil, teacher: nil, isBusy: { false })
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
        #expect(
            answer["learned"]?.integer == 2 && answer["known"]?.integer == 1 && answer["problems"]?.array?.count == 5)
        let all = try desk.refiling.labelled.all()
        #expect(all.map(\.decision.word) == [.reject, .approve] && all.allSatisfy { $0.decision.by == "mira" })
        // The other way round: to be learned anew.
        _ = try ask(
            desk, ["command": "learn", "by": "mira", "posts": [["label": "ham", "text": "{ free money"]]])
        let last = try desk.refiling.labelled.all().last
        #expect(last?.decision.word == .approve && last?.isReversal == true)
    }

    /// A daemon that was stopped in the middle of its own work goes on with that at its next start.
    @Test func workOnAStoppedSpoolLeavesWhatTheDaemonKeeps() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let desk = try desk()
        let kept = KeptJob(id: 7, request: ["command": "forget", "author": "u-77"], attempts: 1)
        try desk.spool.state.replace("job", with: kept.bytes)
        #expect(try ask(desk, ["command": "forget", "post": "a.txt"])["job"]?.integer != nil)
        #expect(desk.keptJob == kept)
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
