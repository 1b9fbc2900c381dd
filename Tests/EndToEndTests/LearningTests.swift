import Foundation
import Glibc
import JSON
import Spool
import Testing

/// What people say changes what the daemon says of later posts: the real program with the real Spam plugin.
@Suite(.timeLimit(.minutes(20))) struct LearningTests {
    private static let rules = [
        "moongate.yaml": "policy: {flag_at: 4}\n",
        "learned.yaml": "- {id: learned, spam: '> 0.8', score: 4}\n",
    ]
    private static let probe = "zorblax quimber at a gleeful price"

    /// A text like no other, with some of the words in it.
    private static func text(_ words: [String], _ number: Int) -> String {
        let fill = (0..<6).map { place in
            String((0..<5).map { Character(Unicode.Scalar(97 + UInt8((number * 7 + place * 11 + $0 * $0 * 5) % 26))) })
        }
        return
            (fill + ["x" + String(number, radix: 26), words[number % words.count], words[(number + 1) % words.count]])
            .joined(separator: " ")
    }

    private static func spam(_ number: Int) -> String { text(["zorblax", "quimber", "gleeful", "price"], number) }
    private static func ham(_ number: Int) -> String { text(["garden", "meeting", "tomato", "weather"], number + 500) }

    private static func table(_ count: Int, _ spam: String = "spam", _ ham: String = "ham") -> String {
        (0..<count).map { "\(spam)\t\(Self.spam($0))\n\(ham)\t\(Self.ham($0))\n" }.joined()
    }

    private static func write(_ text: String, _ daemon: RunningDaemon, _ name: String = "old.tsv") throws -> String {
        let path = daemon.folder.at(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static func learn(_ daemon: RunningDaemon, _ words: String...) async throws -> JSONValue {
        let finished = try await moongate(["learn", "--json", "--spool", daemon.spool.path] + words)
        #expect(finished.code == 0, "\(finished.errors)")
        return try JSONValue(parsing: Array(finished.output.utf8))
    }

    private static func score(_ daemon: RunningDaemon, _ text: String = probe) async throws -> Double {
        let finished = try await moongate(["score", text, "--json", "--spool", daemon.spool.path])
        return try JSONValue(parsing: Array(finished.output.utf8))["probability"]?.number.orThrow("number") ?? -1
    }

    private static func decide(_ daemon: RunningDaemon, _ posts: [String], _ word: String) async throws {
        let finished = try await moongate(["decide", "--spool", daemon.spool.path] + posts + [word])
        #expect(finished.code == 0, "\(finished.errors)")
        try await untilLearned(daemon)
    }

    private static func untilLearned(_ daemon: RunningDaemon) async throws {
        try await daemon.wait("the daemon to have learned") {
            try await daemon.statusNow()?.json["lessons"]?["is_learning"]?.truth == false
        }
    }

    @Test func decisionsChangeWhatLaterPostsScore() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        let count = 40
        for number in 0..<count {
            try daemon.spool.drop("s\(number).txt", Self.spam(number))
            try daemon.spool.drop("h\(number).txt", Self.ham(number))
        }
        try daemon.spool.drop("before.txt", Self.probe)
        try await daemon.waitForFiled(count: 2 * count + 1)
        try #require(daemon.spool.filed.allSatisfy { $0.hasPrefix("approved/") })
        let before = try await Self.score(daemon)
        try await Self.decide(daemon, (0..<count).map { "approved/h\($0).txt" }, "approve")
        try await Self.decide(daemon, (0..<count).map { "approved/s\($0).txt" }, "reject")
        let taught = try await Self.score(daemon)
        #expect(taught > 0.8, "\(before) \(taught)")
        #expect(before < 0.5, "\(before) \(taught)")
        try daemon.spool.drop("after.txt", Self.probe)
        try await daemon.waitForFiled("flagged/after.txt")

        // It was all a mistake.
        try await Self.decide(daemon, (0..<count).map { "rejected/s\($0).txt" }, "approve")
        let reversed = try await Self.score(daemon)
        #expect(reversed < 0.5, "\(reversed)")
        try daemon.spool.drop("again.txt", Self.probe)
        try await daemon.waitForFiled("approved/again.txt")
        #expect(try await daemon.status().json["lessons"]?["relearned"]?.integer ?? 0 > 0)
    }

    /// The same file again changes nothing, running and stopped; with other labels it is learned again.
    @Test func theSameFileTeachesOnce() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        let file = try Self.write(Self.table(300), daemon)
        let first = try await Self.learn(daemon, file, "--by", "mira")
        #expect(first["new"]?.integer == 600)
        #expect(first["known"]?.integer == 0)
        #expect(first["learned"]?.truth == true)
        let taught = try await Self.score(daemon)
        #expect(taught > 0.8)
        let again = try await Self.learn(daemon, file)
        #expect(again["new"]?.integer == 0)
        #expect(again["known"]?.integer == 600)
        #expect(again["labelled"]?.integer == 600)
        #expect(try await Self.score(daemon) == taught)
        try await daemon.stop()
        let stopped = try await Self.learn(daemon, file)
        #expect(stopped["new"]?.integer == 0)
        #expect(stopped["learned"]?.truth == false)
        let turned = try await Self.learn(daemon, Self.write(Self.table(300, "ham", "spam"), daemon, "turned.tsv"))
        #expect(turned["new"]?.integer == 600)
        #expect(turned["labelled"]?.integer == 600)
        #expect(try await Self.score(daemon) == taught)
        try await daemon.start()
        try await Self.untilLearned(daemon)
        #expect(try await Self.score(daemon) < 0.5)
        let said = try daemon.spool.journal().entries.filter { $0.event.kind == "learned" }
        #expect(said.count == 4)
        guard case .learned("mira") = said.first?.event else { throw Failure("learned by mira") }
    }

    /// What a damaged model knew comes back from `labelled/`, and no post waits for it.
    @Test func aDamagedModelIsSetAsideAndLearnedAnew() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        _ = try await Self.learn(daemon, Self.write(Self.table(100), daemon))
        _ = try await Self.learn(daemon, "--rebuild")
        let taught = try await Self.score(daemon)
        try await daemon.stop()
        let model = daemon.spool.at("state/memory/spam")
        var bytes = try #require(FileManager.default.contents(atPath: model))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: model))
        let refused = try await moongate(["score", Self.probe, "--spool", daemon.spool.path])
        #expect(refused.code == 65, "\(refused.errors)")
        #expect(refused.errors.contains("spam"), "\(refused.errors)")
        try await daemon.start()
        #expect(daemon.log.contains("it was reset and the file quarantined"))
        #expect(FileManager.default.contents(atPath: model + ".damaged") == bytes)
        try daemon.spool.drop("a.txt", "hello")
        try await daemon.waitForFiled("approved/a.txt")
        try await Self.untilLearned(daemon)
        #expect(try await Self.score(daemon) == taught)
    }

    /// As if the author had never been here: the score is that of before, to the last digit.
    @Test func forgettingAnAuthorTakesAwayWhatTheirPostsTaught() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        _ = try await Self.learn(daemon, Self.write(Self.table(50), daemon))
        _ = try await Self.learn(daemon, "--rebuild")
        let probe = "the garden meeting with wurzelmix"
        let before = try await Self.score(daemon, probe)
        for number in 0..<15 {
            let text = Self.text(["wurzelmix", "garden"], number + 900)
            try daemon.spool.drop("u\(number).json", #"{"body": "\#(text)", "author": {"id": "u-77"}}"#)
        }
        try await daemon.waitForFiled(count: 15)
        try await Self.decide(daemon, daemon.spool.filed, "reject")
        #expect(try await Self.score(daemon, probe) > before + 0.02)
        #expect(try await moongate(["forget", "--author", "u-77", "--spool", daemon.spool.path]).code == 0)
        try await Self.untilLearned(daemon)
        #expect(try await Self.score(daemon, probe) == before)
    }

    /// Killed while a file is given, and given again: each post is kept once, under a number of its own, and learned.
    @Test func killedWhileLearning() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        let count = 1500
        let file = try Self.write(Self.table(count), daemon)
        let path = daemon.spool.path
        for _ in 0..<4 {
            async let learning = moongate(["learn", file, "--quiet", "--spool", path])
            try await Task.sleep(for: .milliseconds(Int.random(in: 300...900)))
            kill(try await daemon.child(), SIGKILL)
            _ = try await learning
            try await daemon.waitUntilReady()
        }
        #expect(try await Self.learn(daemon, file)["labelled"]?.integer == 2 * count)
        let entries = daemon.spool.files("labelled").filter { $0.hasSuffix(".json") }
        let numbers = try entries.compactMap { try daemon.spool.json("labelled/" + $0)["seq"]?.integer }
        #expect(Set(numbers).count == 2 * count)
        #expect(try daemon.spool.json("state/lessons")["seq"]?.integer == numbers.max())
        #expect(try daemon.spool.journal().badLines == 0)
    }

    @Test func whatCannotBeLearnedIsSaid() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules)
        let bad = try Self.write("spam\tbuy\neggs\tbacon\nham\thello\n", daemon)
        let refused = try await moongate(["learn", bad, "--spool", daemon.spool.path])
        #expect(refused.code == 65, "\(refused.errors)")
        #expect(refused.errors.contains("old.tsv:2: 'eggs' is not a label"), "\(refused.errors)")
        #expect(daemon.spool.files("labelled").isEmpty)
        let some = try await Self.learn(daemon, bad, "--skip-bad")
        #expect(some["new"]?.integer == 2)
        #expect(some["labelled"]?.integer == 2)
        // With the mark that editors on Windows put in front.
        let marked = try await Self.learn(daemon, Self.write("\u{FEFF}spam\tbuy\r\n", daemon, "marked.tsv"))
        #expect(marked["known"]?.integer == 1, "\(marked)")
        for (words, code) in [
            (["learn", bad, "--spool", daemon.folder.at("none")], 66 as Int32), (["learn", "--rebuild", bad], 64),
            (["learn", bad, "--with-base"], 64), (["learn", daemon.folder.at("none.tsv")], 66),
            (["learn", bad, "--skip-bad", "--by", ""], 1),
        ] {
            let finished = try await moongate(
                words + (words.contains("--spool") ? [] : ["--spool", daemon.spool.path]))
            #expect(finished.code == code, "\(words): \(finished.errors)")
            #expect(finished.errors != "", "\(words): \(finished.errors)")
        }
        for (name, text, said) in [
            ("empty.tsv", "ham\thello\nspam\t\n", "empty.tsv:2: there is no text"),
            ("long.tsv", "spam\t" + String(repeating: "long ", count: 300_000), "long.tsv:1: larger than 1 MB"),
            ("junk", nil, "is a folder; give it with --spam or --ham"),
        ] {
            let path = daemon.folder.at(name)
            if let text { _ = try Self.write(text, daemon, name) }
            if text == nil { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
            let refused = try await moongate(["learn", path, "--spool", daemon.spool.path])
            #expect(refused.code == (text == nil ? 66 : 65), "\(refused.errors)")
            #expect(refused.errors.contains(said), "\(refused.errors)")
        }
        try Data([0xFF, 0xFE, 0x68, 0x00]).write(to: URL(fileURLWithPath: daemon.folder.at("utf16.tsv")))
        let wide = try await moongate(["learn", daemon.folder.at("utf16.tsv"), "--spool", daemon.spool.path])
        #expect(wide.code == 65, "\(wide.errors)")
        #expect(wide.errors.contains("save it as UTF-8"), "\(wide.errors)")
        // A folder of posts, one of them larger than a request may be.
        try FileManager.default.createDirectory(atPath: daemon.folder.at("junk"), withIntermediateDirectories: true)
        _ = try Self.write(#"{"body": "buy"}"#, daemon, "junk/a.json")
        _ = try Self.write(String(repeating: "long ", count: 300_000), daemon, "junk/b.txt")
        let folder = try await Self.learn(daemon, "--spam", daemon.folder.at("junk"), "--skip-bad")
        #expect(folder["new"]?.integer == 1)
        #expect(folder["labelled"]?.integer == 3)
    }
}
