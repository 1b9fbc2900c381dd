import Moderation
import Testing

@testable import LanguagePlugin

/// English words, brands and acronyms among Chinese, Japanese and Korean.
@Suite struct CodeSwitchingTests {
    private func latin(_ text: String, likely: [String] = []) throws -> Set<String> {
        var detector = try #require(LanguageDetector())
        let reading = detector.read(Array(text.utf8), expecting: .init(likely: likely))
        return Set(reading.spans.filter { $0.script == "Latn" }.map { $0.language ?? "unknown" })
    }

    /// The bug: AI was Maori, RNN Icelandic, BERT Malay.
    @Test(arguments: [
        "最近 AI 很火", "我用RNN和BERT做了一个模型", "这个API返回JSON吗", "新买的iPhone屏幕碎了", "今天在YouTube上看到的",
        "GPU不够用了，租一台A100吧", "昨天開meeting開到很晚，deadline快到了", "Python和PyTorch都装好了",
        "このAPIはJSONを返します", "그 meeting은 deadline이 언제야", "OpenAI发布了新的GPT", "NBA今天有比赛吗",
    ])
    func latinAmongCJKIsEnglish(_ text: String) throws {
        #expect(try latin(text) == ["en"])
    }

    /// A sentence in another language stays one, and so do words of the languages that a policy expects.
    @Test func otherLanguagesAmongChinese() throws {
        #expect(try latin("他写道：je ne sais pas pourquoi tu es parti 我看不懂") == ["fr"])
        #expect(try latin("老师说 Guten Morgen zusammen 然后开始上课", likely: ["zh", "de"]) == ["de"])
    }

    @Test func laughterAmongChineseIsNoLanguage() throws {
        #expect(try latin("笑死我了hhhhh") == ["unknown"])
    }

    /// Without Chinese around it an acronym is nothing.
    @Test(arguments: ["BERT", "RNN", "PyTorch"]) func namesAloneAreNoLanguage(_ text: String) throws {
        var detector = try #require(LanguageDetector())
        #expect(try #require(detector.read(Array(text.utf8), only: []).spans.first).confidence < 0.5)
    }
}
