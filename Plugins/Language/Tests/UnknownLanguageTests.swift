import Moderation
import Testing

@testable import LanguagePlugin

/// Text in none of the languages is unknown, and what is around words or how they are drawn changes no language.
@Suite struct UnknownLanguageTests {
    private func main(_ text: String) throws -> String? {
        var detector = try #require(LanguageDetector())
        let share = detector.read(Array(text.utf8), only: []).main
        return share?.confidence ?? 0 < LanguageExaminer.leastConfidence ? nil : share?.language
    }

    /// The bug: each of these was told as one of the languages of its script.
    @Test(arguments: [
        "asdfghjkl qwertyuiop", "vszzc hvwg wg zcbu hslh", "gr8 2 c u l8r", "xkqjz wvbnp tgrdf", "фывапр олджэ йцукен",
        "5HeQsKSTseGZrDvdCAUYr6DyxS5jy4953UWACh9bN2rUFkj2sDuY3BS", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
        "QX7PL-9KD2M-TTR4V-ZZ81B", "ghp_k3JdL0sQxT7vWzYb2RmNfHcUaPeGi5o4", "lkjdf sldkfj wlekrj sdlfkj",
    ])
    func typingAndKeysAreUnknown(_ text: String) throws {
        #expect(try main(text) == nil)
    }

    @Test(arguments: [
        ("سڵاو چۆنی باشی من زۆر باشم سوپاس", "fa"), ("ייִדיש איז אַ שפּראַך פֿון די ייִדן", "he"),
        ("איך האב נישט געוואוסט אז דער זון איז געקומען און ער זיצט אויף דעם", "he"),
        ("মই অসমীয়া ভাষাৰ ৱেবছাইট পঢ়োঁ আৰু লিখোঁ", "bn"),
    ])
    func otherLanguagesOfAScriptAreNotTheCommonOne(_ text: String, _ common: String) throws {
        #expect(try main(text) != common)
    }

    /// Guards: real text, however short or unusual, keeps its language.
    @Test(arguments: [
        ("I love you", "en"), ("Excellent service as usual", "en"), ("ZANIMA ME CENA HIŠIC BLIZU MORJA", "sl"),
        ("the kubernetes cluster keeps crashlooping again", "en"), ("Ich kenne Krzysztof leider nicht", "de"),
        ("אני אוהב לקרוא ספרים בערב", "he"), ("আমি বাংলা ভাষায় লিখি", "bn"), ("сколько это стоит", "ru"),
        ("سلام حال شما چطور است من خیلی خوبم ممنون", "fa"), ("Ek wil graag môre saam met jou na die stad toe ry", "af"),
    ])
    func realTextKeepsItsLanguage(_ text: String, _ language: String) throws {
        #expect(try main(text) == language)
    }

    @Test(arguments: [
        "𝐓𝐡𝐢𝐬 𝐢𝐬 𝐚 𝐭𝐞𝐬𝐭", "ｔｈｉｓ ｉｓ ａ ｔｅｓｔ ｏｆ ｔｈｅ ｌａｎｇｕａｇｅ", "𝓣𝓱𝓲𝓼 𝓲𝓼 𝓪 𝓽𝓮𝓼𝓽", "Ⓣⓗⓘⓢ ⓘⓢ ⓐ ⓣⓔⓢⓣ",
    ])
    func styledLettersAreLetters(_ text: String) throws {
        #expect(try main(text) == "en")
    }

    @Test(arguments: [
        ("<div class=\"article-body\"><span style=\"color: red\">Bonjour mes amis</span></div>", "fr"),
        ("guten&nbsp;Morgen<br>zusammen &amp; danke", "de"), ("how are you <3 my dear friends", "en"),
    ])
    func tagsAreNoWords(_ text: String, _ language: String) throws {
        #expect(try main(text) == language)
    }

    /// What is in brackets but is no tag is text.
    @Test func otherBracketsAreText() throws {
        var detector = try #require(LanguageDetector())
        let spans = detector.read(Array("<guten Morgen zusammen>".utf8), only: []).spans
        #expect(spans.first?.range == 1..<22)
    }

    @Test func softHyphensDoNotEndWords() throws {
        #expect(try main("Die Ge\u{AD}schwin\u{AD}dig\u{AD}keits\u{AD}be\u{AD}gren\u{AD}zung") == "de")
    }
}
