import Testing

@testable import TextForms

@Suite struct WordBreaksTests {
    /// Texts with `|` around a word: it is whole.
    @Test(arguments: [
        "|赌博|", "我爱|赌博|网站", "加|wx|吧", "|加|wx吧", "私信|wx|：abc", "あの|バカ|ども", "คน|บ้า|มาก", "|바보|가",
        "이 |바보|야", "|wx|로", "카톡|wx|", "you |idiot|!", "|idiot|.Go", "go.|idiot|", "|wx|:abc", "a·|b|·c", "#|tag|",
        "@|name|:",
        "_|idiot|_", "__|idiot|__ x", "加_|wx|_吧", "|don't|", "|don’t|", "'|so|'", "|3.14|", "|1,000|", "|snake_case|",
        "|camelCase|", "|abc123|", "🔥|hot|🔥", "🇺🇸|ass|🇺🇸", "a |b c| d", "|$$$|", "($|x|)", "\u{FFFD}|x|\u{FFFD}", "|é|",
        "|e\u{301}|",
        "-|well|-", "|well-known|", "x\n|y|\r\nz", "|한국어|는",
        // Bugs: a word behind an elided article, and Korean initials behind a syllable, were part of the word before.
        "espèce d'|idiot|", "L’|argent| facile", "d'|ai| générative", "D'|aigua|", "qu'|elle|", "dell'|arte|", "l'|ia|",
        "j'|aime|", "(l'|état|", "l'|idiot|'", "아|ㅅㅂ|", "|ㅅㅂ|아", "아|ᄉᄇ|", "新しい|ノート|を", "看|#tag|", "맛집|#tag|", "(|@name|",
    ])
    func whole(_ marked: String) {
        let (range, bytes) = Self.place(marked)
        #expect(WordBreaks.isWholeWord(range, in: bytes))
    }

    /// Texts with `|` around something inside a longer word.
    @Test(arguments: [
        "cl|ass|", "|ass|et", "p|ass|ed", "|don|'t", "don'|t|", "|don|’t", "3.|14|", "|3|.14", "snake_|case|",
        "|snake|_case",
        "snake__|case|", "camel|Case|", "|abc|123", "abc|123|", "|e|\u{301}", "e|\u{301}|", "|ass|\u{301}\u{323}",
        "왕|바보|", "|바|\u{300}",
        "cl|ass|\u{200D}", "п|рив|ет", "|é|a", "|שלום|ים", "ab|c|\u{301}d", "|x|١",
        "j’|ai| mal", "l'|on|", "l'|un|", "c'|est|", "it'|s|", "don'|t|", "o'|clock|", "rock'|argent|", "O'd'|argent|",
        "xl'|argent|", "c'|mon|",
        // Bugs: a word inside a run of katakana, and the fragment of a link, were whole.
        "|ノート|ン", "ア|ノート|", "example.org/|#tag|", "a|@name|", "1|#tag|",
    ])
    func partOfWord(_ marked: String) {
        let (range, bytes) = Self.place(marked)
        #expect(!WordBreaks.isWholeWord(range, in: bytes))
    }

    @Test func endsAndInsides() {
        let bytes = Array("é我".utf8)
        #expect(
            (0...5).map { WordBreaks.isWordBoundary(in: bytes, at: $0) } == [true, false, true, false, false, true])
        #expect(!WordBreaks.isWordBoundary(in: bytes, at: -1))
        #expect(!WordBreaks.isWordBoundary(in: bytes, at: 6))
        #expect(!WordBreaks.isWordBoundary(in: [], at: 0))
        #expect(!WordBreaks.isWholeWord(0..<0, in: bytes))
        #expect(!WordBreaks.isWholeWord(0..<9, in: bytes))
    }

    /// Behind more marks than are looked at there is a boundary; a text of marks takes bounded work at each place.
    @Test(arguments: ["\u{301}", "_", "🇺", "\u{200D}"])
    func longRuns(_ piece: String) {
        let run = String(repeating: piece, count: 10_000)
        let bytes = Array("a\(run)b".utf8)
        #expect(WordBreaks.isWordBoundary(in: bytes, at: bytes.count - 1))
        for offset in 0...bytes.count {
            _ = WordBreaks.isWordBoundary(in: bytes, at: offset)
            _ = WordBreaks.isStandardBoundary(in: bytes, at: offset)
        }
    }

    @Test func anyBytes() {
        for seed in UInt64(1)...500 {
            var generator = SeededGenerator(seed: seed)
            let bytes = generator.bytes(invalid: true, flags: true)
            for offset in 0...bytes.count {
                _ = WordBreaks.isWordEnd(in: bytes, at: offset)
                _ = WordBreaks.isStandardBoundary(in: bytes, at: offset)
            }
        }
    }

    private static func place(_ marked: String) -> (Range<Int>, [UInt8]) {
        let parts = marked.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        let start = parts[0].count
        return (start..<start + parts[1].count, Array(parts.joined()))
    }
}
