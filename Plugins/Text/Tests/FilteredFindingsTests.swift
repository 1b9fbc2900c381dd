import Foundation
import Moderation
import RuleFiles
import Synchronization
import Testing

@testable import Patterns
@testable import TextPlugin

/// Filters, and words in two sets, make posts quicker to judge and change no finding.
@Suite struct FilteredFindingsTests {
    /// A cache in a folder of its own, whose child always fails: filters come from the tests alone.
    final class Cache: Sendable {
        let folder = FileManager.default.temporaryDirectory.appending(path: "text-cache-\(UUID())").path
        let told = Mutex<[String]>([])

        init() throws {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func open() -> any PluginCache {
            TextPlugin().openCache(
                in: CacheFolder(path: folder, program: "/bin/false") { [self] message in
                    told.withLock { $0.append(message) }
                })
        }
    }

    static func load(_ yaml: String, _ cache: (any PluginCache)? = nil) throws -> Ruleset {
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))])
        return try LoadedRules(folder, plugins: [InstalledPlugin(TextPlugin(), cache: cache)]).ruleset
    }

    /// Loads rules, which go in force.
    static func begin(_ yaml: String, _ cache: any PluginCache) throws -> Ruleset {
        let ruleset = try load(yaml, cache)
        ruleset.begin()
        return ruleset
    }

    static func index(_ ruleset: Ruleset) throws -> TextIndex {
        try #require(ruleset.plugins.first?.compiled as? CompiledTextChecks).index
    }

    static func post(_ body: String, title: String = "") -> ExaminedPost {
        var post = Post()
        if !title.isEmpty { post.add(.title, .text(Array(title.utf8))) }
        post.add(.body, .text(Array(body.utf8)))
        return ExaminedPost(post, receivedAt: Instant(seconds: 0))
    }

    /// A line for each piece of evidence of each finding, by post. Nothing may run out of time here: checks have a thousand
    /// times what they have in earnest.
    static func findings(_ ruleset: Ruleset, _ posts: [ExaminedPost]) throws -> [[String]] {
        var judge = try Judge(ruleset: ruleset)
        return MatchBudget.$generosity.withValue(1000) {
            posts.map { post in
                let verdict = judge.judge(post, now: Instant(seconds: 0))
                #expect(verdict.undecided.isEmpty)
                return verdict.findings.flatMap { finding in
                    [finding.rule.id]
                        + finding.evidence.map {
                            "\(finding.rule.id) \($0.field) \($0.range.map { "\($0)" } ?? "") \($0.form) \($0.weight ?? 0)"
                        }.sorted()
                }
            }
        }
    }

    /// What is found of posts and is not what was expected.
    static func differences(
        _ ruleset: Ruleset, _ expected: [[String]], _ posts: [ExaminedPost]
    ) throws -> [String] {
        zip(try findings(ruleset, posts), expected).filter { $0 != $1 }.map { found, expected in
            "\(Set(found).subtracting(expected).sorted()) rather than \(Set(expected).subtracting(found).sorted())"
        }
    }

    /// Puts filters in force, in so many layers; gives how many expressions there are.
    static func fill(_ ruleset: Ruleset, layers: Int = 1) throws -> Int {
        let slot = try index(ruleset).filters
        var filters: [(form: TextForm, kept: PatternFilter.Kept)] = []
        for (form, plan) in slot.plans {
            for layer in 0..<layers {
                let part = plan.expressions.enumerated().filter { $0.offset % layers == layer }.map(\.element)
                if !part.isEmpty { filters.append((form, .init(filter: try PatternFilter(part), expressions: part))) }
            }
        }
        slot.fill(filters)
        return filters.reduce(0) { $0 + $1.kept.expressions.count }
    }

    @Test(arguments: 0..<8)
    func generatedRulesFindTheSame(_ seed: UInt64) throws {
        var source = RuleSourceMaker(seed: seed)
        let yaml = (0..<80).map { source.rule($0) }.joined()
        let posts = (0..<150).map { _ in Self.post(source.text(), title: source.text()) }
        let plain = try Self.load(yaml)
        let expected = try Self.findings(plain, posts)
        // Else the test would say nothing.
        #expect(expected.joined().count > 100)

        let cache = try Cache()
        let filtered = try Self.load(yaml, cache.open())
        let before = try Self.differences(filtered, expected, posts)
        #expect(before == [], "\(before)")
        #expect(try Self.fill(filtered, layers: seed.isMultiple(of: 2) ? 1 : 2) > 5)
        let after = try Self.differences(filtered, expected, posts)
        #expect(after == [], "\(after)")
    }

    /// The patterns and posts that speed is measured with.
    @Test(
        .enabled(if: corpus != nil, "needs ../shared/corpora beside the checkout"),
        arguments: ProcessInfo.processInfo.environment["MOONGATE_LONG_TESTS"] == "1" ? [600, 3000] : [600])
    func realRulesFindTheSame(_ count: Int) throws {
        let folder = try #require(Self.corpus)
        func lines(_ name: String) throws -> [String] {
            try String(contentsOfFile: folder + "/" + name, encoding: .utf8).split(separator: "\n").map(String.init)
        }
        let yaml = try lines("patterns-\(count).txt").enumerated()
            // Not taken at load: it takes too long on a run of digits.
            .filter { !$0.element.hasPrefix(#"\b[l1|]+[\W_]*[i1!|]+[\W_]*[s$5]+"#) }
            .map { "- id: p\($0.offset)\n  score: 1\n  body (regex): '\($0.element.replacing("'", with: "''"))'\n" }
            .joined()
        let posts = try lines("posts.jsonl").enumerated().filter { $0.offset % 40 == 0 }.map { Self.post($0.element) }
        let plain = try Self.load(yaml)
        let expected = try Self.findings(plain, posts)
        #expect(expected.joined().count > 100)
        let cache = try Cache()
        let filtered = try Self.load(yaml, cache.open())
        #expect(try Self.fill(filtered) > 200)
        let after = try Self.differences(filtered, expected, posts)
        #expect(after == [], "\(after)")
    }

    static let corpus: String? = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let path = root.deletingLastPathComponent().appending(path: "shared/corpora/throughput").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    // MARK: After an edit

    private static func words(_ range: Range<Int>) -> String {
        range.map { "- {id: w\($0), score: 1, body: [wort\($0), 'ein satz \($0)']}\n" }.joined()
    }

    /// An edit leaves the large set of words alone, a restart reads it back, and what is found is the same.
    @Test func wordsKeepTheirSet() throws {
        let cache = try Cache()
        var memory = cache.open()
        let posts = (0..<420).map { Self.post("ein satz \($0) und wort\($0 + 1), wort\($0 + 1)") }
        func check(_ yaml: String, layers: Int, in memory: any PluginCache) throws -> LiteralSet {
            let ruleset = try Self.begin(yaml, memory)
            let expected = try Self.findings(try Self.load(yaml), posts)
            #expect(try Self.differences(ruleset, expected, posts) == [])
            let made = try Self.index(ruleset).words.layers
            #expect(made.count == layers)
            return try #require(made.first).set
        }
        let base = try check(Self.words(0..<400), layers: 1, in: memory)
        #expect(try check(Self.words(0..<400), layers: 1, in: memory) === base)
        #expect(try check(Self.words(5..<404), layers: 2, in: memory) === base)
        #expect(try check(Self.words(5..<390), layers: 1, in: memory) === base)
        // After a restart the set comes from its file.
        memory = cache.open()
        let read = try check(Self.words(5..<404), layers: 2, in: memory)
        #expect(read !== base)
        #expect(read.lengths == base.lengths)
        // A damaged file is no file.
        try Data("x".utf8).write(to: URL(fileURLWithPath: cache.folder + "/words"))
        _ = try check(Self.words(5..<404), layers: 1, in: cache.open())
        // So much is gone that a whole one is better.
        let small = try check(Self.words(0..<150), layers: 1, in: memory)
        #expect(small !== read)
    }

    /// An edit compiles the patterns that are new; those that went are let go.
    @Test func patternsThatStayAreKept() throws {
        let cache = try Cache()
        let memory = cache.open()
        func pattern(_ rule: String, in ruleset: Ruleset) throws -> Pattern {
            let index = try Self.index(ruleset)
            let place = try #require(ruleset.rules.firstIndex { $0.id == rule })
            let check = try #require(index.checks.first { $0.id == ruleset.rules[place].checks.first?.id })
            return index.patterns[try #require(check.patterns.first)].pattern
        }
        func rule(_ id: String, _ key: String, _ text: String) -> String {
            "- {id: \(id), score: 1, '\(key)': '\(text)'}\n"
        }
        let shout =
            rule("shout", "body (regex, original)", "K{3}\\d")
            + rule("exact", "body (regex, case-sensitive)", "K{3}\\d")
        let first = try Self.begin(rule("a", "body (regex)", "K{3}\\d") + shout, memory)
        let second = try Self.load(
            rule("b", "title (regex)", "K{3}\\d") + rule("c", "body (regex)", "new\\d") + shout, memory)
        #expect(try pattern("a", in: first) === pattern("b", in: second))
        // The same letters in another form, or with regard to case, are another pattern.
        #expect(try pattern("shout", in: first) !== pattern("a", in: first))
        #expect(try pattern("exact", in: first) !== pattern("shout", in: first))
        #expect(try pattern("exact", in: first) === pattern("exact", in: second))
        let posts = ["kkk1", "KKK1", "ＫＫＫ1", "new2"].map { Self.post($0, title: $0) }
        let fresh = try Self.load(rule("b", "title (regex)", "K{3}\\d") + rule("c", "body (regex)", "new\\d") + shout)
        #expect(try Self.findings(second, posts) == Self.findings(fresh, posts))
        // Refused by another plugin, or by the guard: it changes nothing.
        _ = try Self.load(rule("c", "body (regex)", "new\\d"), memory)
        let beside = try Self.load(rule("a", "body (regex)", "K{3}\\d"), memory)
        #expect(try pattern("a", in: beside) === pattern("a", in: first))
        _ = try Self.begin(rule("c", "body (regex)", "new\\d"), memory)
        let third = try Self.load(rule("a", "body (regex)", "K{3}\\d"), memory)
        #expect(try pattern("a", in: third) !== pattern("a", in: first))
    }

    /// Where the child fails, an administrator is told, and PCRE2 finds the same alone.
    @Test(.timeLimit(.minutes(30))) func aFailingChildChangesNothing() async throws {
        let yaml = "- {id: r, score: 1, body (regex): 'ab\\d+'}\n- {id: s, score: 1, body (regex): '[ck]\\wd'}\n"
            .replacing("body (regex):", with: "? 'body (regex)' :")
        let cache = try Cache()
        let ruleset = try Self.load(yaml, cache.open())
        ruleset.begin()
        while cache.told.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(20)) }
        #expect(cache.told.withLock { $0.first?.contains("asked one by one: the child process failed") } == true)
        #expect(try Self.index(ruleset).filters.current.layers.isEmpty)
        let posts = ["x ab12", "kid", "nothing", "abc"].map { Self.post($0) }
        #expect(try Self.findings(ruleset, posts).map(\.first) == ["r", "s", nil, nil])
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder).isEmpty)
    }
}

