import Links
import Moderation
import RuleFiles
import ShapesPlugin
import Testing

@Suite struct ShapesPluginTests {
    private func finding(_ check: String, _ text: String, title: String? = nil) throws -> Finding? {
        let yaml = "- id: r\n  score: 1\n  \(check)\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: InstalledPlugin.withoutMemory([ShapesPlugin()]))
        var judge = try Judge(ruleset: loaded.ruleset)
        let now = Instant(seconds: 1_000_000_000)
        var post = Post()
        if let title { post.add(.title, .text(Array(title.utf8))) }
        post.add(.body, .text(Array(text.utf8)))
        return judge.judge(ExaminedPost(post, receivedAt: now), now: now).findings.first
    }

    @Test(
        arguments: [
            ("mentions: \"> 1\"", "@one hi @小红 a@b.com", "2"), ("mentions: 0", "a@b.com", "0"),
            ("hashtags: \"> 1\"", "#one #旅行# 好", "2"), ("hashtags: 0", "http://a.com/#x #12", "0"),
            ("emoji_share: \"> 49%\"", "ab cd 👍👍🔥🔥", "50 %"), ("emoji_share: \"> 0%\"", "👍", nil),
            ("caps_share: \">= 50%\"", "ABCDEfghij", "50 %"), ("caps_share: \"> 0%\"", "OK", nil),
            ("caps_share: \"< 1%\"", "http://EXAMPLE.com/A lowercase words", "0 %"),
            ("repeats: \">= 5\"", "wow!!!!!", "5"), ("repeats: 4", "哈哈哈哈", "4"), ("repeats: 3", "买它买它买它", "3"),
            ("repeats: 3", "buynow buynow buynow", "3"), ("repeats: 1", "abcdef", "1"), ("repeats: 0", "", "0"),
            ("invisible_characters: 2", "加\u{200B}微\u{2060}信", "2"),
            ("invisible_characters: 0", "👨‍👩‍👧 ❤️ می‌خواهم ශ්‍රී 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "0"), ("invisible_characters: 0", "\u{FEFF}text", "0"),
            ("mixed_script_words: 1", "pаypal is fine", "1"), ("mixed_script_words: 0", "Привет hello 你好hello", "0"),
            ("digits_share: \"> 45%\"", "加12345号码群", "55.556 %"),
            ("digits_share: 0%", "see http://1.2.3.4/5 okay", "0 %"),
            ("punctuation_share: \">= 50%\"", "ab!?。c!", "57.143 %"), ("entropy: 0", "aaaaaaaaaaaaaaaaaaaaaaaa", "0"),
            ("entropy: 1", "abababababababababababab", "1"), ("entropy: \"> 0\"", "short", nil),
            ("longest_word: 6", "a longer word", "6"), ("link_share: \"> 60%\"", "look a.com/bcdefg", "75 %"),
        ] as [(String, String, String?)])
    func measures(_ check: String, _ text: String, _ value: String?) throws {
        #expect(try finding(check, text)?.evidence.first?.value == value)
    }

    @Test func titleAndBodyTogether() throws {
        #expect(try finding("mentions: 2", "@two", title: "@one")?.evidence.count == 3)
    }

    /// Counted in pieces of 1,000 bytes, between which characters and words go on.
    @Test func aLongTextIsCountedWhole() throws {
        let text = String(repeating: "aB1!😀é贷 ", count: 5000)
        let counts = [
            ("caps_share", "33.333 %"), ("digits_share", "14.286 %"), ("punctuation_share", "14.286 %"),
            ("emoji_share", "14.286 %"),
        ]
        for (shape, value) in counts {
            #expect(try finding("\(shape): \"> 0%\"", text)?.evidence.first?.value == value, "\(shape)")
        }
        #expect(try finding("longest_word: 3333", String(repeating: "é", count: 3333))?.evidence.first?.value == "3333")
        #expect(try finding("repeats: 3333", String(repeating: "é", count: 3333))?.evidence.first?.value == "3333")
        // Every place of an `@` and of a mixed word is noted, and none lost at the end of a piece.
        #expect(try finding("mentions: 700", String(repeating: "@ab ", count: 700))?.evidence.first?.value == "700")
        #expect(
            try finding("mixed_script_words: 700", String(repeating: "pаy@", count: 700))?.evidence.first?.value
                == "700")
    }

    @Test func showsWhere() throws {
        let evidence = try finding("invisible_characters: \"> 0\"", "加\u{200B}微信")?.evidence.last
        #expect(evidence?.range == 3..<6)
        #expect(try finding("mixed_script_words: 1", "my pаypal")?.evidence.last?.range == 3..<10)
    }

    @Test(arguments: [
        ("emoji_share: \"> 0.5\"", "write it in per cent"), ("emoji_share: \"> x%\"", "not a number"),
        ("mentions: many", "not a comparison"), ("mentions (regex): 1", "unknown modifier"),
    ])
    func saysWhatToWrite(_ check: String, _ message: String) {
        #expect {
            _ = try finding(check, "")
        } throws: { error in
            (error as? RuleProblems)?.description.contains(message) == true
        }
    }

    @Test(arguments: ["a", "@a ", "#a ", "👍", "\u{200B}", "aа", "1", "!", "http://a.com ", "#中", "@中", "哈", "\u{200D}"])
    func isLinear(_ piece: String) throws {
        let (steps, twice) = (try Self.steps(piece, bytes: 15_000), try Self.steps(piece, bytes: 30_000))
        #expect(twice < steps * 5 / 2 + 1000, "\(piece): \(steps), \(twice)")
        #expect(twice < 30_000 * 400, "\(piece): \(twice)")
    }

    private static func steps(_ piece: String, bytes: Int) throws -> Int {
        var post = Post()
        post.add(.body, .text(Array(String(repeating: piece, count: bytes / piece.utf8.count).utf8)))
        let examined = ExaminedPost(post, receivedAt: Instant(seconds: 0))
        return Steps.count { _ = PostShapes(of: examined, wanted: Set(Shape.allCases)) }
    }
}
