import Foundation
import Glibc
import JSON
import Testing

/// The commands other than `run`: output and exit codes.
@Suite(.serialized, .timeLimit(.minutes(15))) struct CommandsTests {
    // MARK: status

    @Test func statusTellsByItsExitCode() async throws {
        let folder = try TemporaryFolder()
        let nothing = try await moongate(["status", "--spool", folder.at("spool")])
        #expect(nothing.code == 66)
        #expect(nothing.errors.contains("There is no spool at"))
        let daemon = try await RunningDaemon(in: folder)
        let well = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(well.code == 0)
        #expect(well.errors.isEmpty)
        for word in ["running", "3 in force", try await daemon.ruleset, daemon.rules] {
            #expect(well.output.contains(word), "\(word)")
        }
        let json = try await daemon.status().json
        #expect(json["workers"]?.integer == 2)
        #expect(json["durability"]?.string == "journal")
        #expect((json["free_bytes"]?.number ?? 0) > 0)
        // Another folder's daemon is none of its business.
        #expect(try await moongate(["status", "--spool", folder.path]).code == 66)
        try await daemon.stop()
        let stopped = try await moongate(["status", "--spool", daemon.spool.path, "--json"])
        #expect(stopped.code == 69)
        #expect(stopped.output == "{\"running\":false}\n")
    }

    // MARK: links

    @Test func linksShowsWhatAndWhy() async throws {
        let text = "see the example[.]com\n\nadd wechat: abcd_1234 or http://www.example.com/?utm_source=x\n"
        let plain = try await moongate(["links", text])
        #expect(plain.code == 0)
        #expect(plain.errors.isEmpty)
        for word in ["bytes 8-21", "leads to example.com", "written with the dot in brackets", "wechat", "abcd_1234"] {
            #expect(plain.output.contains(word), "\(word) in \(plain.output)")
        }
        let lines = try await moongate(["links", "--lines", "-"], input: Array(text.utf8))
        #expect(lines.output.contains("1: link"))
        #expect(lines.output.contains("3: wechat"))
        let json = try await moongate(["links", "--json", "--lines"], input: Array(text.utf8))
        let found = try json.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(found.map { $0["line"]?.integer } == [1, 3])
        #expect(found.map { $0["links"]?.array?.first?["target"]?.string } == ["example.com", "example.com"])
        #expect(found[0]["links"]?.array?.first?["start"]?.integer == 8)
        #expect(found[0]["links"]?.array?.first?["text"]?.string == "example[.]com")
        #expect(found[1]["contacts"]?.array?.first?["kind"]?.string == "wechat")
        #expect(found[1]["contacts"]?.array?.first?["handle"]?.string == "abcd_1234")
        let mismatch = try await moongate(["links", "--json", "[paypal.com](http://a.example)"])
        let first = try JSONValue(parsing: Array(mismatch.output.utf8))["mismatches"]?.array?.first
        #expect(first?["shown"]?.string == "paypal.com")
        #expect(first?["target"]?.string == "a.example")
        #expect(try await moongate(["links", "nothing here"]).output == "nothing found\n")
        #expect(try await moongate(["links", "--json", "nothing here"]).output.contains("\"links\":[]"))
        let hosts = String(repeating: "a.example.com ", count: 4097)
        let many = try await moongate(["links", "-"], input: Array(hosts.utf8))
        #expect(many.errors.hasPrefix("the text has 4096 links or more"))
        #expect(many.code == 0)
        // A folder is a file that cannot be read.
        #expect(try await moongate(["links", "/"]).code == 74)
    }

    // MARK: language

    /// A language that nobody tells is passed over and named; `no` stands for two that are told.
    @Test func languagesToConsiderAreChecked() async throws {
        let some = try await moongate(["language", "--json", "--among", "en,zhh,no", "jeg vet ikke hva jeg skal si"])
        #expect(some.code == 0)
        #expect(try JSONValue(parsing: Array(some.output.utf8))["language"]?.string == "nb")
        #expect(some.errors.contains("'zhh' is not a language that can be detected; did you mean 'z"))
        for among in ["xx", " ,"] {
            let none = try await moongate(["language", "--among", among, "hello"])
            #expect(none.code == 64)
            #expect(none.output.isEmpty)
            #expect(none.errors.contains("language"))
        }
    }

    /// (Marks that nobody sees came out as `⟨U+200B⟩`, so that it was another text.)
    @Test(arguments: ["language", "score"]) func aLineIsAnsweredAsATextAlone(_ command: String) async throws {
        let text = "hello my\u{200B} friend \u{202E}how are you doing today\u{FEFF}"
        let words = [command]
        let alone = try await moongate(words + ["--json", text])
        for end in ["\n", "\r\n", ""] {
            let lines = try await moongate(words + ["--lines", "-"], input: Array((text + end).utf8))
            #expect(lines.code == 0, "\(alone)\n\(lines)")
            #expect(lines.output == alone.output, "\(alone)\n\(lines)")
        }
        let both = try await moongate(words + ["--lines", "-"], input: Array("\(text)\n\nx".utf8))
        #expect(both.output.split(separator: "\n").count == 3)
        #expect(both.output.hasPrefix(alone.output))
    }

    // MARK: journal

    @Test func journalFilters() async throws {
        let daemon = try await RunningDaemon()
        let spool = daemon.spool
        try spool.drop("a.txt", "hello")
        try await daemon.waitForFiled(count: 1)
        try spool.drop("b.txt", "buynow")
        try await daemon.wait("b") { spool.filed.count == 2 }
        try spool.drop("c.txt", "buynow a hint", channel: "market")
        try await daemon.wait("c") { spool.filed.count == 3 }
        try spool.drop("d.json", "{")
        try await daemon.wait("d") { spool.filed.count == 4 }

        func posts(_ words: String...) async throws -> [String] {
            let finished = try await moongate(["journal", "--spool", spool.path, "--json"] + words)
            #expect(finished.code == 0, "\(finished.errors)")
            #expect(finished.errors.isEmpty, "\(finished.errors)")
            return try finished.output.split(separator: "\n").map { line in
                try JSONValue(parsing: Array(line.utf8))["post"]?.string ?? "-"
            }
        }
        #expect(try await posts() == ["a.txt", "b.txt", "c.txt", "d.json"])
        #expect(try await posts("--outcome", "flagged") == ["b.txt", "c.txt"])
        #expect(try await posts("--outcome", "failed") == ["d.json"])
        #expect(try await posts("--channel", "market") == ["c.txt"])
        #expect(try await posts("--rule", "hint") == ["c.txt"])
        #expect(try await posts("--post", "a.txt") == ["a.txt"])
        #expect(try await posts("--last", "2") == ["c.txt", "d.json"])
        #expect(try await posts("--outcome", "flagged", "--last", "1") == ["c.txt"])
        #expect(try await posts("--since", "1h").count == 4)
        #expect(try await posts("--since", "2999-01-01") == [])
        let shown = try await moongate(["journal", "--spool", spool.path, "--outcome", "flagged"])
        #expect(shown.output.contains("flagged"))
        #expect(shown.output.contains("market/c.txt"))
        #expect(shown.output.contains("4 (buy-now) + 2 (hint) = 6, flagged from 2"))
        // The same while it is stopped.
        try await daemon.stop()
        #expect(try await posts().count == 4)
    }

    @Test(arguments: [["--outcome", "aproved"], ["--since", "yesterday"], ["--last", "0"], ["--nonsense"]])
    func journalTurnsWrongUseDown(_ words: [String]) async throws {
        let finished = try await moongate(["journal"] + words)
        #expect(finished.code == 64)
        #expect(!finished.errors.isEmpty)
    }

    @Test func journalFollows() async throws {
        let daemon = try await RunningDaemon()
        try daemon.spool.drop("old.txt", "hello")
        try await daemon.waitForFiled(count: 1)
        let output = daemon.folder.at("followed")
        let follower = try Program(
            [Program.moongate, "journal", "--spool", daemon.spool.path, "--follow", "--json"], output: output,
            errors: daemon.folder.at("follower-errors"))
        try await daemon.wait("the old post") { follower.output.contains("old.txt") }
        try daemon.spool.drop("new.txt", "buynow")
        try await daemon.wait("the new post") { follower.output.contains("new.txt") }
        // Over a restart of the daemon too.
        try await daemon.killSupervisor()
        try await daemon.start()
        try daemon.spool.drop("newer.txt", "buynow")
        try await daemon.wait("the newer post") { follower.output.contains("newer.txt") }
        let lines = follower.output.split(separator: "\n")
        #expect(lines.count == 3)
        for line in lines { _ = try JSONValue(parsing: Array(line.utf8)) }
        #expect(follower.hasEnded == nil)
    }

    // MARK: check

    @Test func checkSaysWhetherAFolderCanGoLive() async throws {
        let folder = try TemporaryFolder()
        try RunningDaemon.write(RunningDaemon.smallRules, to: folder.path)
        let good = try await moongate(["check", folder.path])
        #expect(good.code == 0, "\(good.output)")
        #expect(good.output.contains("3 rules, 6 examples"), "\(good.output)")
        let json = try JSONValue(parsing: Array(try await moongate(["check", "--json", folder.path]).output.utf8))
        #expect(json["ok"]?.truth == true)
        #expect(json["rules"]?.integer == 3)
        #expect(json["problems"]?.array == [])

        try RunningDaemon.write(
            [
                "bad.yaml": "- id: x\n  bdy: y\n  score: 1\n- id: z\n  body (regex): '('\n  score: 1\n",
                "empty.yaml": "",
                "moongate.yaml": "policy: {flagat: 3}\n",
            ], to: folder.path)
        let bad = try await moongate(["check", folder.path])
        #expect(bad.code == 1)
        for place in [
            "bad.yaml:2:3: error: ", "bad.yaml:5:", "empty.yaml:1:1: error: ",
            "moongate.yaml:1:",
        ] {
            #expect(bad.output.contains("\(folder.path)/\(place)"), "\(place) in \(bad.output)")
        }
        #expect(bad.output.contains("did you mean 'body'?"))
        #expect(bad.output.contains("4 errors"))
        let told = try await moongate(["check", "--json", folder.path])
        let problems = try JSONValue(parsing: Array(told.output.utf8))["problems"]?.array ?? []
        #expect(told.code == 1)
        #expect(problems.count { $0["severity"]?.string == "error" } == 4)
        #expect(problems.allSatisfy { $0["line"]?.integer ?? 0 > 0 && $0["message"]?.string?.isEmpty == false })
        #expect(try await moongate(["check", folder.at("nowhere")]).code == 1)
    }

    // MARK: explain

    @Test func explainShowsWhy() async throws {
        let folder = try TemporaryFolder()
        try RunningDaemon.write(RunningDaemon.smallRules, to: folder.path)
        let words = ["explain", "--rules", folder.path]
        let shown = try await moongate(words + ["-"], input: Array("please buynow\n".utf8))
        #expect(shown.code == 0, "\(shown.output)")
        #expect(shown.output.hasPrefix("FLAGGED  4 (buy-now), flagged from 4"), "\(shown.output)")
        #expect(shown.output.contains("please 【buynow】"))
        #expect(shown.output.contains("words.yaml:1"))
        let fine = try await moongate(words + ["-"], input: Array("hello".utf8))
        #expect(fine.code == 0)
        #expect(fine.output.hasPrefix("APPROVED"))
        let json = try await moongate(words + ["--json", "--channel", "market", "-"], input: Array("a hint".utf8))
        let verdict = try JSONValue(parsing: Array(json.output.utf8))
        #expect(json.code == 0)
        #expect(verdict["outcome"]?.string == "flagged")
        #expect(verdict["channel"]?.string == "market")

        let path = folder.at("post.txt")
        try Data("buynow".utf8).write(to: URL(fileURLWithPath: path))
        let two = try await moongate(words + [path, path])
        #expect(two.code == 0)
        #expect(two.output.components(separatedBy: "FLAGGED").count == 3)
    }

    @Test func explainsExitCodes() async throws {
        let folder = try TemporaryFolder()
        try RunningDaemon.write(RunningDaemon.smallRules, to: folder.at("rules"))
        let words = ["explain", "--rules", folder.at("rules")]
        for input in ["{\"body\":", "", "{\"body\": \"\"}", String(repeating: "x", count: (1 << 20) + 1)] {
            let finished = try await moongate(words + ["-"], input: Array(input.utf8))
            #expect(finished.code == 66, "\(finished.errors)")
            #expect(finished.errors.contains("not a post"), "\(finished.errors)")
        }
        for file in [folder.at("nowhere"), folder.path] {
            let finished = try await moongate(words + [file])
            #expect(finished.code == 66, "\(finished.errors)")
            #expect(finished.errors.contains(file), "\(finished.errors)")
        }
        // One that cannot be read keeps no other from being explained.
        let some = try await moongate(words + [folder.at("nowhere"), "-"], input: Array("hello".utf8))
        #expect(some.code == 66)
        #expect(some.output.contains("APPROVED"))
        for rules in [folder.at("nowhere"), folder.path] {
            let finished = try await moongate(["explain", "--rules", rules, "-"], input: Array("hello".utf8))
            #expect(finished.code == 78, "\(finished.errors)")
            #expect(finished.errors.contains("moongate check"), "\(finished.errors)")
        }
    }
}