/// Makes rules and texts of few pieces, so that many rules hold for many texts.
struct RuleSourceMaker {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return choices[Int(state >> 33) % choices.count]
    }

    private static let words = ["casino", "free", "加微信", "赌博", "vip", "KISS", "straße", "abc", "x1", "l'été", "ab"]
    private static let pieces = [
        "fr[e3]{2}", "c[a@]sin[o0]", "加\\s?[v微]", "\\bvip\\b", "\\d{2,4}", "(?:abc|kiss)", "\\w+", "\\p{Han}{2}",
        "stra(?:ß|ss)e",
        "x\\d", ".{0,9}", "\\s*", "(?=a)ab", "(a|b)\\1", "é", "[^a-z ]", "(?<!x)1",
    ]

    mutating func text() -> String {
        (0..<pick([2, 6, 12])).map { _ in
            pick(Self.words + ["fr33", "c@sin0", "加 v", "123", "aa", "Kiss", "STRASSE", "x1", "ＶＩＰ", "word", "!"])
        }.joined(separator: pick([" ", "", ", "]))
    }

    mutating func rule(_ number: Int) -> String {
        let fields = pick(["body", "title+body", "title"])
        var check =
            switch pick([0, 1, 2, 2, 2, 3]) {
            case 0: "  \(fields): [\"\(pick(Self.words))\", \"\(pick(Self.words)) \(pick(Self.words))\"]\n"
            case 1: "  \(fields) (\(pick(["includes", "starts-with", "case-sensitive"]))): \"\(pick(Self.words))\"\n"
            case 3: "  \(fields) (regex, original): '\(pick(["Kiss", "ＶＩＰ", "[A-Z]{2}\\w", "\\d\\d!"]))'\n"
            default:
                // The first piece keeps a pattern from fitting the empty text.
                "  \(fields) (regex): '\(pick(Array(Self.pieces.prefix(5))))\((0..<pick([0, 1, 3])).map { _ in pick(Self.pieces) }.joined())'\n"
            }
        if pick([true, false, false, false]) {
            check += "  ~body#not (regex): '\(pick(Self.pieces.prefix(6) + []))'\n"
        }
        if pick([true, false, false, false]) { check += "  unless: [\"\(pick(Self.words)) \(pick(Self.words))\"]\n" }
        return "- id: r\(number)\n  score: 1\n" + check
    }
}
