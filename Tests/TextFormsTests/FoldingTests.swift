import Testing

@testable import TextForms

@Suite struct FoldingTests {
    @Test(arguments: [
        ("Viagra", "viagra"), ("ＶＩＡＧＲＡ", "viagra"), ("Ⓥⓘⓐⓖⓡⓐ", "viagra"), ("🅅🄸🄰🄶🅁🄰", "viagra"),
        ("🅥🅘🅐🅖🅡🅐", "viagra"), ("🆅🅸🅰🅶🆁🅰", "viagra"), ("⒱⒤⒜⒢⒭⒜", "viagra"), ("𝐯𝗂𝒂𝕘𝓻𝚊", "viagra"),
        ("v\u{200B}i\u{AD}a\u{2060}g\u{FE0F}r\u{E0061}a", "viagra"), ("\u{202E}viagra\u{202C}", "viagra"),
        ("v\u{336}i\u{336}a\u{336}gra", "viagra"), ("v\u{338}i\u{338}agra", "viagra"), ("vi\u{0}a\u{1B}gra", "viagra"),
        // Found by the fuzzer: a control that goes kept marks out of order and letters from being joined.
        ("\u{94D}\u{0}\u{93C}", "\u{93C}\u{94D}"), ("e\u{0}\u{301}", "é"),
        ("क\u{94D}\u{1B}\u{93C}y", "क\u{93C}\u{94D}y"),
        ("1️⃣3️⃣8️⃣", "138"), ("①③⑧", "138"), ("❶➂➑⓪⓿", "13800"), ("⑴⑵", "12"), ("⓫⑫", "1112"), ("١٢", "12"),
        ("STRASSE Straße ẞ", "strasse strasse ss"), ("ΌΣΟΣ", "οσοσ"), ("İ", "i"), ("ﬁne", "fine"),
        ("e\u{301}", "é"), ("É", "é"), ("a\u{301}\u{323}", "ạ"), ("\u{1112}\u{1161}\u{11AB}", "한"), ("ﾊﾟ", "パ"),
        ("α\u{345}\u{301}", "αι"), ("ᾳ\u{301}", "αι"), ("a ≠ b", "a ≠ b"), ("=\u{338}", "≠"), ("⫝̸", "⫝"),
        ("ᾔ\u{315}", "ηι"),
        ("don’t DON´T donʼt don't", "don't don't don't don't"), ("“so”", "“so”"),
        ("a\u{A0}b\u{3000}c\td", "a b c d"), ("a  b", "a  b"), ("a\r\nb\rc\u{2028}d\u{85}e\nf", "a\nb\nc\nd\ne\nf"),
    ])
    func folds(_ text: String, to expected: String) {
        #expect(Folding.fold(text) == expected)
        #expect(Array(Folding.fold(text).utf8) == Array(expected.utf8), "not only canonically the same")
    }

