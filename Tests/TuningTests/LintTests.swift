import InstalledPlugins
import Moderation
import RuleFiles
import Testing

@testable import Tuning

@Suite struct LintTests {
    private static func loaded(_ rules: String, _ policy: String = "") throws -> LoadedRules {
        var files = [RuleFolder.File(path: "r.yaml", bytes: Array(rules.utf8))]
        if !policy.isEmpty { files.append(RuleFolder.File(path: "moongate.yaml", bytes: Array(policy.utf8))) }
        return try LoadedRules(RuleFolder(files: files), plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
    }

    /// Bug: rules that can never hold, or hold for everything, passed without a word.
    @Test(arguments: [
        (#"body (regex): '\p{Lu}{5,}'"#, "folded text has no upper-case letters"),
        (#"body (regex): "\bspam\b""#, "control character U+0008"), (#"body: "a\ab""#, "control character U+0007"),
        ("body: [scam*]", "which is no wildcard"),
        ("title+body: [win, '*scam*']", "'*scam*' is looked for with the sign *"),
        ("body: 'fr(ee|e3)'", "'(ee|e3)' with all its signs"), ("body: 'buy.*now'", "looked for as it stands"),
        (#"body: '\bspam\b'"#, "looked for as it stands"), ("body: 'v[a-z]agra'", "looked for as it stands"),
        ("body: ['scam, fraud']", "as one phrase, with its comma"), ("body: ['赌博、博彩']", "as one phrase"),
        ("body: “spam”", "looked for with its quotes"), ("body: 🆅🅿🅽", "is looked for as 'vpn'"),
        ("caps_share: 80%", "holds for exactly 80% only"), ("links: 3", "'links: 3' holds for exactly 3 only"),
        ("author.followers (number): 3", "exactly 3"),
        ("links: '> 3'\n  unless: [a phrase]", "'unless' excuses words that a rule finds"),
    ])
    func bugRulesThatNeverHold(check: String, message: String) throws {
        let problems = Lint.problems(of: try Self.loaded("- id: a\n  \(check)\n  score: 1"))
        #expect(problems.contains { $0.message.contains(message) && $0.advice != nil }, "\(problems)")
    }

    @Test(arguments: [
        #"body (regex): '\bspam\b'"#, #"body (regex, case-sensitive): '\p{Lu}{5,}'"#,
        "body: [c++, ':)', 'what now?', f***, 's**t']",
        "body: [🅱️, ❤️, 👩‍⚕️, ｖｐｎ, '1,000', 'well, you know', 'C#', '[sale]', '(c)', '$5.00', 'a.b']", "links: 0",
        "links: '= 3'", "caps_share: '> 80%'", "body: ass\n  unless: [a phrase]",
        "any: [{body: x}, {title: y}]\n  unless: [xx]",
        "title (starts-with): '**'", "body: '*'", "is_reply: true", "mentions: 1", "body: \"“\"",
    ])
    func saysNothingOfOrdinaryValues(check: String) throws {
        #expect(Lint.problems(of: try Self.loaded("- id: a\n  \(check)\n  score: 1")) == [])
    }

    @Test(arguments: [
        ("- {id: a, links: '> 3', 'links#two': '< 2', score: 1}", "'a' can never hold: nothing is both > 3 and < 2"),
        (
            "- {id: a, author.account_age: '> 2 days', 'author.account_age#two': '< 1 hour', score: 1}",
            "nothing is both"
        ),
        (
            "- {id: a, body: [x, Y], ~title+body: [y, x, z], score: 1}",
            "'a' can never hold: '~title+body' rules out all that 'body' asks for"
        ),
        (
            "- {id: a, body: [x, y], score: 1}\n- {id: b, body: [x, y], score: 2}",
            "'b' has the same checks as 'a' (r.yaml:1"
        ),
        ("- {id: a, body: x, score: 1}\n- {id: b, body: x, action: approve}", "'b' contradicts 'a'"),
        ("- {id: a, body: [x, y, z], action: flag}\n- {id: b, body: [x, Y], score: 2}", "'b' adds nothing to 'a'"),
        (
            "- {id: a, body: [x, y], action: flag}\n- {id: b, body: [x, y], title: z, links: '> 1', score: 2}",
            "'b' adds nothing to 'a'"
        ),
        ("- {id: a, body: [Free, free], score: 1}", "'free' is there already, at r.yaml:1:"),
        (
            "- {id: a, body: [class, ass], unless: [Ass], score: 1}",
            "'ass' never counts: 'unless' excuses exactly this word"
        ),
    ])
    func warnsOfWhatIsSeldomMeant(rules: String, message: String) throws {
        let problems = Lint.problems(of: try Self.loaded(rules))
        #expect(problems.contains { $0.message.contains(message) }, "\(problems)")
        #expect(problems.allSatisfy { $0.severity == .warning && $0.advice != nil })
    }

    @Test(arguments: [
        "- {id: a, links: '> 3', 'links#two': '< 9', score: 1}",
        "- {id: a, body: x, ~title: x, score: 1}", "- {id: a, title+body: x, ~title: x, score: 1}",
        "- {id: a, body: [x, y], ~title+body: y, score: 1}", "- {id: a, body: x, '~body (includes)': x, score: 1}",
        "- {id: a, any: [{body: x}, {title: z}], ~title+body: x, score: 1}",
        "- {id: a, body: x, score: 1}\n- {id: b, title: x, score: 1}",
        "- {id: a, body: x, score: 1, channels: [one]}\n- {id: b, body: x, score: 1, channels: [two]}",
        "- {id: a, body: [x, y], score: 5}\n- {id: b, body: x, score: 2}",
        "- {id: a, body: ass, unless: [bass], score: 1}",
        "- {id: a, body: [x, y], action: flag}\n- {id: b, any: [{body: x}, {title: z}], score: 2}",
        "- {id: a, body: [x, y], action: flag}\n- {id: b, body: [x, z], title: z, score: 2}",
    ])
    func saysNothingOfWhatIsRight(rules: String) throws { #expect(Lint.problems(of: try Self.loaded(rules)) == []) }

    /// The list's own excuses count for every rule that has it; what stands there twice is told too.
    @Test func listsAreLookedAt() throws {
        let rule = "- {id: a, body: $fruit, score: 1}\n- {id: b, title: $fruit, score: 1}"
        let files = [("r.yaml", rule), ("lists/fruit.txt", "apple\nkiwi\napple\nPlum\n~ plum\n~ kiwi bird\n")]
        let loaded = try LoadedRules(
            RuleFolder(files: files.map { RuleFolder.File(path: $0.0, bytes: Array($0.1.utf8)) }),
            plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
        #expect(
            loaded.warnings.filter { $0.location.file.hasPrefix("lists/") }.map { "\($0.location): \($0.message)" } == [
                "lists/fruit.txt:3:1: 'apple' is there already, in line 1",
                "lists/fruit.txt:4:1: 'Plum' never counts: '~' in line 5 excuses just that",
            ])
    }

    /// What posts show of a rule, and what is said of it; figures as a backtest would find them.
    @Test(
        arguments: [
            (100, 50.0, nil), (100, 50.1, "'a' costs 50.1 µs a post"), (100, nil, nil), (500, 1, nil),
            (501, 1, "'a' matches 501 of 1000 posts"), (0, 1, "'a' matches none of 1000 posts"),
        ] as [(Int, Double?, String?)])
    func figuresOfTheArchiveAreLookedAt(hits: Int, microseconds: Double?, message: String?) throws {
        let line = BacktestReport.RuleLine(
            id: "a", change: .same, before: hits, after: hits, newlyHeld: 0, newlyApproved: 0, shadow: 0, words: [],
            precision: Interval(0, of: 0), recall: Interval(0, of: 0), microseconds: microseconds,
            microsecondsBefore: nil)
        let problems = Lint.problems(of: try Self.loaded("- {id: a, body: x, score: 1}"), [line], posts: 1000)
        #expect(problems.map(\.message) == [message].compactMap { $0 })
        #expect(problems.allSatisfy { $0.severity == .warning && $0.advice != nil })
    }

    @Test func differencesAreToldInWords() throws {
        let old = try Self.loaded(
            "- {id: a, body: [x, y], score: 1}\n- {id: gone, body: z, score: 3}\n- {id: same, body: q, score: 1}",
            "policy: {flag_at: 4}")
        let new = try Self.loaded(
            """
            - {id: a, body: [y, w], score: 2.5, mode: shadow, rollout: 10%}
            - {id: same, summary: only words, body: q, score: 1, examples: {fires: [q]}}
            - {id: fresh, title: hello, action: flag, channels: [market]}
            """, "policy: {flag_at: 3}\narchive: {days: 7}")
        let diff = RulesetDiff(from: old, to: new)
        #expect(
            diff.changes.map { "\($0.kind.rawValue) \($0.what)" } == [
                "edited moongate.yaml", "edited a", "new fresh", "removed gone",
            ])
        #expect(diff.changes[0].details == ["flag_at: 4 → 3", "archive: off → 7 days, 10.0 GB"])
        #expect(
            diff.changes[1].details == [
                "worth: score 1 → score 2.5", "mode: live → shadow", "rollout: 100% → 10%", "body: with 'w'",
                "body: without 'x'",
            ])
        #expect(RulesetDiff(from: old, to: old).changes.isEmpty)
    }

    @Test func everySettingOfThePolicyIsInTheDifference() throws {
        let rules = "- {id: a, body: x, score: 1}"
        let diff = RulesetDiff(
            from: try Self.loaded(rules, "policy: {flag_at: 4}"),
            to: try Self.loaded(
                rules,
                """
                policy: {flag_at: 3, reject_at: 9, languages: [en], channels: {market: {flag_at: 2, languages: [zh]}}}
                groups: {links: {cap: 5}}
                plugins: {spam: {outage: wait}, language: {reads: asked}}
                """))
        #expect(
            diff.changes.flatMap(\.details) == [
                "flag_at: 4 → 3", "reject_at: off → 9", "languages: none → en", "flag_at of market: 4 → 2",
                "reject_at of market: off → 9", "languages of market: none → zh", "outage of spam: hold → wait",
                "plugins that read only what is asked: none → language", "cap of links: none → 5",
            ])
    }

    /// What is tied to a version must not be tied to a comment, nor survive a new word.
    @Test func versionsFollowWhatARuleDoes() throws {
        func version(_ rule: String) throws -> String { try #require(Self.loaded(rule).ruleset.rules.last?.version) }
        let base = try version("- {id: a, body: [x, y], score: 1}")
        #expect(try version("# moved\n\n- {id: a, summary: s, body: [x, y], score: 1, examples: {fires: [x]}}") == base)
        for other in [
            "- {id: a, body: [x], score: 1}", "- {id: a, body: [x, y], score: 2}", "- {id: a, title: [x, y], score: 1}",
            "- {id: a, body: [x, y], score: 1, unless: [xy]}", "- {id: a, body: [x, y], score: 1, rollout: 50%}",
            "- {id: a, body: [x, y], score: 1, channels: [m]}", "- {id: a, any: [{body: x}, {body: y}], score: 1}",
        ] {
            #expect(try version(other) != base, "\(other)")
        }
    }

    @Test(arguments: [
        ("archive: {days: 0}", "is not a whole number from 1"), ("archive: {size: ten}", "is not a size"),
        ("archive: yes", "or off"),
        ("reload: {backtest: 5 posts}", "is not a whole number from 100"),
        ("reload: {hold_if_flag_rate_changes: 2}", "percentage points"), ("breaker: {share: 0.1}", "is not a share"),
        ("breaker: {within: soon}", "is not a length of time"), ("archive: {day: 3}", "unknown key 'day'"),
        ("archives: {}", "unknown key 'archives'"),
    ])
    func settingsThatAreWrongSayWhatToWrite(text: String, message: String) {
        #expect {
            try Self.loaded("- {id: a, body: x, score: 1}", text)
        } throws: { error in
            (error as? RuleProblems)?.problems.contains { $0.message.contains(message) && $0.advice != nil } ?? false
        }
    }
}
