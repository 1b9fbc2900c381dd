import Foundation
import Glibc
import JSON
import Testing

/// Tuning with confidence: the archive, backtests compared with decisions, lint over filed posts.
@Suite(.serialized, .timeLimit(.minutes(15))) struct TuningTests {
    @Test func aBacktestSaysWhatAnEditWouldDo() async throws {
        let daemon = try await RunningDaemon(rules: Tuning.rules())
        try await Tuning.dropPosts(daemon)
        try await daemon.wait("the archive") {
            try await daemon.status().json["archive"]?["kept"]?.integer == 40
        }
        // A consumer takes approved posts; the archive has them.
        for name in daemon.spool.files("approved").prefix(20) { unlink(daemon.spool.at("approved/" + name)) }
        let draft = daemon.folder.at("draft")
        try RunningDaemon.write(Tuning.rules(Tuning.archive, Tuning.rule("apple", "apple")), to: draft)
        let words = ["backtest", "--rules", draft, "--spool", daemon.spool.path]
        // With the daemon stopped, whatever is written is the backtest's.
        try await daemon.stop()
        func files() -> [String: [UInt8]] {
            let names = daemon.spool.files(".") + daemon.spool.files("../rules").map { "../rules/" + $0 }
            return Dictionary(uniqueKeysWithValues: names.map { ($0, daemon.spool.bytes($0) ?? []) })
        }
        let before = files()
        #expect(before.keys.contains("journal/checkpoint"))
        #expect(before.keys.contains { $0.hasPrefix("state/") })
        let report = try Tuning.json(try await moongate(words + ["--json"]))
        #expect(files() == before, "nothing is written")
        // The rest as moderators do it, while the daemon keeps writing to its state.
        try await daemon.start()
        #expect(report["posts"]?.integer == 40)
        #expect(report["newly_flagged"]?.integer == 8)
        #expect(report["newly_approved"]?.integer == 0)
        #expect(report["held"]?["in_force"]?.integer == 2)
        #expect(report["held"]?["edited"]?.integer == 10)
        let rule = report["rules"]?.array?.first
        #expect(rule?["rule"]?.string == "apple")
        #expect(rule?["change"]?.string == "new")
        #expect(rule?["posts_edited"]?.integer == 10)
        #expect(rule?["newly_flagged"]?.integer == 8)
        #expect(report["examples"]?.array?.count == 5)
        #expect(report["cautions"]?.array?.isEmpty == true)
        #expect(report["coverage"]?["approved"]?["seen"]?.integer == 38)

        let sample = try Tuning.json(try await moongate(words + ["--json", "--sample", "15"]))
        #expect(sample["posts"]?.integer == 15)
        let again = try Tuning.json(try await moongate(words + ["--json", "--sample", "15", "--threads", "1"]))
        #expect(sample["newly_flagged"] == again["newly_flagged"], "the same posts every time")

        let page = daemon.folder.at("report.html")
        let text = try await moongate(words + ["--html", page])
        #expect(text.output.contains("newly flagged"))
        #expect(text.output.contains("【apple】"))
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("<mark>apple</mark>"))
        #expect(html.contains("<svg"))
        #expect(!html.contains("<script"))
        #expect(!html.contains("http://"))
        #expect(!html.contains("https://"))
    }

    @Test func channelsAreShownWhereThereAreSome() async throws {
        let daemon = try await RunningDaemon(rules: Tuning.rules())
        for number in 0..<20 {
            let channel = number < 15 ? "market" : "chat"
            try daemon.spool.drop(
                "p\(number).json", "{\"body\":\"an apple \(number)\",\"channel\":\"\(channel)\"}")
        }
        try await daemon.waitForFiled(count: 20)
        let draft = daemon.folder.at("draft")
        try RunningDaemon.write(
            Tuning.rules(Tuning.archive, Tuning.rule("apple", "apple", "score: 4\n  channels: [chat]")), to: draft)
        let page = daemon.folder.at("report.html")
        let shown = try await moongate([
            "backtest", "--rules", draft, "--spool", daemon.spool.path, "--html", page, "--color", "never",
        ])
        let lines = shown.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("market 15 75.0 % 0.0 % → 0.0 %"), "\(shown.output)\(shown.errors)")
        #expect(lines.contains("chat 5 25.0 % 0.0 % → 100 %"), "\(shown.output)")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("<h2>By channel</h2>"))
        #expect(html.contains("<th scope=\"row\">chat</th>"))
    }

    @Test func withoutAnArchiveABacktestSaysThatItIsPartial() async throws {
        let daemon = try await RunningDaemon(rules: Tuning.rules("policy: {flag_at: 4}\n"))
        try await Tuning.dropPosts(daemon)
        for name in daemon.spool.files("approved").prefix(20) { unlink(daemon.spool.at("approved/" + name)) }
        #expect(daemon.spool.files("archive").isEmpty)
        let report = try Tuning.json(
            try await moongate(["backtest", "--rules", daemon.rules, "--spool", daemon.spool.path, "--json"]))
        #expect(report["posts"]?.integer == 20)
        let cautions = (report["cautions"]?.array ?? []).compactMap(\.string)
        #expect(cautions.contains { $0.hasPrefix("partial: this saw 18 of 38 approved, 2 of 2 flagged") })
    }

    @Test func decisionsShowHowOftenPeopleAgree() async throws {
        let daemon = try await RunningDaemon(rules: Tuning.rules())
        try await Tuning.dropPosts(daemon)
        for (word, post) in [("uphold", "p0.txt"), ("approve", "p20.txt")] {
            let decided = try await moongate([
                "decide", "flagged/" + post, word, "--spool", daemon.spool.path,
            ])
            #expect(decided.code == 0, "\(decided.errors)")
        }
        let report = try Tuning.json(
            try await moongate(["backtest", "--rules", daemon.rules, "--spool", daemon.spool.path, "--json"]))
        #expect(report["decided"]?.integer == 2)
        #expect(report["agreement"]?["edited"]?["precision"]?["share"]?.number == 0.5)
        #expect(report["agreement"]?["edited"]?["recall"]?["share"]?.number == 1)
        let rules = try Tuning.json(
            try await moongate([
                "rules", "--rules", daemon.rules, "--by", "noise", "--spool", daemon.spool.path, "--json",
            ]))
        #expect(rules.array?.first?["id"]?.string == "buy-now")
        #expect(rules.array?.first?["overturned"]?.integer == 1)
        #expect(rules.array?.first?["decided"]?.integer == 2)
        #expect(rules.array?.first?["alone"]?.integer == 2)
        let threshold = try Tuning.json(try await moongate(["threshold", "--spool", daemon.spool.path, "--json"]))
        let four = threshold["thresholds"]?.array?.first { $0["flag_at"]?.number == 4 }
        #expect(four?["held"]?.integer == 2)
        #expect(four?["precision"]?["count"]?.integer == 2)
    }

    @Test func forgettingReachesTheArchive() async throws {
        let daemon = try await RunningDaemon(rules: Tuning.rules())
        try daemon.spool.drop("a.json", #"{"body":"hello","author":{"id":"u17"}}"#)
        try daemon.spool.drop("b.json", #"{"body":"hello you","author":{"id":"u18"}}"#)
        try await daemon.waitForFiled(count: 2)
        unlink(daemon.spool.at("approved/a.json"))
        let forgotten = try await moongate(["forget", "--author", "u17", "--spool", daemon.spool.path])
        #expect(forgotten.code == 0, "\(forgotten.output)\(forgotten.errors)")
        #expect(forgotten.output.contains("1 of the archive"), "\(forgotten.output)\(forgotten.errors)")
        try await daemon.stop()
        let again = try await moongate(["forget", "a.json", "--spool", daemon.spool.path])
        #expect(again.code == 1, "nothing is left of it: \(again.output)")
    }

    /// What `check --archive` says of rules on posts that were filed.
    @Test func lintLooksAtFiledPosts() async throws {
        let daemon = try await RunningDaemon(rules: Tuning.rules("policy: {flag_at: 4}\n"))
        for number in 0..<1000 {
            try daemon.spool.drop("p\(number).txt", (number % 10 == 0 ? "an apple a day " : "hello ") + "\(number)")
        }
        try await daemon.waitForFiled(count: 1000)
        try await daemon.stop()
        let draft = daemon.folder.at("draft")
        var files = Tuning.rules("policy: {flag_at: 4}\n", Tuning.rule("fruit", "$fruit"))
        files["lists/fruit.txt"] = "apple\nkiwi\nHello\n~ hello\n"
        files["wide.yaml"] = """
            - {id: wide, summary: Anything, 'body (regex)': '.', score: 1}
            - {id: none, summary: Nothing, body: [zyzzyva], score: 1}

            """
        try RunningDaemon.write(files, to: draft)
        let words = ["check", draft, "--archive", "--spool", daemon.spool.path]
        let report = try Tuning.json(try await moongate(words + ["--json"]))
        let said = (report["problems"]?.array ?? []).compactMap { $0["message"]?.string }
        for expected in [
            "'wide' matches 1000 of 1000 posts", "'none' matches none of 1000 posts",
            "'fruit' finds 'apple' in 100 of 1000 posts",
            "'Hello' never counts: '~' in line 4 excuses just that",
        ] {
            #expect(said.contains(expected), "\(said)")
        }
        #expect(!said.contains { $0.contains("'kiwi'") })
        let without = try Tuning.json(try await moongate(["check", draft, "--json"]))
        #expect(
            !(without["problems"]?.array ?? []).contains { $0["message"]?.string?.hasPrefix("'wide' holds") == true })
    }
}
