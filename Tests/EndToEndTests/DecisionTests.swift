import Foundation
import Glibc
import JSON
import Moderation
import Spool
import Testing

/// Decisions of people and new verdicts of mended rules, as moderators give them.
@Suite(.timeLimit(.minutes(20))) struct DecisionTests {
    private func decide(_ daemon: RunningDaemon, _ words: [String]) async throws -> Finished {
        try await moongate(["decide", "--spool", daemon.spool.path, "--by", "mira"] + words)
    }

    @Test(arguments: [true, false]) func movesThePostAndTeaches(_ isRunning: Bool) async throws {
        let daemon = try await RunningDaemon()
        for name in ["a", "b", "c", "d"] { try daemon.spool.drop(name + ".txt", "buynow \(name)") }
        try daemon.spool.drop("a.txt", "buynow again", channel: "market")
        try await daemon.waitForFiled(
            "flagged/a.txt", "flagged/b.txt", "flagged/c.txt", "flagged/d.txt", "flagged/market/a.txt")
        if !isRunning { try await daemon.stop() }
        let spool = daemon.spool

        let approved = try await decide(daemon, [spool.at("flagged/a.txt"), "flagged/market/a.txt", "approve"])
        #expect(approved.code == 0, "\(approved.errors)")
        #expect(spool.text("approved/a.txt") == "buynow a")
        #expect(spool.text("approved/market/a.txt") == "buynow again")
        #expect(spool.text("approved/a.txt.verdict.json") == nil)
        #expect(spool.text("flagged/a.txt.verdict.json") == nil)
        // As a shell gives `flagged/b*`.
        #expect(try await decide(daemon, ["flagged/b.txt", "flagged/b.txt.verdict.json", "reject"]).code == 0)
        let beside = try spool.json("rejected/b.txt.verdict.json")
        #expect(beside["outcome"]?.string == "flagged")
        #expect(beside["decision"]?["word"]?.string == "reject")
        // The decision before the posts says the same.
        #expect(try await decide(daemon, ["uphold", "flagged/c.txt"]).code == 0)
        #expect(try spool.json("flagged/c.txt.verdict.json")["decision"]?["by"]?.string == "mira")

        for (words, reason) in [
            (["flagged/c.txt", "uphold"], "already decided: uphold by mira"),
            (["flagged/none.txt", "approve"], "no such post"),
            (["approved/a.txt", "uphold"], "write reject"), (["inbox/x", "approve"], "not a filed post"),
            (["flagged/../work/x", "approve"], "not a filed post"), (["/etc/hostname", "reject"], "not a filed post"),
        ] {
            let refused = try await decide(daemon, words)
            #expect(refused.code == 1, "\(words): \(refused.errors)")
            #expect(refused.errors.contains(reason), "\(words): \(refused.errors)")
        }
        // Two decisions in one call: nothing is moved by the last one.
        let mixed = try await decide(daemon, ["flagged/c.txt", "reject", "flagged/d.txt", "approve"])
        #expect(mixed.code == 64, "\(mixed.errors)")
        #expect(mixed.errors.contains("one decision per call"), "\(mixed.errors)")
        let post = "flagged/d.txt"
        for words in [["approve", post, "reject"], ["approve"], [post], [post, "aprove"]] {
            #expect(try await decide(daemon, words).code == 64, "\(words)")
        }
        #expect(spool.text("flagged/d.txt") == "buynow d")
        // Reversed, with the name taken.
        try Data("other".utf8).write(to: URL(fileURLWithPath: spool.at("rejected/a.txt")))
        #expect(try await decide(daemon, ["approved/a.txt", "reject"]).output.contains("rejected/a~2.txt"))
        #expect(spool.text("rejected/a.txt") == "other")
        #expect(spool.text("rejected/a~2.txt") == "buynow a")

        let said = try spool.journal().entries.filter { $0.event.kind == "decision" }
        #expect(said.compactMap(\.event.decision?.word) == [.approve, .approve, .reject, .uphold, .reject])
        #expect(said.allSatisfy { $0.event.decision?.by == "mira" })
        #expect(spool.files("labelled").count == 8)
        if !isRunning { try await daemon.start() }
        try await daemon.wait("the lessons to be learned") {
            (try? spool.json("state/lessons"))?["seq"]?.integer == Int(said.last?.sequence ?? 0)
        }
        #expect(spool.text("flagged/d.txt") == "buynow d")
    }

    /// A bad rule's victims: all but those that a person decided about go where the mended rules send them.
    @Test(arguments: [true, false]) func aMendedRuleFreesItsVictims(_ isRunning: Bool) async throws {
        let count = wantsLongTests ? 5000 : 500
        let daemon = try await RunningDaemon()
        for number in 0..<count { try daemon.spool.drop("p\(number).txt", "buynow \(number)") }
        try daemon.spool.drop("both.txt", "a hint hint buynow", channel: "market")
        try daemon.spool.drop("worse.txt", "buynow soon")
        try await daemon.waitForFiled(count: count + 2)
        #expect(try await decide(daemon, ["flagged/p0.txt", "uphold"]).code == 0)
        let rules = try RunningDaemon.smallRules["words.yaml"].orThrow("rules").replacing("score: 4", with: "score: 1")
            .replacing("body: [forbidden]", with: "body: [forbidden, soon]")
        try daemon.edit("words.yaml", rules)
        if isRunning {
            #expect(try await moongate(["reload", "--spool", daemon.spool.path]).code == 0)
        } else {
            try await daemon.stop()
        }
        func rejudge(_ words: [String]) async throws -> JSONValue {
            let finished = try await moongate(
                ["rejudge", "--spool", daemon.spool.path, "--rules", daemon.rules, "--json"] + words)
            #expect(finished.code == 0, "\(finished.errors)")
            return try JSONValue(parsing: Array(finished.output.utf8))
        }
        let before = daemon.spool.filed
        #expect(try await rejudge(["--dry-run"])["approved"]?.integer == count - 1)
        #expect(daemon.spool.filed == before)
        #expect(try await rejudge(["--rule", "hint", "--dry-run"])["total"]?.integer == 1)
        #expect(try await rejudge(["--undecided", "--dry-run"])["total"]?.integer == 0)
        #expect(try await rejudge(["--since", "2099-01-01", "--dry-run"])["total"]?.integer == 0)
        #expect(try await rejudge(["--ruleset", "0000000000000000"])["total"]?.integer == 0)

        let result = try await rejudge(["--rule", "buy-now"])
        #expect(result["approved"]?.integer == count - 1)
        #expect(result["rejected"]?.integer == 1)
        #expect(result["unchanged"]?.integer == 1)
        #expect(result["decided_by_people"]?.integer == 1)
        let filed = Set(daemon.spool.filed)
        #expect(filed.count == count + 2)
        #expect(filed.isSuperset(of: ["flagged/p0.txt", "flagged/market/both.txt", "rejected/worse.txt"]))
        #expect(daemon.spool.files("approved").allSatisfy { !$0.hasSuffix(".verdict.json") })
        #expect(daemon.spool.files("flagged").count == 4)
        #expect(try daemon.spool.journal().entries.count { $0.event.kind == "rejudged" } == count)
    }

    /// Nothing of an author is left in any file that Moongate wrote, running or stopped.
    @Test(arguments: [true, false]) func anAuthorIsForgottenEverywhere(_ isRunning: Bool) async throws {
        let daemon = try await RunningDaemon()
        let secret = "jane.doe@example.org"
        for (name, text) in ["a": "buynow", "b": "hello", "c": "forbidden"] {
            try daemon.spool.drop(
                name + ".json", #"{"body": "\#(text) \#(secret)", "author": {"id": "u-77", "name": "\#(secret)"}}"#)
        }
        try daemon.spool.drop("broken.json", #"{"body": "\#(secret)", "author": {"id": "u-77"}"#)
        try daemon.spool.drop("other.json", #"{"body": "buynow", "author": {"id": "u-7"}}"#)
        try await daemon.waitForFiled(
            "flagged/a.json", "approved/b.json", "rejected/c.json", "failed/broken.json", "flagged/other.json")
        #expect(try await decide(daemon, ["flagged/a.json", "approved/b.json", "reject"]).code == 0)
        if !isRunning { try await daemon.stop() }
        let dry = try await moongate(["forget", "--author", "u-77", "--dry-run", "--spool", daemon.spool.path])
        #expect(dry.code == 0)
        #expect(daemon.spool.filed.count == 5)
        let finished = try await moongate(["forget", "--author", "u-77", "--json", "--spool", daemon.spool.path])
        #expect(try JSONValue(parsing: Array(finished.output.utf8))["count"]?.integer == 6, "\(finished.output)")
        if !isRunning { try await daemon.start() }
        try await daemon.stop()
        #expect(daemon.spool.filed == ["flagged/other.json"])
        for file in daemon.spool.files("") {
            let text = daemon.spool.text(file) ?? ""
            #expect(!text.contains(secret), "\(file)")
            #expect(!text.contains("u-77"), "\(file)")
        }
        #expect(try await moongate(["forget", "none.txt", "--spool", daemon.spool.path]).code == 1)
    }
}
