import Foundation
import JSON
import Spool
import Testing

/// The journal and the log hold neither a post's text nor what a verdict does not need of its author.
@Suite(.serialized, .timeLimit(.minutes(15))) struct PersonalDataTests {
    static let email = "jane.doe+moon@example.org"
    static let text = "buynow with a secret sentence"

    static let posts = [
        "plain.json": #"{"body": "\#(text)", "author": {"email": "\#(email)", "name": "Jane"}}"#,
        "approved.json": #"{"body": "a secret sentence", "author": {"email": "\#(email)"}}"#,
        "hint.json": #"{"body": "hint \#(text)", "extra": {"contact": "\#(email)"}}"#,
        // No posts, with the address where the reader stumbles.
        "broken.json": #"{"body": "x", "author": {"email": "\#(email)" "name"}}"#,
        "cut.json": #"{"body": "x", "author": {"email": "\#(email)"#,
        "type.json": #"{"body": "x", "created_at": "\#(email)"}"#,
        "name.json": #"{"body": "x", "\#(email)\#(email)": "\#(email)", "\#(email)": }"#,
        "twice.json": #"{"body": "x", "\#(email)": 1, "\#(email)": 2}"#,
        "escape.json": #"{"body": "\q\#(email)"}"#,
        "bare.json": #"{"body": \#(email)}"#,
        "top.json": #""\#(email)""#,
    ]

    @Test func neverReachesJournalLogOrState() async throws {
        let daemon = try await RunningDaemon(arguments: ["--verdicts", "--sidecars", "all"])
        for (name, text) in Self.posts { try daemon.spool.drop(name, text) }
        try await daemon.waitForFiled(count: Self.posts.count)
        _ = try await daemon.status()
        try await daemon.stop()
        var places = ["log": daemon.log, "output": daemon.program.output]
        for folder in ["journal", "state"] {
            for file in daemon.spool.files(folder) {
                places[folder + "/" + file] = daemon.spool.text(folder + "/" + file)
            }
        }
        #expect(places.count >= 4)
        // What the archive and labelled/ hold is the posts themselves, and is looked at below.
        for (place, text) in places {
            #expect(!text.contains("jane.doe"), "an address in \(place)")
            #expect(!text.contains("example.org"), "an address in \(place)")
            #expect(!text.contains("secret sentence"), "a post's text in \(place)")
        }
        // The sidecar of a post may quote the evidence, and no more.
        for file in daemon.spool.files("approved") + daemon.spool.files("flagged") where file.hasSuffix(".verdict.json")
        {
            let text = daemon.spool.text("approved/" + file) ?? daemon.spool.text("flagged/" + file) ?? ""
            #expect(!text.contains("jane.doe"), "\(file)")
            #expect(!text.contains("secret sentence"), "\(file)")
        }
    }

    /// Copies of what plugins remembered on earlier days go when an author is forgotten, and a new one is of what is left.
    @Test func forgettingAnAuthorReachesKeptMemories() async throws {
        let daemon = try await RunningDaemon(rules: FloodsTests.rules)
        for number in 1...3 {
            try daemon.spool.drop(
                "p\(number).json", #"{"body": "Write to Lucy and earn money today", "author": {"id": "u17"}}"#)
        }
        try await daemon.waitForFiled(count: 3)
        // What is remembered is written at the end, and the first start with an archive keeps the day's copy.
        try await daemon.stop()
        try daemon.edit("moongate.yaml", "policy: {flag_at: 4}\narchive: {days: 30, size: 10MB}\n")
        try await daemon.start()
        func copies() -> [String] { daemon.spool.files("archive/memory").filter { !$0.hasPrefix(".") } }
        #expect(copies().contains { $0.contains("/floods") }, "\(copies())")
        let other = try await moongate(["forget", "p9.json", "--spool", daemon.spool.path])
        #expect(other.code == 1, "nobody was forgotten: \(other.output)\(other.errors)")
        #expect(!copies().isEmpty, "nobody was forgotten: \(other.output)\(other.errors)")
        let forgotten = try await moongate(["forget", "--author", "u17", "--spool", daemon.spool.path])
        #expect(forgotten.code == 0, "\(forgotten.output)\(forgotten.errors)")
        #expect(copies().isEmpty, "\(copies())")
    }

    // MARK: Everything on

    private static let id = "u-zq-77"
    /// All that is planted: author, text, address, link, contact, and the name of the file.
    private static let planted = [
        id, "zqsentence", "zqjane@example.org", "zqpage.example", "zqhandle77", "Zq Jane", "zqfile",
    ]

    private static func post(_ text: String, by author: String = id) -> String {
        """
        {"title": "plantedword zqsentence \(text)", "body": "加v：zqhandle77 了解 https://zqpage.example/a \(text) zqjane@example.org",
         "author": {"id": "\(author)", "name": "Zq Jane", "email": "zqjane@example.org", "created_at": "2026-11-20T00:00:00Z"},
         "extra": {"note": "zqsentence"}, "links": ["https://zqpage.example/b"]}
        """
    }

    /// Every file that Moongate wrote or holds, below the spool, by its name; what the archive has compressed as it was.
    private static func everything(_ spool: SpoolView) throws -> [String: [UInt8]] {
        var all = ["names": Array(spool.files("").joined(separator: "\n").utf8)]
        for file in spool.files("") { all[file] = spool.bytes(file) ?? [] }
        var archive: [UInt8] = []
        if !spool.files("archive").isEmpty {
            var reader = try ArchiveReader(spool: spool.path)
            while let block = try reader.next() { archive += block.bytes }
        }
        all["archive, unpacked"] = archive
        return all
    }

    private static func found(in all: [String: [UInt8]], without skipped: [String] = []) -> [String] {
        all.flatMap { name, bytes -> [String] in
            guard !skipped.contains(where: name.hasPrefix) else { return [] }
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            return planted.filter { text.contains($0.lowercased()) }.map { "\($0) in \(name)" }
        }.sorted()
    }

    /// The rules that ship with all plugins, floods of one campaign, decisions, lessons, an archive, posts judged again,
    /// files that are no posts: personal data is where the posts are, and after `forget` nowhere.
    @Test(.enabled(if: Checkout.has(Checkout.at("Rules"))), arguments: [true, false])
    func aForgottenAuthorIsInNoFile(_ isRunning: Bool) async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Checkout.at("Rules"), toPath: folder.at("rules"))
        let policy = (try? String(contentsOfFile: folder.at("rules/moongate.yaml"), encoding: .utf8)) ?? ""
        let settings =
            policy.split(separator: "\n").filter { !$0.hasPrefix("archive:") } + ["archive: {days: 30, size: 10MB}"]
        let rules = [
            "moongate.yaml": settings.joined(separator: "\n") + "\n",
            "zq.yaml": """
            - id: zq
              summary: Finds the sentence
              title: [plantedword]
              score: 9
            """,
        ]
        let daemon = try await RunningDaemon(rules: rules, in: folder, arguments: ["--sidecars", "all", "--verdicts"])
        let spool = daemon.spool
        for number in 0..<12 {
            try spool.drop("zqfile\(number).json", Self.post("\(number)"), channel: number % 3 == 0 ? "market" : nil)
        }
        try await daemon.waitForFiled("flagged/market/zqfile0.json")
        try spool.drop("zqfile0.json", Self.post("again"), channel: "market")
        try spool.drop("other.json", #"{"body": "buy now", "author": {"id": "u-zq-770"}}"#)
        let broken = #"{"author": {"id": "u-zq-77", "name": "Zq Jane"}, "body": "zqsentence"#
        try spool.drop("zqfile-broken.json", broken)
        try spool.drop("zqfile-great.json", String(repeating: " ", count: 2 << 20) + broken)
        try spool.drop("other-broken.json", #"{"author": {"id": "u-zq-770"}, "body": "x"#)
        try await daemon.waitForFiled(count: 17)
        func command(_ words: [String]) async throws -> Finished {
            try await moongate(words + ["--spool", spool.path])
        }
        let flagged = spool.files("flagged").filter { !$0.hasSuffix(".verdict.json") }.map { "flagged/" + $0 }
        #expect(flagged.count == 13, "\(spool.filed)")
        #expect(try await command(["decide"] + flagged.prefix(4) + ["reject", "--by", "mira"]).code == 0)
        #expect(try await command(["decide"] + flagged.dropFirst(4).prefix(2) + ["approve", "--by", "mira"]).code == 0)
        try await daemon.wait("the lessons") { (try? spool.json("state/lessons"))?["seq"]?.integer ?? 0 > 0 }
        try await daemon.wait("the archive") { try await daemon.status().json["archive"]?["kept"]?.integer ?? 0 >= 14 }
        #expect(try await command(["rejudge", "--json"]).code == 0)
        // Memories are written, and set aside where they are damaged.
        try await daemon.stop()
        try Data("zqsentence".utf8).write(to: URL(fileURLWithPath: spool.at("state/memory/floods.damaged")))

        // Now only in the posts and in what quotes or keeps them.
        let before = try Self.everything(spool)
        #expect(before["archive, unpacked"]?.isEmpty == false)
        #expect(spool.files("labelled").count == 12)
        let posts = SpoolView.outcomes + ["labelled/", "archive", "names", "state/memory/floods.damaged"]
        // The journal has names of files.
        let elsewhere = Self.found(in: before, without: posts).filter { !$0.hasPrefix("zqfile in journal/") }
        #expect(elsewhere == [])
        for text in [daemon.log, daemon.program.output] {
            #expect(!Self.planted.dropLast().contains { text.contains($0) }, "\(text)")
        }

        if isRunning { try await daemon.start() }
        let finished = try await command(["forget", "--author", Self.id, "--json"])
        #expect(finished.code == 0, "\(finished)")
        // 13 posts and the two that were none, and six copies of what people decided about.
        let result = try JSONValue(parsing: Array(finished.output.utf8))
        #expect(result["count"]?.integer == 21, "\(finished.output)")
        #expect(result["archived"]?.integer == 13, "\(finished.output)")
        #expect(result["journal_lines"]?.integer ?? 0 >= 15 + 6)
        if !isRunning { try await daemon.start() }
        try await daemon.stop()
        let after = try Self.everything(spool).mapValues { bytes in
            // The other author's id begins as this one's.
            Array(String(decoding: bytes, as: UTF8.self).replacing("u-zq-770", with: "").utf8)
        }
        #expect(Self.found(in: after) == [])
        #expect(
            spool.filed.map { $0.split(separator: "/").last ?? "" }.sorted() == ["other-broken.json", "other.json"])
        // The journal is as readable as before.
        let (entries, badLines) = try spool.journal()
        #expect(badLines == 0)
        #expect(entries.contains { $0.post == "other.json" })
        try await daemon.start()
        try spool.drop("afterwards.json", #"{"body": "hello"}"#)
        try await daemon.waitForFiled("approved/afterwards.json")
    }

    /// By its name: also where a consumer has taken the post, and where it was filed under another name.
    @Test func aForgottenPostIsInNoFile() async throws {
        let daemon = try await RunningDaemon(rules: [
            "moongate.yaml": "policy: {flag_at: 4}\narchive: {days: 30, size: 10MB}\n",
            "words.yaml": RunningDaemon.smallRules["words.yaml"] ?? "",
        ])
        try daemon.spool.drop("zqfile.txt", "hello, gone")
        try await daemon.waitForFiled("approved/zqfile.txt")
        #expect(rename(daemon.spool.at("approved/zqfile.txt"), daemon.folder.at("taken")) == 0)
        for text in ["buynow zqsentence", "buynow"] {
            try daemon.spool.drop("same.txt", text)
            try await daemon.wait(text) { daemon.spool.filed.contains { daemon.spool.text($0) == text } }
        }
        try await daemon.wait("the archive") { try await daemon.status().json["archive"]?["kept"]?.integer == 3 }
        func forget(_ name: String) async throws -> JSONValue {
            let finished = try await moongate(["forget", name, "--json", "--spool", daemon.spool.path])
            #expect(finished.code == 0, "\(finished)")
            return try JSONValue(parsing: Array(finished.output.utf8))
        }
        let taken = try await forget("zqfile.txt")
        #expect(taken["count"]?.integer == 0)
        #expect(taken["archived"]?.integer == 1)
        #expect(taken["journal_lines"]?.integer == 1)
        let secret = try #require(
            daemon.spool.files("flagged").first { daemon.spool.text("flagged/" + $0)?.contains("zq") == true })
        let other = try #require(daemon.spool.files("flagged").first { daemon.spool.text("flagged/" + $0) == "buynow" })
        #expect([secret, other].sorted() == ["same.txt", "same~2.txt"])
        // The one that was filed as same~2.txt came as same.txt.
        let second = try await forget("same~2.txt")
        #expect(second["count"]?.integer == 1)
        #expect(second["archived"]?.integer == 1)
        if secret == "same.txt" { _ = try await forget("same.txt") }
        try await daemon.stop()
        #expect(Self.found(in: try Self.everything(daemon.spool)) == [])
    }
}
