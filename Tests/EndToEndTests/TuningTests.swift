import Foundation
import Glibc
import JSON
import Testing

/// Tuning with confidence: the archive, backtests, the guard over reloads, the breaker, the history of rules.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TuningTests {
    private static let archive = "policy: {flag_at: 4}\narchive: {days: 30, size: 10MB}\n"

    private static func rules(_ policy: String = archive, _ more: String = "") -> [String: String] {
        ["moongate.yaml": policy, "words.yaml": (RunningDaemon.smallRules["words.yaml"] ?? "") + more]
    }

    private static func rule(_ id: String, _ word: String, _ more: String = "score: 4") -> String {
        """
        - id: \(id)
          summary: Finds a word
          body: [\(word)]
          \(more)

        """
    }

    /// 40 posts: 10 of them say apple, 2 of these buynow too.
    private static func dropPosts(_ daemon: RunningDaemon) async throws {
        for number in 0..<40 {
            let text =
                number % 4 == 0
                ? (number % 20 == 0 ? "buynow an apple \(number)" : "an apple \(number)") : "hello \(number)"
            try daemon.spool.drop("p\(number).txt", text)
        }
        try await daemon.waitForFiled(count: 40)
    }

    private static func json(_ finished: Finished) throws -> JSONValue {
        guard finished.code == 0 else { throw Failure("\(finished.ending): \(finished.errors)\(finished.output)") }
        return try JSONValue(parsing: Array(finished.output.utf8))
    }

    private static func status(_ daemon: RunningDaemon, _ name: String) async throws -> JSONValue? {
        try await daemon.status().json["rules"]?[name]
    }

    @Test func aBacktestSaysWhatAnEditWouldDo() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules())
        try await Self.dropPosts(daemon)
        try await daemon.wait("the archive") {
            try await daemon.status().json["archive"]?["kept"]?.integer == 40
        }
        // A consumer takes approved posts; the archive has them.
        for name in daemon.spool.files("approved").prefix(20) { unlink(daemon.spool.at("approved/" + name)) }
        let draft = daemon.folder.at("draft")
        try RunningDaemon.write(Self.rules(Self.archive, Self.rule("apple", "apple")), to: draft)
        let words = ["backtest", "--rules", draft, "--spool", daemon.spool.path]
        // With the daemon stopped, whatever is written is the backtest's.
        try await daemon.stop()
        func files() -> [String: [UInt8]] {
            let names = daemon.spool.files(".") + daemon.spool.files("../rules").map { "../rules/" + $0 }
            return Dictionary(uniqueKeysWithValues: names.map { ($0, daemon.spool.bytes($0) ?? []) })
        }
        let before = files()
        #expect(before.keys.contains("journal/checkpoint") && before.keys.contains { $0.hasPrefix("state/") })
        let report = try Self.json(try await moongate(words + ["--json"]))
        #expect(files() == before, "nothing is written")
        // The rest as moderators do it, beside the daemon, which writes to its state all the time.
        try await daemon.start()
        #expect(report["posts"]?.integer == 40)
        #expect(report["newly_flagged"]?.integer == 8)
        #expect(report["newly_approved"]?.integer == 0)
        #expect(report["held"]?["in_force"]?.integer == 2)
        #expect(report["held"]?["edited"]?.integer == 10)
        let rule = report["rules"]?.array?.first
        #expect(rule?["rule"]?.string == "apple" && rule?["change"]?.string == "new")
        #expect(rule?["posts_edited"]?.integer == 10 && rule?["newly_flagged"]?.integer == 8)
        #expect(report["examples"]?.array?.count == 5)
        #expect(report["cautions"]?.array?.isEmpty == true)
        #expect(report["coverage"]?["approved"]?["seen"]?.integer == 38)

        let sample = try Self.json(try await moongate(words + ["--json", "--sample", "15"]))
        #expect(sample["posts"]?.integer == 15)
        let again = try Self.json(try await moongate(words + ["--json", "--sample", "15", "--threads", "1"]))
        #expect(sample["newly_flagged"] == again["newly_flagged"], "the same posts every time")

        let page = daemon.folder.at("report.html")
        let text = try await moongate(words + ["--html", page])
        #expect(text.output.contains("newly flagged") && text.output.contains("【apple】"))
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("<mark>apple</mark>") && html.contains("<svg"))
        #expect(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"))
    }

    @Test func channelsAreShownWhereThereAreSome() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules())
        for number in 0..<20 {
            let channel = number < 15 ? "market" : "chat"
            try daemon.spool.drop(
                "p\(number).json", "{\"body\":\"an apple \(number)\",\"channel\":\"\(channel)\"}")
        }
        try await daemon.waitForFiled(count: 20)
        let draft = daemon.folder.at("draft")
        try RunningDaemon.write(
            Self.rules(Self.archive, Self.rule("apple", "apple", "score: 4\n  channels: [chat]")), to: draft)
        let page = daemon.folder.at("report.html")
        let shown = try await moongate([
            "backtest", "--rules", draft, "--spool", daemon.spool.path, "--html", page, "--color", "never",
        ])
        let lines = shown.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("market 15 75.0 % 0.0 % → 0.0 %"), "\(shown.output)\(shown.errors)")
        #expect(lines.contains("chat 5 25.0 % 0.0 % → 100 %"), "\(shown.output)")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("<h2>By channel</h2>") && html.contains("<th scope=\"row\">chat</th>"))
    }

    @Test func withoutAnArchiveABacktestSaysThatItIsPartial() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules("policy: {flag_at: 4}\n"))
        try await Self.dropPosts(daemon)
        for name in daemon.spool.files("approved").prefix(20) { unlink(daemon.spool.at("approved/" + name)) }
        #expect(daemon.spool.files("archive").isEmpty)
        let report = try Self.json(
            try await moongate(["backtest", "--rules", daemon.rules, "--spool", daemon.spool.path, "--json"]))
        #expect(report["posts"]?.integer == 20)
        let cautions = (report["cautions"]?.array ?? []).compactMap(\.string)
        #expect(cautions.contains { $0.hasPrefix("partial: this saw 18 of 38 approved, 2 of 2 flagged") })
    }

    @Test func decisionsShowHowOftenPeopleAgree() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules())
        try await Self.dropPosts(daemon)
        for (word, post) in [("uphold", "p0.txt"), ("approve", "p20.txt")] {
            let decided = try await moongate([
                "decide", "flagged/" + post, word, "--spool", daemon.spool.path,
            ])
            #expect(decided.code == 0, "\(decided.errors)")
        }
        let report = try Self.json(
            try await moongate(["backtest", "--rules", daemon.rules, "--spool", daemon.spool.path, "--json"]))
        #expect(report["decided"]?.integer == 2)
        #expect(report["agreement"]?["edited"]?["precision"]?["share"]?.number == 0.5)
        #expect(report["agreement"]?["edited"]?["recall"]?["share"]?.number == 1)
        let rules = try Self.json(
            try await moongate([
                "rules", "--rules", daemon.rules, "--by", "noise", "--spool", daemon.spool.path, "--json",
            ]))
        #expect(rules.array?.first?["id"]?.string == "buy-now")
        #expect(rules.array?.first?["overturned"]?.integer == 1 && rules.array?.first?["decided"]?.integer == 2)
        #expect(rules.array?.first?["alone"]?.integer == 2)
        let threshold = try Self.json(try await moongate(["threshold", "--spool", daemon.spool.path, "--json"]))
        let four = threshold["thresholds"]?.array?.first { $0["flag_at"]?.number == 4 }
        #expect(four?["held"]?.integer == 2 && four?["precision"]?["count"]?.integer == 2)
    }

    @Test func forgettingReachesTheArchive() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules())
        try daemon.spool.drop("a.json", #"{"body":"hello","author":{"id":"u17"}}"#)
        try daemon.spool.drop("b.json", #"{"body":"hello you","author":{"id":"u18"}}"#)
        try await daemon.waitForFiled(count: 2)
        unlink(daemon.spool.at("approved/a.json"))
        let forgotten = try await moongate(["forget", "--author", "u17", "--spool", daemon.spool.path])
        #expect(
            forgotten.code == 0 && forgotten.output.contains("1 of the archive"),
            "\(forgotten.output)\(forgotten.errors)")
        try await daemon.stop()
        let again = try await moongate(["forget", "a.json", "--spool", daemon.spool.path])
        #expect(again.code == 1, "nothing is left of it: \(again.output)")
    }

    @Test func aChangeThatWouldChangeTooMuchWaits() async throws {
        let policy = Self.archive + "reload: {backtest: 10000 posts, hold_if_flag_rate_changes: \"> 10 points\"}\n"
        let daemon = try await RunningDaemon(rules: Self.rules(policy))
        try await Self.dropPosts(daemon)
        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Self.rule("apple", "apple"))
        try await daemon.wait("a change that waits") { try await Self.status(daemon, "held") != nil }
        let (code, status) = try await daemon.status()
        #expect(code == 1 && status["ruleset"]?.string == old)
        #expect(status["rules"]?["held"]?["newly_flagged"]?.integer == 8)
        #expect(status["rules"]?["held"]?["rules"]?.array?.first?["rule"]?.string == "apple")
        let reload = try await moongate(["reload", "--spool", daemon.spool.path])
        #expect(reload.code == 1 && reload.errors.contains("25.0 % would be held instead of 5.0 %"), "\(reload.errors)")

        // Neither a restart goes round it, nor an edit that takes the guard away.
        try await daemon.stop()
        try await daemon.start()
        try await daemon.wait("a change that waits") { try await Self.status(daemon, "held") != nil }
        #expect(try await daemon.ruleset == old)
        try daemon.edit("moongate.yaml", "policy: {flag_at: 4}\n")
        try await daemon.wait("another change") {
            let held = try await Self.status(daemon, "held")?["ruleset"]?.string
            return held != nil && held != status["rules"]?["held"]?["ruleset"]?.string
        }
        let accepted = try await moongate(["reload", "--accept", "--spool", daemon.spool.path])
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(try await daemon.ruleset != old)
        #expect(try await daemon.status().code == 0)

        // A change back is small enough without a guard, and what was in force is known.
        let diff = try await moongate(["rules", "diff", old, "in-force", "--spool", daemon.spool.path])
        #expect(
            diff.code == 0 && diff.output.contains("new apple") && diff.output.contains("archive: 30 days"),
            "\(diff.output)\(diff.errors)")
        let post = daemon.folder.at("post.txt")
        try "an apple".write(toFile: post, atomically: true, encoding: .utf8)
        let then = try await moongate([
            "explain", "--ruleset", String(old.prefix(8)), "--spool", daemon.spool.path, post,
        ])
        #expect(then.output.hasPrefix("APPROVED"))
        let now = try await moongate(["explain", "--rules", daemon.rules, post])
        #expect(now.output.hasPrefix("FLAGGED"))
    }

    /// A guard that cannot look does not let pass.
    @Test func aChangeThatCannotBeTriedWaits() async throws {
        let policy = Self.archive + "reload: {hold_if_flag_rate_changes: \"> 10 points\"}\n"
        let daemon = try await RunningDaemon(rules: Self.rules(policy))
        try await Self.dropPosts(daemon)
        let old = try await daemon.ruleset
        // Without the copy of the rules in force there is nothing to try a change beside.
        let (copy, away) = (daemon.spool.at("state/rules"), daemon.folder.at("away"))
        #expect(rename(copy, away) == 0)
        try daemon.edit("more.yaml", Self.rule("pear", "pear"))
        try await daemon.wait("a change that waits") { try await Self.status(daemon, "held") != nil }
        let (code, status) = try await daemon.status()
        #expect(code == 1 && status["ruleset"]?.string == old)
        #expect(status["rules"]?["held"]?["problem"]?.string?.contains("no copy of the rules in force") == true)
        #expect(daemon.log.contains("could not be tried on earlier posts: they wait"))
        let shown = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(shown.output.contains("could not be tried"), "\(shown.output)")
        let reload = try await moongate(["reload", "--spool", daemon.spool.path])
        #expect(reload.code == 1 && reload.errors.contains("reload --accept"), "\(reload.errors)")
        let accepted = try await moongate(["reload", "--accept", "--spool", daemon.spool.path])
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(try await daemon.ruleset != old)

        // What is mended is tried again when one asks, and passes.
        let taken = try await daemon.ruleset
        #expect(rename(copy, away + "-2") == 0)
        try daemon.edit("more.yaml", Self.rule("plum", "plum"))
        try await daemon.wait("a change that waits") { try await Self.status(daemon, "held") != nil }
        #expect(rename(away + "-2", copy) == 0)
        let again = try await moongate(["reload", "--spool", daemon.spool.path])
        #expect(again.code == 0, "\(again.errors)")
        #expect(try await daemon.ruleset != taken)
    }

    /// What `check --archive` says of rules on posts that were filed.
    @Test func lintLooksAtFiledPosts() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules("policy: {flag_at: 4}\n"))
        for number in 0..<1000 {
            try daemon.spool.drop("p\(number).txt", (number % 10 == 0 ? "an apple a day " : "hello ") + "\(number)")
        }
        try await daemon.waitForFiled(count: 1000)
        try await daemon.stop()
        let draft = daemon.folder.at("draft")
        var files = Self.rules("policy: {flag_at: 4}\n", Self.rule("fruit", "$fruit"))
        files["lists/fruit.txt"] = "apple\nkiwi\nHello\n~ hello\n"
        files["wide.yaml"] = """
            - {id: wide, summary: Anything, 'body (regex)': '.', score: 1}
            - {id: none, summary: Nothing, body: [zyzzyva], score: 1}

            """
        try RunningDaemon.write(files, to: draft)
        let words = ["check", draft, "--archive", "--spool", daemon.spool.path]
        let report = try Self.json(try await moongate(words + ["--json"]))
        let said = (report["problems"]?.array ?? []).compactMap { $0["message"]?.string }
        for expected in [
            "'wide' holds for 1000 of 1000 posts", "'none' holds for none of 1000 posts",
            "'fruit' finds 'apple' in 100 of 1000 posts",
            "'Hello' never counts: '~' in line 4 excuses just that",
        ] {
            #expect(said.contains(expected), "\(said)")
        }
        #expect(!said.contains { $0.contains("'kiwi'") })
        let without = try Self.json(try await moongate(["check", draft, "--json"]))
        #expect(
            !(without["problems"]?.array ?? []).contains { $0["message"]?.string?.hasPrefix("'wide' holds") == true })
    }

    @Test func aSmallChangePassesTheGuard() async throws {
        let policy = Self.archive + "reload: {hold_if_flag_rate_changes: \"> 10 points\"}\n"
        let daemon = try await RunningDaemon(rules: Self.rules(policy))
        try await Self.dropPosts(daemon)
        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Self.rule("pear", "pear"))
        try await daemon.wait("new rules") { try await daemon.ruleset != old }
        #expect(try await Self.status(daemon, "held") == nil)
    }

    @Test func theBreakerPutsARuleInShadowThatDecidesTooMuch() async throws {
        let policy = "policy: {flag_at: 4}\nbreaker: {hits: 20, share: 10%}\n"
        let daemon = try await RunningDaemon(rules: Self.rules(policy, Self.rule("old", "hello")))
        // Rules that were there at the first start are not new.
        for number in 0..<40 { try daemon.spool.drop("a\(number).txt", "hello \(number)") }
        try await daemon.waitForFiled(count: 40)
        #expect(try await Self.status(daemon, "tripped") == nil)

        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Self.rule("new", "world"))
        try await daemon.wait("new rules") { try await daemon.ruleset != old }
        for number in 0..<60 {
            try daemon.spool.drop("b\(number).txt", "world \(number)")
            try await daemon.waitForFiled(count: 41 + number)
        }
        let tripped = try await Self.status(daemon, "tripped")?.array?.first
        #expect(tripped?["rule"]?.string == "new" && tripped?["hits"]?.integer == 21)
        #expect(try await daemon.status().code == 1)
        #expect(daemon.log.contains("decides too much"))
        #expect(daemon.spool.files("approved").count == 39)
        let alone = try await moongate([
            "journal", "--rule", "new", "--alone", "--json", "--spool", daemon.spool.path,
        ])
        #expect(alone.output.split(separator: "\n").count == 21)
        // A backtest is of the rules as they count: nothing changes where nothing was edited.
        let same = try Self.json(
            try await moongate(["backtest", "--rules", daemon.rules, "--spool", daemon.spool.path, "--json"]))
        #expect(same["held"]?["in_force"] == same["held"]?["edited"] && same["newly_flagged"]?.integer == 0)
        #expect(same["held"]?["in_force"]?.integer == 40, "those of 'old', and none of 'new'")
        #expect(same["cautions"]?.array?.contains { $0.string?.hasPrefix("'new' is in shadow here") == true } == true)

        // It stays so over a restart, and posts that it alone flagged can go.
        try await daemon.stop()
        try await daemon.start()
        try daemon.spool.drop("c.txt", "world")
        try await daemon.waitForFiled("approved/c.txt")
        let rejudged = try await moongate(["rejudge", "--rule", "new", "--spool", daemon.spool.path])
        #expect(rejudged.code == 0, "\(rejudged.errors)")
        try await daemon.wait("posts that were let go") { daemon.spool.files("approved").count == 61 }

        // Accepted as it is, it counts again and does not trip again.
        let accepted = try await moongate(["reload", "--accept", "--spool", daemon.spool.path])
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(
            accepted.output.hasPrefix("new was in shadow and counts again\n5 rules are in force"), "\(accepted.output)")
        #expect(daemon.log.contains("rules count again that were put in shadow"))
        for number in 0..<40 { try daemon.spool.drop("d\(number).txt", "world") }
        try await daemon.wait("flagged posts") {
            (0..<40).allSatisfy { daemon.spool.filed.contains("flagged/d\($0).txt") }
        }
        #expect(try await Self.status(daemon, "tripped") == nil)
    }
}
