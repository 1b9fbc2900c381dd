import Patterns
import Testing

@Suite struct PatternTests {
    private func first(_ pattern: String, in text: String, caseSensitive: Bool = false) throws -> String? {
        let matcher = try #require(PatternMatcher())
        var budget = MatchBudget()
        let bytes = Array(text.utf8)
        let hit = matcher.firstMatch(
            of: try Pattern(pattern, caseSensitive: caseSensitive), in: bytes, budget: &budget)
        guard case .match(let range) = hit else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// What Vectorscan and byte-wise matchers get wrong: the findings' list.
    @Test(arguments: [
        (#"\bпривет\b"#, "да, Привет!", "Привет"), (#"加\w信"#, "加微信", "加微信"), (#"\bé"#, "l'été É", "é"),
        (#"\d{3}"#, "１２３", "１２３"), (#"(?<=加)v"#, "加V", "V"), (#"(\w)\1"#, "aabb", "aa"), ("ß", "ẞ", "ẞ"),
    ])
    func meansWhatPCRE2Says(_ pattern: String, _ text: String, _ match: String) throws {
        #expect(try first(pattern, in: text) == match)
    }

    @Test func caseCanMatter() throws {
        #expect(try first("VPN", in: "vpn", caseSensitive: true) == nil)
        #expect(try first("VPN", in: "vpn") == "vpn")
    }

    @Test(arguments: [
        ("(", 1), ("a[b", 3), (#"\p{Hanx}"#, 8), ("*a", 0), (#"a\Gb"#, 1), ("(*NO_JIT)a", 0), (#"\C"#, 2),
        ("(?<=a+)b", 0),
        (String(repeating: "a", count: 40_000), 0),
    ])
    func refusesWithAPlace(_ pattern: String, _ offset: Int) {
        #expect {
            _ = try Pattern(pattern)
        } throws: { error in
            (error as? PatternProblem)?.offset == offset
        }
    }

    /// An escaped backslash before a G, or a quoted one, is no `\G`.
    @Test(arguments: [#"a\\Gb"#, #"\Qa\Gb\E"#])
    func literalBackslashG(_ pattern: String) throws {
        #expect(try first(pattern, in: #"xa\Gbx"#) == #"a\Gb"#)
    }

    @Test func searchesGoOn() throws {
        let matcher = try #require(PatternMatcher())
        var budget = MatchBudget()
        let text = Array("aXbXc".utf8)
        #expect(matcher.firstMatch(of: try Pattern("x"), in: text, from: 2, budget: &budget) == .match(3..<4))
        #expect(matcher.firstMatch(of: try Pattern("x"), in: text, from: 5, budget: &budget) == .none)
        #expect(matcher.firstMatch(of: try Pattern("x"), in: text, from: 99, budget: &budget) == .none)
    }

    /// Patterns that run for seconds or minutes without a budget end within it, undecided or answered.
    @Test(arguments: [
        (".{0,300}.{0,300}[!?]", "a", 2000, ""), ("(a+)+$", "a", 40, "b"), ("(a|aa)+$", "a", 100, "b"),
        ("^(?:.*,){20}x", "1,", 500, ""), ("(.*)(.*)(.*)(.*)[x]y", "x", 5000, ""),
        (#"(?:\p{L}+\s*)+\d"#, "赌博 ", 400, ""), ("a*b", "a", 1_000_000, ""),
    ])
    func costsAtMostItsBudget(_ pattern: String, _ pump: String, _ count: Int, _ end: String) throws {
        let matcher = try #require(PatternMatcher())
        let compiled = try Pattern(pattern)
        let text = Array((String(repeating: pump, count: count) + end).utf8)
        MatchBudget.$generosity.withValue(10) {
            var budget = MatchBudget()
            let hit = matcher.firstMatch(of: compiled, in: text, budget: &budget)
            if case .match = hit { Issue.record("nothing matches here") }
            // Not a timing of the machine: what the budget itself counted. A piece may overrun by what one limit allows.
            #expect(budget.remaining > -MatchBudget.check * 10 * 3)
        }
    }

    /// The first place takes more steps than each may if the whole text is searched at once, and fewer than it may
    /// if the text is searched in pieces.
    @Test func aMatchBehindAnExpensiveStretchIsFound() throws {
        let matcher = try #require(PatternMatcher())
        let text = Array((String(repeating: "a", count: 16) + String(repeating: "b", count: 8000) + "aneedle赌").utf8)
        let hit = try MatchBudget.$generosity.withValue(20) {
            var budget = MatchBudget()
            return matcher.firstMatch(of: try Pattern("(?:a+)+needle赌"), in: text, budget: &budget)
        }
        #expect(hit == .match(text.count - 10..<text.count))
    }

    @Test func aSpentBudgetIsUndecided() throws {
        let matcher = try #require(PatternMatcher())
        var budget = MatchBudget()
        let slow = try Pattern("(.*)(.*)(.*)(.*)[x]y")
        let text = Array(("y" + String(repeating: "x", count: 20_000)).utf8)
        for _ in 0..<10_000 {
            budget.beginCheck()
            if budget.remaining <= 0 { break }
            _ = matcher.firstMatch(of: slow, in: text, budget: &budget)
        }
        budget.beginCheck()
        #expect(matcher.firstMatch(of: try Pattern("x"), in: text, budget: &budget) == .undecided(.outOfTime))
    }
}

@Suite struct PatternTextTests {
    struct Case: Sendable {
        let word: String
        let text: String
        let isFound: Bool
    }

    @Test(arguments: [
        Case(word: "ass", text: "class", isFound: false), Case(word: "ass", text: "Ass!", isFound: true),
        Case(word: "ass", text: "an ass.", isFound: true), Case(word: "赌博", text: "我爱赌博网站", isFound: true),
        Case(word: "加wx", text: "请加wx吧", isFound: true), Case(word: "wx", text: "加wx吧", isFound: true),
        Case(word: "wx", text: "wxyz", isFound: false), Case(word: "don", text: "don't", isFound: false),
        Case(word: "don't", text: "I DON'T", isFound: true), Case(word: "바보", text: "바보가", isFound: true),
        Case(word: "バカ", text: "このバカ野郎", isFound: true), Case(word: "snake", text: "snake_case", isFound: false),
        Case(word: "tag", text: "#tag", isFound: true), Case(word: "free money", text: "FREE \n money", isFound: true),
        Case(word: "a+b", text: "a+b=c", isFound: true), Case(word: "a+b", text: "aab", isFound: false),
        Case(word: "$$$", text: "x$$$y", isFound: true), Case(word: "дом", text: "домик", isFound: false),
        Case(word: "1688", text: "216889", isFound: false), Case(word: "1688", text: "上1688买", isFound: true),
        Case(word: "(x)", text: "f(x)", isFound: true), Case(word: "tab\\E", text: "tab\\E", isFound: true),
    ])
    func words(_ one: Case) throws {
        let matcher = try #require(PatternMatcher())
        var budget = MatchBudget()
        let hit = matcher.firstMatch(
            of: try Pattern(PatternText.word(one.word)), in: Array(one.text.utf8), budget: &budget)
        #expect((hit != .none) == one.isFound)
    }
}
