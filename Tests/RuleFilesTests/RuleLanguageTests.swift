import JSON
import Moderation
import RuleFiles
import Testing

/// `any`, composites, lists, bases, groups, channels, priorities: what joins checks and rules.
@Suite struct RuleLanguageTests {
    /// The ids of the rules that hold for a body.
    private func holding(_ yaml: String, _ body: String, channel: String? = nil, more: [String: String] = [:]) throws
        -> [String]
    {
        try verdict(yaml, body, channel: channel, more: more).findings.map(\.rule.id)
    }

    private func verdict(
        _ yaml: String, _ body: String, channel: String? = nil, more: [String: String] = [:]
    ) throws -> Verdict {
        let loaded = try load(more.merging(["r.yaml": yaml]) { $1 })
        var post = Post(channel: channel)
        post.add(.body, .text(Array(body.utf8)))
        var judge = try Judge(ruleset: loaded.ruleset)
        let now = Instant(seconds: 0)
        return judge.judge(ExaminedPost(post, receivedAt: now), now: now)
    }

    static let any = """
        - id: r
          body: pay
          any:
            - body#card: card
            - body#code: code
              ~body#joke: joke
          score: 1
        """

    @Test(arguments: [
        ("pay by card", true), ("pay the code", true), ("pay the code, a joke", false), ("card", false), ("pay", false),
        ("pay card code joke", true),
    ])
    func anyOf(_ body: String, _ holds: Bool) throws {
        #expect(try holding(Self.any, body) == (holds ? ["r"] : []))
    }

    static let composites = """
        - {id: c2, rules: not c1 and link, score: 1}
        - {id: c1, rules: link and (friend or old), score: 1}
        - {id: link, body: link}
        - {id: friend, body: friend}
        - {id: old, body: old}
        """

    @Test(arguments: [
        ("a link", ["link", "c2"]), ("a link of a friend", ["link", "friend", "c1"]),
        ("old friend", ["friend", "old"]), ("nothing", []),
    ])
    func composites(_ body: String, _ ids: [String]) throws {
        #expect(try holding(Self.composites, body) == ids)
    }

    @Test func listsAreExpanded() throws {
        let lists = [
            "lists/pets.txt": "# pets\n\ncat\nhot dog; score=7\n~ copy cat\n", "lists/empty-not-used.txt": "x",
        ]
        let yaml = "- {id: r, body: [$pets, fish], score: 2}"
        #expect(try verdict(yaml, "my cat", more: lists).score == 2)
        #expect(try verdict(yaml, "a hot dog", more: lists).score == 7)
        #expect(try verdict(yaml, "a hot dog and a cat", more: lists).score == 7)
        #expect(try verdict(yaml, "fish", more: lists).score == 2)
        #expect(try verdict(yaml, "that copy cat!", more: lists).score == 0)
        #expect(try verdict(yaml, "that copy cat, and a cat", more: lists).score == 2)
        // A dollar sign that names nothing is a dollar sign.
        #expect(try verdict("- {id: r, body (includes): [$5, '$$$'], score: 2}", "only $5").score == 2)
    }

    @Test func unlessExcusesWhatLiesInsideIt() throws {
        let yaml = "- {id: r, body: [dick, ass], unless: [moby dick, smart ass], score: 1}"
        #expect(try holding(yaml, "a moby dick") == [])
        #expect(try holding(yaml, "a moby dick of a dick") == ["r"])
        #expect(try holding(yaml, "you ass") == ["r"])
        #expect(try holding(yaml, "smart ass") == [])
        #expect(
            try holding(
                "- {id: r, body (regex): 'kill \\w+', unless: [kill time, kill two birds], score: 1}", "kill time")
                == [])
        #expect(
            try holding("- {id: r, body (regex): 'kill \\w+', unless: kill time, score: 1}", "kill time, kill you") == [
                "r"
            ])
    }

    @Test func basesAreTakenOver() throws {
        let yaml = """
            - base: sale
              body#sale: [sell, 出售]
            - {id: vpn, standard: sale, body: vpn, score: 1}
            - {id: sim, standard: sale, body: sim, score: 1}
            """
        #expect(try holding(yaml, "I sell a vpn") == ["vpn"])
        #expect(try holding(yaml, "vpn and sim") == [])
    }

    @Test func groupsAreCapped() throws {
        let yaml =
            (1...4).map { "- {id: r\($0), body: w\($0), group: g, score: 3}" }.joined(separator: "\n")
            + "\n- {id: s, body: w1, score: 1}"
        let policy = ["moongate.yaml": "policy: {flag_at: 20}\ngroups: {g: {cap: 5}}"]
        #expect(try verdict(yaml, "w1 w2 w3 w4", more: policy).score == 6)
        #expect(try verdict(yaml, "w2", more: policy).score == 3)
    }

    @Test func channels() throws {
        let yaml =
            "- {id: a, body: x, channels: [market], score: 1}\n- {id: b, body: x, channels: {not: [market, chat]}, score: 1}"
        #expect(try holding(yaml, "x", channel: "market") == ["a"])
        #expect(try holding(yaml, "x", channel: "music") == ["b"])
        #expect(try holding(yaml, "x") == ["b"])
    }

    @Test func theChannelIsAFieldToo() throws {
        #expect(try holding("- {id: a, channel: market, body: x, score: 1}", "x", channel: "market") == ["a"])
        #expect(try holding("- {id: a, ~channel: market, body: x, score: 1}", "x", channel: "market") == [])
    }

    @Test func theGreatestPriorityDecides() throws {
        let yaml = "- {id: a, body: x, action: flag}\n- {id: b, body: y, action: approve, priority: 5}"
        #expect(try verdict(yaml, "x").outcome == .flagged)
        #expect(try verdict(yaml, "x y").outcome == .approved)
    }

    @Test func reasonsAreFilledIn() throws {
        let loaded = try load([
            "r.yaml": "- {id: r, body: [x, y], score: 1, reason: 'found {{match}} of {{ matches }} in {{rule}}'}"
        ])
        var post = Post()
        post.add(.body, .text(Array("y x".utf8)))
        var judge = try Judge(ruleset: loaded.ruleset)
        let now = Instant(seconds: 0)
        let verdict = judge.judge(ExaminedPost(post, receivedAt: now), now: now)
        var json = JSONWriter()
        json.object { verdict.write(to: &$0, quoting: post) }
        #expect(json.text.contains("\"reason\":\"found y of y, x in r\""))
    }
}
