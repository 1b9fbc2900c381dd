import LanguagePlugin
import Moderation
import RuleFiles
import Testing

@Suite struct LanguagePluginTests {
    private func verdict(
        _ check: String, _ body: String, title: String? = nil, channel: String? = nil, policy: String = "",
        assume: [String: String] = [:]
    ) throws -> Verdict {
        let yaml = "- id: r\n  score: 1\n  \(check)\n"
        var files: [RuleFolder.File] = [.init(path: "r.yaml", bytes: Array(yaml.utf8))]
        if !policy.isEmpty { files.append(.init(path: "moongate.yaml", bytes: Array(policy.utf8))) }
        let loaded = try LoadedRules(
            RuleFolder(files: files), plugins: InstalledPlugin.withoutMemory([LanguagePlugin()]))
        var judge = try Judge(ruleset: loaded.ruleset)
        var post = Post(channel: channel)
        if let title { post.add(.title, .text(Array(title.utf8))) }
        post.add(.body, .text(Array(body.utf8)))
        let now = Instant(seconds: 0)
        return judge.judge(ExaminedPost(post, receivedAt: now, assumptions: assume), now: now)
    }

    @Test(
        arguments: [
            ("language: [zh]", "我今天很开心，去了公园", true), ("language: zh-Hans", "我今天很开心，去了公园", true),
            ("language: [zh-Hant]", "我今天很开心，去了公园", false), ("language: [zh]", "我哋今日去邊度食飯", true),
            ("language: [yue]", "我哋今日去邊度食飯", true), ("language: [zh]", "how are you today my friend", false),
            ("language: {not: [en, zh]}", "Привет, как дела у тебя?", true),
            ("language: {not: [en, zh]}", "how are you today my friend", false),
            // What cannot be told is not foreign.
            ("language: {not: [en, zh]}", "ok", false), ("language: {not: [en, zh]}", "https://пример.рф/путь", false),
            ("language: [unknown]", "ok", true), ("language: [unknown]", "😀", true),
            ("language: [unknown]", "how are you today my friend", false),
            ("~language: [en]", "Привет, как дела у тебя?", true),
            ("script: [Cyrl]", "hello мой friend", true), ("script: [Cyrl]", "hello my friend", false),
            ("script: {not: [Latn]}", "hello my friend", false), ("script: {not: [Latn]}", "hello 我的 friend", true),
            ("script: [Hans]", "你好", true),
            ("mixed: true", "I really love this song 我非常喜欢这首歌", true),
            ("mixed: true", "I really love this song", false),
            ("mixed: false", "I really love this song", true),
            ("language_share: {zh: \"> 0.3\"}", "I love this song 我非常喜欢这首歌", true),
            ("language_share: {zh: \"> 0.3\"}", "I really love this beautiful song from 上海", false),
            ("language_share: {zh: \"> 0.3\", en: \"> 0.3\"}", "I love this song so much 我非常喜欢这首歌", true),
        ] as [(String, String, Bool)])
    func answers(_ check: String, _ body: String, _ expected: Bool) throws {
        #expect(try !verdict(check, body).findings.isEmpty == expected)
    }

    @Test func evidenceIsTheSpan() throws {
        let verdict = try verdict("script: [Cyrl]", "hello мой friend")
        #expect(verdict.findings.first?.evidence == [Evidence(.body, range: 6..<12)])
    }

    /// Also where no rule asks for languages.
    @Test func verdictsTellLanguages() throws {
        #expect(
            try verdict("language: [fr]", "I really love this song 我非常喜欢这首歌").annotations["languages"].sorted() == [
                "en", "zh-Hans",
            ])
        let loaded = try LoadedRules(
            RuleFolder(files: []), plugins: InstalledPlugin.withoutMemory([LanguagePlugin()]))
        var judge = try Judge(ruleset: loaded.ruleset)
        var post = Post()
        post.add(.body, .text(Array("Guten Morgen, wie geht es dir heute?".utf8)))
        let now = Instant(seconds: 0)
        #expect(judge.judge(ExaminedPost(post, receivedAt: now), now: now).annotations["languages"] == ["de"])
    }

    @Test func expectedLanguagesHelp() throws {
        let policy = "policy:\n  languages: [en]\n  channels:\n    latin: {languages: [es, en]}\n"
        #expect(try verdict("language: [es]", "hola amigo", channel: "latin", policy: policy).findings.count == 1)
        // They do not hide what is plain.
        #expect(
            try verdict("language: [ru]", "Привет, как дела у тебя?", channel: "latin", policy: policy).findings.count
                == 1)
        #expect(
            try verdict("language: [de]", "ich weiß nicht, was das bedeuten soll", policy: policy).findings.count == 1)
    }

    @Test func examplesMayAssume() throws {
        #expect(try verdict("language: [fr]", "ok", assume: ["language": "fr"]).findings.count == 1)
    }

    @Test(arguments: [
        ("language: [english]", "is not a language"), ("language: [xx]", "not a language that can be detected"),
        ("language: {no: [en]}", "only `not` can stand here"), ("script: [Cyrillic]", "is not a script"),
        ("mixed: perhaps", "neither true nor false"), ("language_share: {zh: much}", "not a comparison with a share"),
        ("language_share: {zh: \"> 3\"}", "not a comparison with a share"),
        ("language_share: zh", "shares are expected"),
    ])
    func saysWhatToWrite(_ check: String, _ message: String) {
        #expect {
            _ = try verdict(check, "x")
        } throws: { error in
            (error as? RuleProblems)?.description.contains(message) == true
        }
    }
}