    /// Bugs: these were kept, so that a word written with them was not found.
    @Test(arguments: [
        // Marks that are part of no letter, of any script.
        ("s̲p̲a̲m̲", "spam"), ("к̲у̲п̲и", "купи"), ("с\u{301}пам", "спам"), ("x\u{30A}y", "xy"), ("\u{301}", ""), ("ȯ", "ȯ"),
        ("й", "й"), ("й", "й"), ("ё", "ё"), ("ợ", "ợ"), ("か\u{3099}", "が"),
        // Capitals without accent, Turkish İ.
        ("ΚΑΛΗΜΈΡΑ καλημέρα ΐ Ϋ ἄ", "καλημερα καλημερα ι υ α"), ("İSTANBUL Bahi\u{307}s", "istanbul bahis"),
        // Small capitals.
        ("ᴄᴀꜱɪɴᴏ ʙᴜʏ ɴᴏᴡ", "casino buy now"), ("ᴦᴘ", "γp"), ("ᴫ", "л"),
        // Blanks, fillers, objects, private use.
        ("sp\u{2800}am", "spam"), ("sp\u{3164}am", "spam"), ("sp\u{FFFC}am", "spam"), ("sp\u{E000}am", "spam"),
        ("sp\u{1D159}am", "spam"), ("\u{10FFFD}", ""),
        // Dashes and apostrophes; wave dashes stay.
        ("a‐b‑c‒d–e—f―g−h﹣i－j", "a-b-c-d-e-f-g-h-i-j"),
        ("don`t don´t donʹt don‘t don＇t don′t", "don't don't don't don't don't don't"),
        ("א־ב", "א-ב"), ("〜", "〜"), ("ג׳ צה״ל", "ג' צה\"ל"),
        // Arabic and Hebrew as most people write them; ة and ه are different letters.
        ("مـــرحـــبا", "مرحبا"), ("مَرْحَبًا", "مرحبا"), ("أحمق إحمق آحمق", "احمق احمق احمق"), ("ا\u{654}", "ا"),
        ("کتاب", "كتاب"), ("علی على", "علي علي"), ("مدرسة مدرسه", "مدرسة مدرسه"), ("שָׁלוֹם", "שלום"),
        // Digits of all scripts.
        ("٠١٢٣٤٥٦٧٨٩ ۴ ४ ๓ 𝟖 𝟗 ７", "0123456789 4 4 3 8 9 7"),
    ])
    func bugWordsWrittenInAnotherWayWereKept(_ text: String, as expected: String) {
        #expect(Array(Folding.fold(text).utf8) == Array(expected.utf8))
    }

    /// Traditional to simplified, and what stays because it is used in simplified text with its own meaning.
    @Test(arguments: [
        ("賭博網站", "赌博网站"), ("這裡", "这里"), ("以後", "以后"), ("皇后", "皇后"), ("關於", "关于"), ("頭髮", "头发"),
        ("發財", "发财"), ("什麼", "什么"), ("線上", "线上"), ("鍾", "钟"), ("乾坤", "乾坤"), ("著名", "著名"),
        ("瞭望", "瞭望"), ("顛覆", "颠覆"), ("慰藉", "慰藉"), ("⻢", "马"), ("⾦", "金"), ("金", "金"), ("我爱你", "我爱你"),
    ])
    func simplifies(_ text: String, to expected: String) {
        #expect(Folding.fold(text) == expected)
    }

    /// Flags stay, letters made of their halves do not.
    @Test(arguments: [
        ("🇺🇸", "🇺🇸"), ("🇺🇸🇨🇳!", "🇺🇸🇨🇳!"), ("🇻🇮🇦🇬🇷🇦", "viagra"), ("🇻 🇮 🇦", "v i a"), ("🇺\u{200B}🇸", "us"),
        ("🇺🇸🇨", "usc"), ("🇦\u{301}", "á"), ("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴"), ("👨\u{200D}👩", "👨👩"), ("🆗", "🆗"),
    ])
    func flags(_ text: String, to expected: String) {
        #expect(Folding.fold(text) == expected)
    }

