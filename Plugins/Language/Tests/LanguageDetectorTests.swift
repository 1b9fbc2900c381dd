import Moderation
import Testing

@testable import LanguagePlugin

@Suite struct LanguageDetectorTests {
    private func read(_ text: String, only: [String] = []) throws -> LanguageReading {
        try read(Array(text.utf8), only: only)
    }

    private func read(_ text: [UInt8], only: [String] = []) throws -> LanguageReading {
        var detector = try #require(LanguageDetector())
        return detector.read(text, only: only)
    }

    @Test(arguments: [
        ("I love 小红书 sooo much", "I love=en 小红书=zh-Hans sooo much=en"),
        ("哈哈", "哈哈=zh"), ("我今天很开心，你呢？", "我今天很开心=zh-Hans 你呢=zh-Hans"),
        ("我哋今日去邊度食飯", "我哋今日去邊度食飯=yue"), ("這個網站打不開了嗎", "這個網站打不開了嗎=zh-Hant"),
        ("東京に行きたいです", "東京に行きたいです=ja"), ("안녕하세요 여러분", "안녕하세요 여러분=ko"),
        ("no sé what to do", "no sé=es what to do=en"),
        ("haha", "haha=?"), ("Thomas", "Thomas=?"), ("Maria Garcia", "Maria Garcia=?"), ("https://example.com/a", ""),
        ("ok", "ok=?"), ("jajaja", "jajaja=?"), ("lol", "lol=?"),
        ("Привет, как дела?", "Привет, как дела=ru"), ("Доброго ранку, як справи?", "Доброго ранку, як справи=uk"),
        ("see https://example.com/какой-то/путь now please", "see=en now please=en"),
        ("@maria #vamos wo ist der bahnhof", "wo ist der bahnhof=de"),
        ("write to me at bob@example.com or www.example.org tomorrow", "write to me at=en or=en tomorrow=en"),
        ("το βιβλίο and the door", "το βιβλίο=el and the door=en"),
        ("don’t do that, it isn't funny", "don’t do that, it isn't funny=en"),
        ("مرحبا كيف حالك اليوم", "مرحبا كيف حالك اليوم=ar"), ("این کتاب خیلی خوب است", "این کتاب خیلی خوب است=fa"),
        ("12 + 34 = 46 😀🎉", ""), ("", ""),
    ])
    func spans(_ text: String, _ expected: String) throws {
        let bytes = Array(text.utf8)
        let reading = try read(bytes)
        // Neighbours in one language with something between that has none are one span; the table writes them apart.
        let told = reading.spans.map {
            String(decoding: bytes[$0.range], as: UTF8.self) + "=" + ($0.language ?? "?")
        }
        let wanted = expected.isEmpty ? [] : Self.split(expected)
        #expect(Self.letters(told) == Self.letters(wanted), "\(told)")
    }

