import Foundation
import JSON
import Testing

/// What the daemon remembers of posts, over restarts, and when its files are damaged.
@Suite(.serialized, .timeLimit(.minutes(15))) struct FloodsTests {
    static let rules = [
        "moongate.yaml": "policy: {flag_at: 4}\n",
        "floods.yaml": """
        - id: repeated
          summary: The third post that says the same
          similar_posts: {count: "> 2", within: 1 day}
          score: 4
          examples: {fires: [{body: x, assume: {similar_posts: 3}}], passes: [hello]}

        """,
    ]
    static let texts = [
        "1": "Earn money from home, no experience needed, write to Lucy and start today!",
        "2": "🔥 Earn m0ney from home!! no experience needed... write to Lucy, start today 🔥",
        "3": "Hey friends: Earn money from hоme, no experience needed, write to Lucy and start today! 4711",
    ]

    private static func daemon(in folder: TemporaryFolder? = nil) async throws -> RunningDaemon {
        try await RunningDaemon(rules: rules, in: folder)
    }

    @Test func aCampaignIsOneThingOverARestart() async throws {
        let daemon = try await Self.daemon()
        for name in ["1", "2"] {
            try daemon.spool.drop(name, Self.texts[name] ?? "")
            try await daemon.waitForFiled("approved/" + name)
        }
        try daemon.spool.drop("other", "Does anybody know a good place for dumplings near the old harbour?")
        try await daemon.waitForFiled("approved/other")
        try await daemon.stop()
        try await daemon.start()
        try daemon.spool.drop("3", Self.texts["3"] ?? "")
        try await daemon.waitForFiled("flagged/3")
        let verdict = try daemon.spool.json("flagged/3.verdict.json")
        let campaigns = (verdict["campaigns"]?.array ?? []).compactMap { $0.string }
        let campaign = try #require(campaigns.first)
        #expect(campaigns.count == 1)
        #expect(campaign.count == 12)
        try await daemon.stop()
        // Those that were approved before it was noticed are in it.
        let listed = try await moongate(["journal", "--campaign", campaign, "--spool", daemon.spool.path, "--json"])
        let posts = listed.output.split(separator: "\n").compactMap {
            try? JSONValue(parsing: Array($0.utf8))["post"]?.string
        }
        #expect(posts.sorted() == ["1", "2", "3"])
    }

    /// `explain` compares with what the daemon remembers, while it runs or not, and changes nothing.
    @Test func explainShowsCampaigns() async throws {
        let daemon = try await Self.daemon()
        for name in ["1", "2"] {
            try daemon.spool.drop(name, Self.texts[name] ?? "")
            try await daemon.waitForFiled("approved/" + name)
        }
        try await daemon.stop()
        try await daemon.start()
        let journal = try await moongate(["journal", "--spool", daemon.spool.path, "--json"])
        let first = try JSONValue(parsing: Array((journal.output.split(separator: "\n").first ?? "").utf8))
        let campaign = try #require(first["campaigns"]?.array?.first?.string)
        func explain(_ words: String...) async throws -> Finished {
            try await moongate(
                ["explain", "--rules", daemon.rules] + words + ["-"], input: Array((Self.texts["3"] ?? "").utf8))
        }
        for _ in 0..<2 {
            let explained = try await explain("--spool", daemon.spool.path)
            #expect(explained.code == 0, "\(explained.errors)")
            #expect(explained.errors.isEmpty, "\(explained.errors)")
            #expect(explained.output.contains("FLAGGED"))
            #expect(explained.output.contains("3 posts, campaign \(campaign)"))
            #expect(explained.output.contains("moongate journal --campaign \(campaign)"))
        }
        let json = try JSONValue(parsing: Array(try await explain("--json", "--spool", daemon.spool.path).output.utf8))
        #expect(json["campaigns"]?.array?.compactMap { $0.string } == [campaign])
        let alone = try await explain("--all")
        #expect(alone.output.contains("APPROVED"))
        #expect(alone.output.contains("no memory is loaded"))
        #expect(try await explain("--spool", daemon.folder.at("none")).code == 66)
        try await daemon.stop()
        // A damaged memory is said and left where it is.
        let memory = daemon.spool.at("state/memory/floods")
        try Data("no memory".utf8).write(to: URL(fileURLWithPath: memory))
        let damaged = try await explain("--spool", daemon.spool.path)
        #expect(damaged.code == 0)
        #expect(damaged.errors.contains("is left out"))
        #expect(damaged.output.contains("APPROVED"))
        #expect(FileManager.default.contents(atPath: memory) == Data("no memory".utf8))
    }

    /// What a verdict says of campaigns is what its schema says; the schema and the journal's know them.
    @Test(arguments: ["verdict", "journal"])
    func schemasKnowCampaigns(_ kind: String) async throws {
        let daemon = try await Self.daemon()
        for name in ["1", "2", "3"] { try daemon.spool.drop(name, Self.texts[name] ?? "") }
        try await daemon.waitForFiled(count: 3)
        let schema = try JSONValue(
            parsing: Array(
                try Data(contentsOf: URL(fileURLWithPath: Checkout.at("Documentation/schemas/\(kind).schema.json")))))
        let journal = try await moongate(["journal", "--spool", daemon.spool.path, "--json"])
        let entries = try journal.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(entries.count == 3)
        let form = try #require(Self.campaigns(in: schema))
        #expect(form["type"]?.string == "array")
        let pattern = try Regex(try #require(form["items"]?["pattern"]?.string))
        for entry in entries {
            let campaigns = try #require(entry["campaigns"]?.array)
            #expect(!campaigns.isEmpty)
            for campaign in campaigns { #expect(campaign.string?.wholeMatch(of: pattern) != nil) }
        }
    }

    /// Wherever it stands in a schema.
    private static func campaigns(in schema: JSONValue) -> JSONValue? {
        guard case .object(let members) = schema else { return nil }
        if let form = schema["properties"]?["campaigns"] { return form }
        return members.lazy.compactMap { campaigns(in: $0.value) }.first
    }

    /// A damaged part, a damaged head, no head: said, set aside, and the daemon goes on.
    @Test(arguments: ["part", "authors", "head", "empty"])
    func goesOnWithoutDamagedMemory(_ what: String) async throws {
        let daemon = try await Self.daemon()
        for name in ["1", "2"] {
            try daemon.spool.drop(name, Self.texts[name] ?? "")
            try await daemon.waitForFiled("approved/" + name)
        }
        try await daemon.stop()
        let memory = daemon.spool.at("state/memory/")
        let parts = try FileManager.default.contentsOfDirectory(atPath: memory + "floods.parts").sorted()
        #expect(parts == ["1-authors-2-0", "1-rest-2"])
        let file =
            switch what {
            case "part": "floods.parts/1-rest-2"
            case "authors": "floods.parts/1-authors-2-0"
            default: "floods"
            }
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: memory + file)))
        if what == "empty" { bytes = [] } else { bytes[bytes.count / 2] ^= 0xFF }
        try Data(bytes).write(to: URL(fileURLWithPath: memory + file))
        try await daemon.start()
        try daemon.spool.drop("3", Self.texts["3"] ?? "")
        try await daemon.waitForFiled("approved/3")
        #expect(FileManager.default.fileExists(atPath: memory + file + ".damaged"))
        #expect(daemon.log.contains("quarantined"))
        #expect(daemon.log.contains("floods"))
        // And it remembers again.
        for (name, outcome) in [("4", "approved/"), ("5", "flagged/")] {
            try daemon.spool.drop(name, Self.texts["1"] ?? "")
            try await daemon.waitForFiled(outcome + name)
        }
        try await daemon.stop()
        try await daemon.start()
        try daemon.spool.drop("6", Self.texts["2"] ?? "")
        try await daemon.waitForFiled("flagged/6")
    }
}
