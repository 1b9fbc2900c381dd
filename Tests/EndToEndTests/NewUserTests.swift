import Foundation
import Glibc
import JSON
import Spool
import Testing

/// What people met who used Moongate for the first time.
@Suite(.timeLimit(.minutes(15))) struct NewUserTests {
    // MARK: Where the spool is

    @Test(arguments: [
        ["status"], ["reload"], ["journal"], ["stats"], ["threshold"], ["rules", "--by", "hits"], ["backtest"],
        ["decide", "flagged/a", "approve"], ["forget", "--author", "x"], ["rejudge"], ["score", "a text"],
        ["explain", "--now", "/etc/hostname"],
    ])
    func noSpoolIsOneSentenceAndOneExitCode(words: [String]) async throws {
        let folder = try TemporaryFolder()
        let finished = try await moongate(words + ["--spool", folder.at("nope")])
        #expect(finished.code == 66, "\(finished)")
        #expect(finished.errors.contains("There is no spool at \(folder.at("nope"))"))
    }

    @Test func aSpoolIsFoundFromItsSubFolders() async throws {
        let daemon = try await RunningDaemon()
        let script = "cd \(daemon.spool.path)/flagged && exec \(Program.moongate) status --json"
        let found = try await moongate(["/bin/sh", "-c", script], asIs: true)
        #expect(found.code == 0, "\(found.errors)")
        #expect(found.output.contains(daemon.spool.path))
    }

    // MARK: Paths

    /// `moongate decide a approve` ended with SIGILL.
    @Test(arguments: [
        ["decide", "a", "approve", "--spool", "."], ["explain", "a"], ["check", "a"], ["links", "a"], ["score", "a"],
        ["language", "a"], ["learn", "a", "--label", "spam", "--spool", "."], ["rules", "diff", "a", "b"],
        ["backtest", "--html", "a", "--spool", "."], ["threshold", "--svg", "a", "--spool", "."], ["test", "a", "a"],
        ["status", "--spool", "a"], ["explain", "--spool", "a", "b"], ["check", "/"], ["explain", "/"],
    ])
    func onePathCharacterEndsNoCommandWithASignal(words: [String]) async throws {
        let folder = try TemporaryFolder()
        _ = try SpoolFolder(path: folder.path)
        try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.at("a")))
        let quoted = ([Program.moongate] + words).map { "'\($0)'" }.joined(separator: " ")
        let finished = try await moongate(["/bin/sh", "-c", "cd \(folder.path) && exec \(quoted)"], asIs: true)
        #expect(finished.code != nil, "\(finished)")
    }

    /// Foundation's path methods trap on some one-character paths.
    @Test(.enabled(if: Checkout.has(Checkout.at("Sources")), "takes the checkout that the tests were built from"))
    func noSourceTakesPathsApartWithFoundation() throws {
        let banned = [
            "NSString", "lastPathComponent", "deletingLastPathComponent", "appendingPathComponent", "pathExtension",
            "standardizingPath", "resolvingSymlinks",
        ]
        var found: [String] = []
        for root in ["Sources", "Plugins"] {
            let files = FileManager.default.enumerator(atPath: Checkout.at(root))?.compactMap { $0 as? String } ?? []
            for file in files where file.hasSuffix(".swift") && !file.contains("/Tests/") {
                let text = try String(contentsOfFile: Checkout.at(root + "/" + file), encoding: .utf8)
                found += banned.filter(text.contains).map { "\(file): \($0)" }
            }
        }
        #expect(found == [])
    }

    // MARK: explain

    @Test func aFiledPostIsShownWithItsOwnVerdict() async throws {
        let daemon = try await RunningDaemon()
        let post = #"{"author":{"id":"u7","name":"Lily"},"body":"buynow please","created_at":"2026-11-24T08:00:00Z"}"#
        try daemon.spool.drop("p.json", post, channel: "chat")
        try await daemon.waitForFiled("flagged/chat/p.json")
        let file = daemon.spool.at("flagged/chat/p.json")
        // The rules are others by now.
        try daemon.edit(
            "words.yaml", "- {id: other, body: [other], score: 4, examples: {fires: [other], passes: [hello]}}\n")

        let own = try await moongate(["explain", file, "--rules", daemon.rules])
        #expect(own.code == 0, "\(own.errors)")
        for words in ["FLAGGED", "buy-now", "【buynow】", "Lily (u7), chat, 2026-11-24T08:00:00Z", "words.yaml:1"] {
            #expect(own.output.contains(words), "\(words) in \(own.output)")
        }
        let again = try await moongate(["explain", "--now", file, "--rules", daemon.rules])
        #expect(again.output.contains("APPROVED"))
        let json = try await moongate(["explain", "--json", file, "--rules", daemon.rules])
        #expect(try JSONValue(parsing: Array(json.output.utf8))["outcome"]?.string == "flagged")
    }

    /// Approved posts have no sidecar: the journal knows.
    @Test func anApprovedPostHasItsVerdictFromTheJournal() async throws {
        let daemon = try await RunningDaemon()
        try daemon.spool.drop("p.txt", "a hint")
        try await daemon.waitForFiled("approved/p.txt")
        try await daemon.stop()
        let own = try await moongate(["explain", daemon.spool.at("approved/p.txt"), "--rules", "/nowhere"])
        #expect(own.code == 0, "\(own.errors)")
        #expect(own.output.contains("2 (hint), flagged from 4"))
        #expect(own.output.contains("【hint】"))
    }

    @Test func sidecarsThatAShellNamesAreNotExplained() async throws {
        let daemon = try await RunningDaemon()
        try daemon.spool.drop("a.txt", "buynow a")
        try daemon.spool.drop("b.txt", "buynow b")
        try await daemon.waitForFiled("flagged/a.txt", "flagged/b.txt")
        let script = "exec \(Program.moongate) explain \(daemon.spool.path)/flagged/*"
        let all = try await moongate(["/bin/sh", "-c", script], asIs: true)
        #expect(all.code == 0, "\(all.errors)")
        #expect(all.output.split(separator: "\n").count { $0.hasPrefix("FLAGGED") } == 2)
    }

    // MARK: Layout

    @Test func aStoppedSpoolKnowsItsLayout() async throws {
        let daemon = try await RunningDaemon(arguments: ["--layout", "by-day", "--sidecars", "all"])
        try daemon.spool.drop("a.txt", "buynow a")
        try await daemon.wait("a") { daemon.spool.filed.count == 1 }
        try await daemon.stop()
        let place = try #require(daemon.spool.filed.first)
        let decided = try await moongate(["decide", "--spool", daemon.spool.path, "--by", "mira", place, "approve"])
        #expect(decided.code == 0, "\(decided.errors)")
        let journal = try await moongate(["journal", "--spool", daemon.spool.path, "--json", "--last", "1"])
        let line = try JSONValue(parsing: Array(journal.output.utf8))
        #expect(line["kind"]?.string == "decision")
        #expect(line["channel"] == nil)
        let moved = try #require(daemon.spool.filed.first { !$0.hasSuffix(".verdict.json") })
        #expect(moved.hasPrefix("approved/20"))
        #expect(daemon.spool.text(moved + ".verdict.json") != nil)
    }

    // MARK: Unread text

    private static let status =
        #"{"id":"1","url":"https://m.example/1","content":"<p>buynow, cheap moon lamps</p>","visibility":"public"}"#

    @Test func textThatNoRuleReadsIsNamed() async throws {
        let daemon = try await RunningDaemon()
        try daemon.spool.drop("s.json", Self.status)
        try daemon.spool.drop("t.json", Self.status)
        try await daemon.waitForFiled("approved/s.json", "approved/t.json")
        let status = try await daemon.status().json
        #expect(status["unread"]?["extra.content"]?.integer == 2)
        #expect(daemon.log.split(separator: "\n").count { $0.contains("field=extra.content") } == 1)
        let text = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(text.output.contains("extra.content (2 posts)"))
    }

    @Test func textThatNoRuleReadsIsHeldIfAsked() async throws {
        var rules = RunningDaemon.smallRules
        rules["moongate.yaml"] = "policy: {flag_at: 4, unread_text: hold}\n"
        let daemon = try await RunningDaemon(rules: rules)
        try daemon.spool.drop("s.json", Self.status)
        try await daemon.waitForFiled("flagged/s.json")
        let verdict = try daemon.spool.json("flagged/s.json.verdict.json")
        #expect(verdict["unread"]?.array?.first?.string == "extra.content")
        #expect(verdict["because"]?.string?.contains("no rule reads its text") == true)
    }

    @Test func initHoldsTextThatNoRuleReads() async throws {
        let folder = try TemporaryFolder()
        #expect(try await moongate(["init", folder.at("c"), "--yes"]).code == 0)
        let policy = try String(contentsOfFile: folder.at("c/rules/moongate.yaml"), encoding: .utf8)
        #expect(policy.contains("\n  unread_text: hold\n"))
    }

    // MARK: Install

    /// The second time it copied the rules into themselves: every id was there twice, and nothing could be loaded.
    @Test(.enabled(if: Checkout.has(Checkout.at("systemd/README.md")), "takes the checkout"))
    func theRulesCanBeInstalledByHandTwice() async throws {
        let page = try String(contentsOfFile: Checkout.at("systemd/README.md"), encoding: .utf8)
        let step = try #require(page.split(separator: "\n").first { $0.hasPrefix("mkdir -p /etc/moongate") })
        let folder = try TemporaryFolder()
        let script = "cd '\(Checkout.at("."))' && " + step.replacing("/etc/", with: folder.path + "/")
        #expect(try await moongate(["/bin/sh", "-c", script], asIs: true).code == 0)
        let edited = folder.at("moongate/rules/moongate.yaml")
        try Data("policy: {flag_at: 5}\n".utf8).write(to: URL(fileURLWithPath: edited))
        #expect(try await moongate(["/bin/sh", "-c", script], asIs: true).code == 0)
        #expect(try String(contentsOfFile: edited, encoding: .utf8) == "policy: {flag_at: 5}\n")
        #expect(try await moongate(["check", folder.at("moongate/rules")]).code == 0)
    }
}