    /// `a b=en c=de` at the tags.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        for word in text.split(separator: " ") {
            part += (part.isEmpty ? "" : " ") + word
            if word.contains("=") {
                parts.append(part)
                part = ""
            }
        }
        return parts
    }

    /// What each letter was told to be: spans may be joined across what has no language.
    private static func letters(_ spans: [String]) -> [String] {
        var out: [String] = []
        for span in spans {
            let halves = span.split(separator: "=", maxSplits: 1).map(String.init)
            var text = halves[0]
            for link in ["https://example.com/какой-то/путь", "bob@example.com", "www.example.org"] {
                text = text.replacing(link, with: "")
            }
            let bare = String(String.UnicodeScalarView(text.unicodeScalars.filter(\.properties.isAlphabetic)))
            if out.last?.hasSuffix("=" + halves[1]) == true, let last = out.popLast() {
                out.append(String(last.dropLast(halves[1].count + 1)) + bare + "=" + halves[1])
            } else {
                out.append(bare + "=" + halves[1])
            }
        }
        return out
    }

    @Test func sharesAddUp() throws {
        let reading = try read("I really love this song 我非常喜欢这首歌 спасибо большое")
        #expect(abs(reading.shares.reduce(0) { $0 + $1.share } - 1) < 1e-9)
        #expect(reading.shares.compactMap(\.language).sorted() == ["en", "ru", "zh-Hans"])
        for span in reading.spans { #expect((0...1).contains(span.confidence)) }
    }

    @Test func narrowing() throws {
        #expect(try read("muito obrigado por tudo").main?.language == "pt")
        #expect(try read("muito obrigado por tudo", only: ["en", "es"]).main?.language == "es")
        // A script that none of them uses is told as ever.
        #expect(try read("Привет, как дела?", only: ["en", "zh"]).main?.language == "ru")
        #expect(try read("我喜欢你", only: ["zh-Hans"]).main?.language == "zh-Hans")
    }

    /// Same text, same answer, whatever was read before.
    @Test func deterministic() throws {
        var detector = try #require(LanguageDetector())
        let texts = ["no sé what to do", "我喜欢你", "Guten Morgen zusammen", "ok", "добрий день"].map { Array($0.utf8) }
        let first = texts.map { detector.read($0, only: []) }
        for (text, reading) in zip(texts, first).reversed() {
            #expect(detector.read(text, only: []) == reading)
            _ = detector.read(text, only: ["en"])
            #expect(try read(text) == reading)
        }
    }

    /// What two languages write alike is told as neither for sure.
    @Test(arguments: ["rumah besar", "dobar dan", "jeg har ikke", "selamat pagi"])
    func nearLanguagesShareTheConfidence(_ text: String) throws {
        #expect(try #require(read(text).spans.first).confidence < 0.9)
    }

    // MARK: Hostile texts

    static let hostile: [[UInt8]] = [
        [UInt8](repeating: 0xFF, count: 10_000), [UInt8](repeating: 0xE4, count: 10_000),
        [UInt8](repeating: 0x80, count: 10_000), Array(String(repeating: "\u{301}", count: 100_000).utf8),
        Array(String(repeating: "a\u{301}", count: 50_000).utf8), Array(String(repeating: "😀", count: 50_000).utf8),
        Array(String(repeating: "a", count: 300_000).utf8), Array(String(repeating: "漢", count: 100_000).utf8),
        Array(String(repeating: "aбא漢 ", count: 20_000).utf8), Array(String(repeating: "a.b/", count: 100_000).utf8),
        Array(String(repeating: "@", count: 100_000).utf8), Array(String(repeating: ":a", count: 100_000).utf8),
        Array(String(repeating: "a:", count: 500_000).utf8), Array(String(repeating: "a;", count: 500_000).utf8),
        Array(String(repeating: "a.com", count: 200_000).utf8), Array(String(repeating: "#é", count: 200_000).utf8),
        Array(String(repeating: "a'", count: 100_000).utf8), Array(String(repeating: "x@y ", count: 100_000).utf8),
        Array(String(repeating: "The quick brown fox. ", count: 50_000).utf8), [0xF4, 0x90, 0x80, 0x80],
        [0xED, 0xA0, 0x80],
        [0xC3], [0xF0, 0x9F], Array("ab".utf8) + [0xC3] + Array("cd".utf8),
    ]

    @Test(arguments: hostile.indices) func bearsAnything(_ index: Int) throws {
        let text = Self.hostile[index]
        let reading = try read(text)
        #expect(try Self.steps(text) <= 4 * text.count)
        var end = 0
        for span in reading.spans {
            #expect(span.range.lowerBound >= end)
            #expect(span.range.upperBound <= text.count)
            #expect(!span.range.isEmpty)
            end = span.range.upperBound
        }
    }

    /// How much is read of a text to cut it into words; scoring a word is bounded by its length, of 32 at most.
    private static func steps(_ text: [UInt8]) throws -> Int {
        let model = try #require(LanguageModel.embedded)
        var letters = [UInt32](repeating: 0, count: LanguageModel.longestWord)
        return text.withUnsafeBufferPointer { bytes in
            var scanner = TextScanner(bytes, model: model)
            var count = 0
            return letters.withUnsafeMutableBufferPointer { letters in
                while scanner.next(letters, &count) != nil {}
                return scanner.steps
            }
        }
    }

    @Test func manyScripts() throws {
        let text =
            "a я א ا अ অ ਅ અ ଅ அ అ ಅ അ ක ก ກ က ა ក አ Ꭰ ᐊ ᠠ あ ア 漢 한 ꀀ α ա ⴰ ᱚ ߊ ܐ ހ བ ꦲ ꕉ ꢂ ᮃ ᬅ ⲁ ⰰ ᥐ"
        let reading = try read(text)
        #expect(Set(reading.spans.map(\.script)).count >= 40)
    }

    /// Noise of every kind of byte: spans lie in the text, in order.
    @Test func fuzz() throws {
        var detector = try #require(LanguageDetector())
        var state: UInt64 = 42
        for round in 0..<3000 {
            var text: [UInt8] = []
            for _ in 0..<(round % 60) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let value = UInt32(truncatingIfNeeded: state >> 33)
                switch value % 4 {
                case 0: text.append(UInt8(truncatingIfNeeded: value >> 8))
                case 1: text.append(contentsOf: String(Unicode.Scalar(value >> 4 & 0x2FFF) ?? "?").utf8)
                case 2: text.append(contentsOf: " .@#:/'"[...].utf8.dropFirst(Int(value >> 8 & 3)).prefix(2))
                default: text.append(contentsOf: "the 我 что ".utf8.prefix(Int(value >> 8 & 15)))
                }
            }
            var end = 0
            for span in detector.read(text, only: []).spans {
                #expect(span.range.lowerBound >= end)
                #expect(span.range.upperBound <= text.count)
                end = span.range.upperBound
            }
        }
    }
}
