import Testing

@testable import Moderation

/// A post whose text is in a field that no rule reads was approved and nothing said so.
struct UnreadTextTests {
    private static func rule(
        _ keys: [String], _ mode: Rule.Mode = .live, channels: Rule.Channels = .all
    ) -> Rule {
        let place = SourceLocation(file: "t.yaml", line: 1, column: 1)
        let checks = keys.enumerated().map { number, key in
            let word = SourceText(key, at: place)
            let names = key.split(separator: "+").map { SourceText(String($0), at: place) }
            return Check(
                id: CheckID(number), rule: "r",
                key: CheckKey(isNegated: false, names: names, label: nil, modifiers: [], source: word),
                value: .scalar(word),
                fields: names.flatMap { $0.text == "links" ? [.title, .body] : [Field($0.text)] })
        }
        return Rule(
            id: "r", location: place, score: 4, mode: mode, channels: channels, condition: .all([]), checks: checks)
    }

    private static func post(_ fields: [String: String], channel: String? = nil) -> Post {
        var post = Post(channel: channel)
        for (name, text) in fields.sorted(by: { $0.key < $1.key }) { post.add(Field(name), .text(Array(text.utf8))) }
        return post
    }

    private static let long = "<p>moon lamps for everybody</p>"

    struct Case: Sendable, CustomTestStringConvertible {
        let about: String
        var rules = [rule(["title+body"])]
        let fields: [String: String]
        var channel: String?
        let unread: [String]
        var testDescription: String { about }
    }

    @Test(arguments: [
        Case(
            about: "a status of another program",
            fields: [
                "url": "https://a.example/1", "extra.content": long, "extra.visibility": "public and for everybody",
            ],
            unread: ["extra.content", "extra.visibility"]),
        Case(about: "a body is read", fields: ["body": "hello", "extra.content": long], unread: []),
        Case(about: "a blank body is not", fields: ["body": " \n", "extra.content": long], unread: ["extra.content"]),
        Case(
            about: "a rule that reads the field", rules: [rule(["body"]), rule(["extra.content"])],
            fields: ["extra.content": long], unread: []),
        Case(
            about: "a rule in shadow does not count", rules: [rule(["body"]), rule(["extra.content"], .shadow)],
            fields: ["extra.content": long], unread: ["extra.content"]),
        Case(
            about: "a rule for another channel does not count",
            rules: [rule(["body"]), rule(["extra.content"], channels: .only(["market"]))],
            fields: ["extra.content": long], channel: "chat", unread: ["extra.content"]),
        Case(
            about: "a rule for this channel counts",
            rules: [rule(["body"]), rule(["extra.content"], channels: .only(["market"]))],
            fields: ["extra.content": long], channel: "market", unread: []),
        Case(
            about: "no rule reads titles", rules: [rule(["body"])], fields: ["title": "buy moon lamps from me"],
            unread: ["title"]),
        Case(
            about: "a key over all text", rules: [rule(["links"])], fields: ["title": "buy moon lamps from me"],
            unread: []),
        Case(
            about: "what is no text",
            fields: ["extra.uri": "https://a.example/users/ana/statuses/1", "extra.tag": "short"],
            unread: []),
        Case(about: "Chinese has no spaces", fields: ["extra.content": "加微信领取免费礼品"], unread: ["extra.content"]),
        Case(about: "no rules at all", rules: [], fields: ["body": "buy moon lamps from me"], unread: ["body"]),
    ])
    func fieldsThatNoRuleReadsAreNamed(_ one: Case) {
        let unread = ReadFields(one.rules).unread(in: Self.post(one.fields, channel: one.channel))
        #expect(unread.map(\.name) == one.unread)
    }

    @Test func namesAreBounded() {
        let fields = Dictionary(uniqueKeysWithValues: (0..<1000).map { ("extra.field\($0)", Self.long) })
        #expect(ReadFields([]).unread(in: Self.post(fields)).count == ReadFields.countLimit)
    }

    private func verdict(_ choice: UnreadText, score: Double = 0) throws -> Verdict {
        var policy = Policy()
        policy.unreadText = choice
        let ruleset = Ruleset(rules: [], policy: policy, fingerprint: "", checkCount: 0, plugins: [])
        var judge = try Judge(ruleset: ruleset)
        let now = Instant(seconds: 0)
        return judge.judge(ExaminedPost(Self.post(["extra.content": Self.long]), receivedAt: now), now: now)
    }

    @Test func warnLeavesTheOutcome() throws {
        let verdict = try verdict(.warn)
        #expect(verdict.outcome == .approved)
        #expect(verdict.unread == [Field("extra.content")])
    }

    @Test func holdFlagsIt() throws {
        let verdict = try verdict(.hold)
        #expect(verdict.outcome == .flagged)
        #expect(verdict.because.contains("extra.content"))
    }
}
