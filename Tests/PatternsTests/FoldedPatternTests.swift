import Patterns
import Testing

@Suite struct FoldedPatternTests {
    /// A stand-in for folding: lower-case letters, full-width to plain, ß to ss, two traditional characters, soft hyphens out,
    /// regional indicators to letters but in pairs, e and its accent to one letter.
    static let fold: FoldedPattern.Fold = { scalars in
        let text = String(String.UnicodeScalarView(scalars)).replacing("e\u{301}", with: "\u{E9}")
        let indicators = scalars.filter { (0x1F1E6...0x1F1FF).contains($0.value) }.count
        return text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
            switch scalar {
            case "ß": return ["s", "s"]
            case "\u{AD}": return []
            case "賴": return ["赖"]
            case "豬": return ["猪"]
            case "\u{1F1E6}"..."\u{1F1FF}" where indicators % 2 == 1:
                return [Unicode.Scalar(scalar.value - 0x1F1E6 + 0x61) ?? scalar]
            default: break
            }
            if (0xFF01...0xFF5E).contains(scalar.value), let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                return Array(plain.properties.lowercaseMapping.unicodeScalars)
            }
            return Array(scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    @Test(arguments: [
        ("VPN", "vpn"), (#"\S\W\D\H\V\R\X\B"#, #"\S\W\D\H\V\R\X\B"#), (#"\QA.B\E+"#, #"\Qa.b\E+"#),
        ("[A-Z]+[0-9A-F]", "[a-z]+[0-9a-f]"), ("[Ａ-Ｚ]", "[a-z]"), ("[:：]", #"[\:\:]"#), ("[^ABC]", "[^abc]"),
        ("[[:Upper:]A]", "[[:Upper:]a]"), (#"[\dA\x41]"#, #"[\daa]"#), (#"\x{FF21}\x42\103"#, #"ab\103"#),
        ("(?<Name>A)(?P<B>B)(?'C'C)", "(?<Name>a)(?P<B>b)(?'C'c)"),
        (#"(?<N>A)\k<N>\k{N}\g{N}(?P=N)(?&N)\1"#, #"(?<N>a)\k<N>\k{N}\g{N}(?P=N)(?&N)\1"#),
        (#"\p{Han}\P{L}\pL\p{^Lu}"#, #"\p{Han}\P{L}\pL\p{^Lu}"#), ("ßx", "ssx"), ("ß+", "(?:ss)+"), ("A\u{AD}B", "ab"),
        ("(?#Note)A", "(?#Note)a"), ("(?i)A(?-I:B)", "(?i)a(?-I:b)"), ("A{2,3}B{X}", "a{2,3}b{x}"),
        ("(C)?(?(1)A|B)", "(c)?(?(1)a|b)"),
        ("[]A]", "[]a]"), ("[^]A]", "[^]a]"), (#"[\]A]"#, #"[\]a]"#), ("[A\\-Z]", "[a\\-z]"), ("[Z-]", "[z-]"),
        ("賴|豬", "赖|猪"),
        (#"\N{U+41}\cA"#, #"a\cA"#), ("(?<=A)(?<!B)(?=C)(?!D)(?>E)", "(?<=a)(?<!b)(?=c)(?!d)(?>e)"), ("[一-龥]", "[一-龥]"),
        (#"[\QA-Z\E]"#, #"[\Qa-z\E]"#), ("＊", #"\*"#), ("a．b", #"a\.b"#),
        // A small range that does not stay one is listed; from a large one few members are gone.
        ("[Z-b]", #"[\[\\\]\^\_\`abz]"#), ("[\u{AC}-\u{AE}]", "[\u{AC}-\u{AE}]"), ("[A-\u{17F}]", "[A-\u{17F}]"),
        // A backslash between \Q and \E would stand for itself.
        (#"\Qa．B\Ex"#, #"\Qa\E\.\Qb\Ex"#), (#"[\Qa．\E]"#, #"[\Qa\E\.\Q\E]"#),
        // What folding looks at together.
        ("x🇨🇳", "x🇨🇳"), ("🇨", "c"), ("🇨|🇳", "c|n"), ("Cafe\u{301}", "caf\u{E9}"),
        (#"\QA🇨🇳．\EB"#, #"\Q\Ea🇨🇳\.b"#), (#"\QA🇨🇳．B\E"#, #"\Q\Ea🇨🇳\.b\Q\E"#),
        (#"\x{1F1E8}\Q🇳a+b\E+"#, #"🇨🇳a\+\Qb\E+"#), ("(?:E\u{301}|🇨🇳)x", "(?:e\u{301}|🇨🇳)x"),
    ])
    func foldsTokenByToken(_ pattern: String, _ folded: String) throws {
        #expect(try FoldedPattern(pattern, fold: Self.fold).text == folded)
        _ = try Pattern(folded.replacing("(?-I:", with: "(?-i:").replacing("[[:Upper:]", with: "[[:upper:]"))
    }

    @Test(arguments: [
        ("a[ß]", 2, "not a single character"), ("\u{AD}+", 0, "removed"), ("x[\u{AD}]", 2, "removed"),
        ("a[À-ß]", 2, "not a range"), ("a[\u{AD}-\u{AD}]", 2, "removed"),
        ("(?x) a b", 2, "free spacing"), ("(*pla:a)", 0, "short form"),
    ])
    func saysWhatFoldingWouldChange(_ pattern: String, _ offset: Int, _ message: String) {
        #expect {
            _ = try FoldedPattern(pattern, fold: Self.fold)
        } throws: { error in
            guard let problem = error as? PatternProblem else { return false }
            return problem.offset == offset && (problem.message + (problem.advice ?? "")).contains(message)
        }
    }

    @Test(
        arguments: [
            ("viagra", ["viagra"]), ("VIAGRA", ["viagra"]),
            ("(?:cheap|free) (?:pills|meds)", ["cheap meds", "cheap pills", "free meds", "free pills"]),
            (#"加\s*[vV微]"#, ["加"]), (#"(?:加|添加)\s*微信"#, ["微信"]), (#"\bfoo\d+barbaz"#, ["barbaz"]), ("a*bcd?", ["bc"]),
            ("a*bcde?", ["bcd"]),
            (#"\d{11}"#, nil), ("abc|d", nil), ("abc|def", ["abc", "def"]), ("(?=secret)x", nil),
            ("(?!secret)xyz", ["xyz"]), ("(abc)+", ["abc"]),
            ("(?:abc){0,2}", nil), ("[abc]", nil), ("te[sx]t", ["test", "text"]), ("(?:no|yes)?maybe", ["maybe"]),
            ("x(?:ab|)y", ["xaby", "xy"]),
        ] as [(String, [String]?)])
    func tellsWhatEveryMatchContains(_ pattern: String, _ literals: [String]?) throws {
        let found = try FoldedPattern(pattern, fold: Self.fold).requiredLiterals?.map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(found == literals)
    }

    /// Whatever a pattern matches contains one of its required literals: over texts made from its own letters.
    @Test(arguments: [
        "(?:ab|cd)e?f", "a(?:b|c)*d{2}", "(?:a|b)(?:c|d)(?:e|f)", "x?(?:abc|(?:de)+f)y?", "[ab][cd]e+f",
        "(?:(?:a|bc)d|ef)g", "ab(?=cd)c",
    ])
    func requiredLiteralsAreRequired(_ source: String) throws {
        let folded = try FoldedPattern(source, fold: Self.fold)
        let pattern = try Pattern(folded.text)
        let matcher = try #require(PatternMatcher())
        var state: UInt64 = 42
        var matches = 0
        for _ in 0..<20_000 {
            let text = (0..<12).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(ascii: "a") + UInt8((state >> 33) % 7)
            }
            var budget = MatchBudget()
            guard case .match(let range) = matcher.firstMatch(of: pattern, in: text, budget: &budget) else { continue }
            matches += 1
            guard let literals = folded.requiredLiterals else { continue }
            let whole = String(decoding: text[range.lowerBound...], as: UTF8.self)
            #expect(literals.contains { whole.contains(String(decoding: $0, as: UTF8.self)) })
        }
        #expect(matches > 0)
    }
}

@Suite struct LiteralSetTests {
    private func hits(_ words: [String], in text: String) throws -> [String] {
        let set = try LiteralSet(words.map { Array($0.utf8) })
        let scanner = try #require(LiteralScanner(set))
        _ = scanner.scan(Array("something else with vpn in it".utf8))
        return scanner.scan(Array(text.utf8)).map { "\(words[Int($0.literal)])@\($0.end)" }
    }

    @Test func findsAllOverlapping() throws {
        #expect(
            Set(try hits(["ab", "abc", "bc", "赌博", "博"], in: "xabc赌博")) == ["ab@3", "abc@4", "bc@4", "赌博@10", "博@10"])
        #expect(try hits(["vpn"], in: "") == [])
        #expect(try hits(["vpn"], in: "VPN") == [])
    }

    @Test func bytesAreTakenAsTheyAre() throws {
        #expect(try hits(["a.b", "(x)*", "\\d", "^a"], in: "a.b axb (x)* \\d 1 ^a").count == 4)
    }

    @Test func hostileRepetitionIsBounded() throws {
        let scanner = try #require(LiteralScanner(try LiteralSet([[0x61], [0x61, 0x61]])))
        let hits = scanner.scan([UInt8](repeating: 0x61, count: 1_000_000))
        #expect(hits.count == 2 * LiteralScanner.hitLimit)
        #expect(scanner.isFull(0))
        #expect(scanner.isFull(1))
        #expect(scanner.scan([0x61]).count == 1)
        #expect(!scanner.isFull(0))
    }

    @Test func refusesWhatCannotBeFound() {
        #expect(throws: LiteralProblem.self) { _ = try LiteralSet([]) }
        #expect(throws: LiteralProblem.self) { _ = try LiteralSet([[0x61], []]) }
        #expect(throws: LiteralProblem.self) { _ = try LiteralSet([[UInt8](repeating: 0x61, count: 5000)]) }
    }

    @Test func manyWords() throws {
        let words = (0..<20_000).map { "wort\($0)x" }
        #expect(try hits(words, in: "ein wort19999x und wort7x") == ["wort19999x@14", "wort7x@25"])
    }
}
