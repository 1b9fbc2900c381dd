import Foundation
import JSON
import Testing

/// Posts, rules, names and words of the command line that hold what acts on a terminal, through every command that
/// prints.
@Suite(.timeLimit(.minutes(15))) struct HostileTextTests {
    /// Escape sequences, C1 controls, and what turns the order of characters round.
    private static let hostile =
        "\u{1B}[2J\u{1B}]0;title\u{7} \u{9B}31m \u{202E}drow\u{2066} \u{8}\u{7F} \u{200B}\u{FEFF}"

    /// What acts, apart from the colours that were asked for.
    private static func dangers(in text: String, of words: [String] = []) -> [UInt32] {
        let plain = words.contains("always") ? text.replacing(/\u{1B}\[[\d;]+m/, with: "") : text
        return plain.unicodeScalars.map(\.value).filter { scalar in
            switch scalar {
            case 0x0A: false
            case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }

    private static let summary = #"Sells \e[2J\x9B31m \u202Edrow \x07"#
    private static let rules = [
        "moongate.yaml": """
        policy: {flag_at: 4, channels: {"market\(summary)": {flag_at: 2}}}
        archive: {days: 30, size: 10MB}

        """,
        "words.yaml": """
        - id: buy-now
          summary: "\(summary)"
          body: [buynow]
          score: 4
          examples: {fires: ["buynow \(summary)"], passes: [hello]}
        - id: twin
          summary: "\(summary)"
          body: ["\\e[2Jtwin", buynow]
          score: 4
        - id: alike
          summary: Alike
          similar_posts: {count: "> 1", within: 1 hour}
          score: 1
        - id: learned
          summary: Learned
          spam: "> 0.5"
          score: 1

        """,
    ]

    private static func post(_ number: Int, _ word: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("title", "\(word) \(hostile)")
            json.member("body", "\(word) \(number) \(hostile) https://x.example/\(hostile) 加微信：\(hostile)abcd12345")
            for member in ["url", "channel", "id"] { json.member(member, hostile) }
            json.member("author") { json in
                json.object { json in for member in ["name", "id"] { json.member(member, hostile) } }
            }
        }
        return json.bytes
    }

    @Test func nothingThatIsPrintedActsOnTheTerminal() async throws {
        let daemon = try await RunningDaemon(rules: Self.rules, arguments: ["--verdicts", "--sidecars", "all"])
        let spool = daemon.spool
        for number in 0..<6 {
            try spool.drop("p\(number).json", Self.post(number, number % 2 == 0 ? "buynow" : "hello"))
        }
        try spool.drop(rawName: Array("bad\u{1B}[2J\u{9B}.txt".utf8), Array("hello".utf8))
        try spool.drop("broken.json", Array("{\"body\": \"\(Self.hostile)\" \u{1B}[2J".utf8))
        try spool.drop("in-a-channel.json", Self.post(7, "buynow"), channel: "c")
        mkdir(spool.at("inbox/\u{1B}[2J"), 0o755)
        mkdir(spool.at("inbox/c/\u{1B}[2Jnested\u{9B}"), 0o755)
        try await daemon.waitForFiled(count: 9)
        try await daemon.wait("the archive") { try await daemon.status().json["archive"]?["kept"]?.integer == 7 }

        let folder = daemon.folder
        try Data(Self.post(9, "buynow")).write(to: URL(fileURLWithPath: folder.at("post.json")))
        try Data("spam\t\(Self.hostile)\nham\thello there\n\(Self.hostile)\tx\n".utf8).write(
            to: URL(fileURLWithPath: folder.at("lessons.tsv")))
        try Data("spam\tbuynow \(Self.hostile)\nham\thello \(Self.hostile)\n".utf8).write(
            to: URL(fileURLWithPath: folder.at("good.tsv")))
        try RunningDaemon.write(["\u{1B}[2J.yaml": "- id: \"\\e[2J\"\n  \"\\e[2J\": 1\n"], to: folder.at("wrong"))
        try RunningDaemon.write(
            ["words.yaml": "- {id: other, summary: \"\(Self.summary)\", body: \"\(Self.summary)\", score: 1}\n"],
            to: folder.at("other"))
        let inSpool = ["--spool", spool.path]
        let byRules = ["--rules", daemon.rules]
        let file = folder.at("post.json")
        let commands: [[String]] = [
            ["explain", file] + byRules, ["explain", "--all", file] + byRules + inSpool,
            ["explain", "--color", "always", file] + byRules, ["journal", "--color", "always"] + inSpool,
            ["language", "--color", "always", "hello \(Self.hostile) 你好"],
            ["explain", "--json", file] + byRules, ["explain", "--channel", Self.hostile, file] + byRules,
            ["explain", "--ruleset", Self.hostile, file] + inSpool, ["explain", Self.hostile] + byRules,
            ["test", "buy-now", file] + byRules, ["test", Self.hostile, file] + byRules,
            ["check", daemon.rules], ["check", "--json", daemon.rules], ["check", folder.at("wrong")],
            ["check", "--json", folder.at("wrong")], ["check", Self.hostile],
            ["rules"] + byRules, ["rules", "--json"] + byRules, ["rules"] + byRules + inSpool,
            ["rules", "--by", "noise"] + byRules + inSpool,
            ["rules", "diff", "in-force", folder.at("other")] + inSpool,
            ["links", file], ["links", "--json", "look at \(Self.hostile) x.example/\(Self.hostile)"],
            ["links", "look at \(Self.hostile) x.example/\(Self.hostile)"],
            ["language", "hello \(Self.hostile) 你好"], ["language", "--json", "hello \(Self.hostile) 你好"],
            ["language", "--lines", "hello \(Self.hostile) 你好"], ["language", "--among", Self.hostile, "hello"],
            ["learn", folder.at("lessons.tsv"), "--model", folder.at("model")],
            ["learn", folder.at("good.tsv"), "--model", folder.at("model")],
            ["learn", folder.at(Self.hostile), "--model", folder.at("model")],
            ["score", file, "--model", folder.at("model")], ["score", "--json", file, "--model", folder.at("model")],
            ["score", "--lines", "hello \(Self.hostile)", "--model", folder.at("model")], ["score", file] + inSpool,
            ["status"] + inSpool, ["status", "--json"] + inSpool, ["status", "--spool", Self.hostile],
            ["journal"] + inSpool, ["journal", "--json"] + inSpool, ["journal", "--rule", "buy-now"] + inSpool,
            ["journal", "--channel", Self.hostile] + inSpool, ["journal", "--rule", Self.hostile] + inSpool,
            ["stats"] + inSpool, ["stats", "--json"] + inSpool, ["threshold"] + inSpool,
            ["threshold", "--channel", Self.hostile] + inSpool,
            ["backtest"] + byRules + inSpool, ["backtest", "--json", "--all"] + byRules + inSpool,
            ["backtest", "--rules", folder.at("wrong")] + inSpool,
            ["rejudge", "--dry-run"] + inSpool, ["rejudge", "--rule", Self.hostile] + inSpool,
            ["decide", "flagged/p0.json", "reject", "--by", Self.hostile] + inSpool,
            ["decide", Self.hostile, "approve"] + inSpool, ["reload"] + inSpool,
            ["forget", Self.hostile] + inSpool, ["doctor"] + inSpool + byRules,
            ["doctor", "--rules", folder.at("wrong")] + inSpool, ["init", folder.at(Self.hostile), "--yes"],
            ["init", folder.at("new"), "--yes", "--languages", Self.hostile],
            ["schema", Self.hostile], [Self.hostile], ["run", "--spool", spool.path, "--rules", daemon.rules],
            ["forget", "--author", Self.hostile] + inSpool,
        ]
        var silent: [String] = []
        for words in commands {
            let finished = try await moongate(words)
            let text = finished.output + finished.errors
            if text.isEmpty { silent.append(words[0]) }
            let bad = Self.dangers(in: text, of: words)
            #expect(bad.isEmpty, "\(words.map { String(reflecting: $0) }): \(bad) in \(String(reflecting: text))")
        }
        // Of a channel without posts there is nothing to say.
        #expect(silent == ["journal"])
        try await daemon.stop()
        for text in [daemon.log, daemon.program.output] {
            #expect(!text.isEmpty, "\(String(reflecting: text))")
            #expect(Self.dangers(in: text).isEmpty, "\(String(reflecting: text))")
        }
        for words in commands where words.contains(spool.path) && words[0] != "run" {
            let finished = try await moongate(words)
            let text = finished.output + finished.errors
            #expect(Self.dangers(in: text, of: words).isEmpty, "stopped: \(String(reflecting: text))")
        }
    }

    /// Without a spool, as posts, as files that are not posts, and with NUL characters.
    @Test(arguments: [[], ["--json"], ["--all"]]) func explainingDoesNotEither(_ words: [String]) async throws {
        let folder = try TemporaryFolder()
        try RunningDaemon.write(RunningDaemon.smallRules, to: folder.at("rules"))
        let text = Self.hostile + "\u{0} buynow"
        for input in [Self.post(1, text), Array(text.utf8), Array("{\"body\": \"\u{1B}[2J\"".utf8)] {
            let finished = try await moongate(
                ["explain", "--rules", folder.at("rules"), "--channel", Self.hostile, "-"] + words, input: input)
            let said = finished.output + finished.errors
            #expect(!said.isEmpty, "\(String(reflecting: said))")
            #expect(Self.dangers(in: said).isEmpty, "\(String(reflecting: said))")
        }
    }
}
