import Testing

@testable import Reports

struct WordingTests {
    @Test(arguments: [
        ("post", 4), ("广告", 4), ("e\u{301}", 1), ("ａ", 2), ("\u{200D}", 0), ("👍", 2),
    ])
    func aTextTakesTheCellsThatATerminalGivesIt(text: String, width: Int) {
        #expect(Columns.width(text) == width)
    }

    @Test(arguments: [("abcdef", 4, "abc…"), ("广告广告", 5, "广告…"), ("abc", 3, "abc"), ("abc", 0, "abc")])
    func aTextIsCutToAWidth(text: String, width: Int, cut: String) {
        #expect(Columns.cut(text, to: width) == cut)
    }

    @Test func columnsAreAligned() {
        let lines = Columns.table(
            [["id", "posts"], ["广告", "1"]], painted: [nil, nil], by: Terminal(hasColor: false))
        #expect(lines == ["id    posts", "广告  1"])
    }

    @Test(arguments: [
        ("\u{1B}[2J", "␛[2J"), ("a\u{202E}b", "a⟨U+202E⟩b"), ("\u{7F}", "␡"), ("a\nb", "a␊b"), ("\u{9B}m", "⟨U+009B⟩m"),
    ])
    func whatActsOnATerminalBecomesVisible(text: String, safe: String) {
        #expect(SafeText.make(text) == safe)
    }

    @Test func jsonKeepsItsMeaningWithoutControlCharacters() {
        #expect(SafeText.makeJSON("\"a\u{9B}b\u{202E}\"") == #""a\u009bb\u202e""#)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (48_112, "48,112"), (-1_000, "-1,000"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func countsHaveSeparators(number: Int, text: String) {
        #expect(Figures.count(number) == text)
    }

    @Test(arguments: [(0.0, "0.0 %"), (0.0052, "0.52 %"), (0.052, "5.2 %"), (0.9999, "100 %")])
    func sharesHaveTheDecimalsThatMatter(share: Double, text: String) {
        #expect(Figures.percent(share) == text)
    }

    @Test(arguments: [(-0.04, 1, "0.0"), (-0.25, 2, "-0.25"), (1e300, 0, "1000000000000000")])
    func anyNumberIsShown(number: Double, decimals: Int, text: String) {
        #expect(Figures.fixed(number, decimals) == text)
    }

    @Test(arguments: [(59.0, "59 s"), (80.0, "1 min 20 s"), (3_700.0, "1 h 1 min")])
    func durations(seconds: Double, text: String) {
        #expect(Figures.duration(seconds) == text)
    }

    @Test func aSparklineIsAsHighAsItsLargestValue() {
        #expect(Figures.sparkline([0, 1, 2, 4]) == " ▂▄█")
    }
}