    @Test func invalidBytesBecomeReplacements() {
        for (bytes, expected): ([UInt8], String) in [
            ([0x80], "\u{FFFD}"), ([0xE4, 0xB8], "\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
            ([0x41, 0xFF, 0x42], "a\u{FFFD}b"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}a"), ([0xF4, 0x90], "\u{FFFD}\u{FFFD}"),
            ([0x65, 0xE4, 0xCC, 0x81], "e\u{FFFD}"),
        ] {
            let text = Folding.fold(bytes)
            #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
            #expect(!text.isIdentity)
        }
    }

    /// Where the evidence lies: `↓` and `↑` in the text stand around what the word came from.
    @Test(arguments: [
        ("buy ↓ｖiａgｒa↑ now", "viagra"), ("↓V\u{200B}I\u{200B}A↑\u{200B}\u{200B}", "via"),
        ("x\u{200B}↓via↑\u{AD}y", "via"),
        ("↓e\u{301}↑t", "é"), ("在↓這裡↑賭", "这里"), ("a↓ß↑b", "s"), ("a↓ﷺ↑b", "الله"), ("q↓\r\n↑z", "\n"),
        ("A↓🅱️↑C", "b"), ("↓1️⃣3️⃣8↑", "138"), ("\r\n\r\n↓K↑", "k"), ("ÀÉ↓Î↑Õ", "î"), ("가↓각↑", "각"),
    ])
    func evidence(_ marked: String, of word: String) throws {
        let open = Array("↓".utf8)
        let plain = Array(marked.utf8)
        let from = try #require((0..<plain.count).first { plain[$0...].starts(with: open) })
        let to = try #require((0..<plain.count).first { plain[$0...].starts(with: Array("↑".utf8)) }) - open.count
        let bytes = Array(marked.unicodeScalars.filter { $0 != "↓" && $0 != "↑" }.map(String.init).joined().utf8)
        let text = Folding.fold(bytes)
        let hit = try #require((0..<text.bytes.count).first { text.bytes[$0...].starts(with: Array(word.utf8)) })
        // Up to the mark nothing else of the text is left, but for what goes.
        let range = text.original(of: hit..<hit + word.utf8.count)
        #expect(range.lowerBound == from)
        #expect(range.upperBound <= to)
        #expect(Folding.fold(Array(bytes[range.upperBound..<to])).bytes.isEmpty)
    }

    /// ASCII is folded in words of eight bytes, the last of which may overlap: at every place of texts of every length.
    @Test(arguments: ["`", "\n", "\t", "\u{7F}", "\r\n", "é", "Z", "\u{301}", "我"])
    func asciiInWords(_ special: String) {
        func fold(_ letters: some Sequence<Character>) -> [Unicode.Scalar] {
            letters.flatMap(\.unicodeScalars).flatMap { (scalar: Unicode.Scalar) -> [Unicode.Scalar] in
                Folding.fold(scalar)
            }
        }
        for length in 0...40 {
            let letters = (0..<length).map { Array("aB3 {Z@[")[$0 % 8] }
            for place in 0...length {
                let text = String(letters[..<place]) + special + String(letters[place...])
                // Marks may join what stands before, so they are folded with it.
                let before = fold(letters.prefix(place).dropLast())
                let joined = (letters.prefix(place).suffix(1).map { String($0) } + [special]).joined()
                let behind = fold(letters[place...])
                let expected = before + Array(Folding.fold(joined).unicodeScalars) + behind
                #expect(Array(Folding.fold(text).unicodeScalars) == expected)
            }
        }
    }

    @Test func aBufferIsUsedAgain() {
        var buffer = FoldingBuffer()
        var text = FoldedText()
        for (input, isIdentity) in [("Ünïcode Ａ", false), ("plain", true), ("我爱你", true), ("", true), ("UPPER", false)]
        {
            buffer.fold(Array(input.utf8), into: &text)
            #expect(text.bytes == Array(Folding.fold(input).utf8))
            #expect(text.isIdentity == isIdentity)
        }
        #expect(text.keepsOffsets)
    }

    /// Once the longest text is folded, memory stays where it is.
    @Test func memoryStays() {
        var buffer = FoldingBuffer()
        var text = FoldedText()
        let pieces = ["a", "Ａ", "e\u{301}\u{323}", "我", "🅰", "ß"]
        buffer.fold(Array(pieces.joined().utf8) + Array(String(repeating: "ＡＢ", count: 500).utf8), into: &text)
        let place = { (text: FoldedText) in
            (
                text.bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) },
                text.segments.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
            )
        }
        let before = place(text)
        for piece in pieces {
            buffer.fold(Array(String(repeating: piece, count: 60).utf8), into: &text)
            #expect(place(text) == before)
        }
    }

    /// As patterns ask, of which each character is folded alone.
    @Test func oneScalar() {
        #expect(Folding.fold("Ａ" as Unicode.Scalar) == ["a"])
        #expect(Folding.fold("\u{200B}" as Unicode.Scalar) == [])
        #expect(Folding.fold("ß" as Unicode.Scalar) == ["s", "s"])
    }
}
