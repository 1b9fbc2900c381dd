import Foundation
import Testing

@testable import Patterns

/// A filter may only ever report too much: wherever PCRE2 finds a pattern, the widened one must hold.
@Suite struct WidenedPatternTests {
    /// What PCRE2 finds and the filter does not report, and how often PCRE2 found something.
    private func lost(
        _ patterns: [String], caseSensitive: Bool, rarity: Double = 2, in texts: [String]
    ) throws -> (lost: [String], count: Int) {
        var expressions: [String] = []
        var compiled: [(source: String, pattern: Pattern)] = []
        for source in patterns {
            guard let pattern = try? Pattern(source, caseSensitive: caseSensitive),
                let widened = WidenedPattern(source, caseSensitive: caseSensitive, rarity: rarity)
            else { continue }
            expressions.append(widened.expression)
            compiled.append((source, pattern))
        }
        guard !expressions.isEmpty else { return ([], 0) }
        let filter = try PatternFilter(expressions)
        let scanner = try #require(FilterScanner(filter))
        let matcher = try #require(PatternMatcher())
        var lost: [String] = []
        var found = 0
        for text in texts {
            let bytes = Array(text.utf8)
            let reported = Set(try #require(scanner.scan(bytes)))
            for (number, (source, pattern)) in compiled.enumerated() {
                var budget = MatchBudget()
                guard case .match = matcher.firstMatch(of: pattern, in: bytes, budget: &budget) else { continue }
                found += 1
                if !reported.contains(Int32(number)), !filter.refused.contains(number) {
                    lost.append("\(source) in '\(text)'")
                }
            }
        }
        return (lost, found)
    }

    /// What Vectorscan alone would lose, and what is hard to read.
    @Test(arguments: [
        (#"\bпривет\b"#, "да, привет!"), (#"加\w信a"#, "加微信a"), (#"\béta"#, "l'été éta"), (#"a\d{3}b"#, "a１２３b"),
        (#"(?<=加)vip"#, "加vip"), (#"(\w)\1abc"#, "aaabc"), ("straße", "STRAẞE"),
        ("kissab", "\u{212A}I\u{17F}\u{17F}ab"),
        (#"ab\Sc"#, "ab微c"), (#"ab[^x]cd"#, "ab微cd"), (#"ab.cd"#, "ab😀cd"), (#"(?s)ab.cd"#, "ab\ncd"),
        (#"ab\Ncd"#, "ab赌cd"), (#"ab\scd"#, "ab\u{3000}cd"), (#"ab[\s.]{2}cd"#, "ab\u{3000}\u{2003}cd"),
        (#"ab\p{Han}{2,3}cd"#, "ab赌博cd"), (#"ab[[:alpha:]]cd"#, "abécd"), (#"ab[一-龥]cd"#, "ab赌cd"),
        (#"ab(?:x{0,40})cd"#, "abxxxxxxxxxxxxxxxxxxxxxxxxxxxxcd"), (#"(?i:AB)c(?-i)d"#, "abcd"),
        (#"(?i)äbcd"#, "Äbcd"), (#"ab(?=cd)cd"#, "abcd"), (#"(?|(ab)|(cd))ef"#, "cdef"), (#"(?>ab|a)bcd"#, "abbcd"),
        (#"ab[sx]cd"#, "ab\u{17F}cd"), (#"ab[j-l]cd"#, "ab\u{212A}cd"), (#"ab\Kcd"#, "abcd"), (#"^\Aabcd\z"#, "abcd"),
        (#"abcd(?!e)"#, "abcd"), (#"abc(?i:d)e[^S]fgh"#, "abcdesfgh"), (#"ab\x{8d4c}cd"#, "ab赌cd"),
        (#"(a)(b)cd\g{1}|abcd"#, "abcd"),
    ])
    func losesNothing(_ pattern: String, _ text: String) throws {
        var count = 0
        for caseSensitive in [true, false] {
            let result = try lost([pattern], caseSensitive: caseSensitive, in: [text])
            #expect(result.lost == [])
            count += result.count
        }
        #expect(count > 0, "it is never found, or never widened")
    }

    /// What is not understood, or holds for nearly every text, is left to PCRE2.
    @Test(arguments: [
        #"abc(?R)?d"#, #"(ab)(?1)cd"#, #"(*UTF)abcd"#, #"abcd\E+"#, #"ab(?#x)*cd"#, #"(?(?=a)ab|cd)ef"#, #"abc\Xd"#,
        #"\d+"#,
        #"[^a]"#, #".*"#, #"\bx?\b"#, #"(.)\1{9,}"#,
    ])
    func leavesToPCRE2(_ pattern: String) {
        #expect(WidenedPattern(pattern, caseSensitive: true) == nil)
    }

    /// Generated patterns over generated texts, of an alphabet in which they meet.
    @Test(arguments: 0..<12)
    func losesNothingOfGeneratedPatterns(_ seed: UInt64) throws {
        var source = PatternSource(seed: seed)
        let patterns = (0..<60).map { _ in source.pattern() }
        let texts = (0..<120).map { _ in source.text() }
        let result = try lost(patterns, caseSensitive: seed.isMultiple(of: 2), rarity: 0.1, in: texts)
        #expect(result.lost == [])
        // Else the test would say nothing.
        #expect(result.count > 50)
    }

    /// The patterns that speed is measured with, over the posts that it is measured with.
    @Test(.enabled(if: Corpus.folder != nil, "needs ../shared/corpora beside the checkout"))
    func losesNothingOfRealPatterns() throws {
        let folder = try #require(Corpus.folder)
        let patterns = try String(contentsOfFile: folder + "/patterns-200.txt", encoding: .utf8)
            .split(separator: "\n").map { String($0) }
        let posts = try String(contentsOfFile: folder + "/posts.jsonl", encoding: .utf8)
            .split(separator: "\n").prefix(500).map { String($0).lowercased() }
        let result = try lost(patterns, caseSensitive: true, in: posts)
        #expect(result.lost == [])
        #expect(result.count > 40)
    }
}

/// Where the data for measuring speed are.
enum Corpus {
    static let folder: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.deletingLastPathComponent().appending(path: "shared/corpora/throughput").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()
}

/// Makes patterns and texts of few characters, so that many patterns match many texts.
struct PatternSource {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    private mutating func number(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % limit
    }

    private mutating func pick(_ choices: [String]) -> String { choices[number(choices.count)] }

    private static let characters = [
        "a", "b", "k", "s", "1", "K", "S", "é", "ß", "赌", "加", " ", "\u{3000}", "１", ".", "_", "\u{212A}", "\u{17F}",
        "😀", "\n",
    ]

    mutating func text() -> String { (0..<(4 + number(40))).map { _ in pick(Self.characters) }.joined() }

    mutating func pattern() -> String { (0..<(2 + number(4))).map { _ in piece(depth: 0) }.joined() }

    private mutating func piece(depth: Int) -> String {
        let atom: String
        switch number(depth > 2 ? 6 : 12) {
        case 0, 1, 2: atom = pick(["a", "b", "k", "s", "1", "é", "ß", "赌", "加", "K", " "])
        case 3:
            atom = pick(["\\w", "\\d", "\\s", "\\W", "\\D", "\\S", ".", "\\p{L}", "\\P{L}", "\\p{Han}", "\\h", "\\N"])
        case 4:
            atom =
                "[" + pick(["", "", "^"])
                + (0..<(1 + number(3))).map { _ in
                    pick(["a", "b", "k-s", "1", "赌", "é-ü", "\\s", "\\w", "\\D", "[:alpha:]", "😀", "\\x{3000}", "S"])
                }.joined() + "]"
        case 5: return pick(["\\b", "\\B", "^", "$", "(?i)", "(?=a)", "(?<!b)", "(?!赌)", "(?<=\\w)", "(?s)", ""])
        case 6, 7: atom = "(?:" + piece(depth: depth + 1) + "|" + piece(depth: depth + 1) + ")"
        case 8: atom = "(" + piece(depth: depth + 1) + piece(depth: depth + 1) + ")"
        case 9: atom = "(?>" + piece(depth: depth + 1) + piece(depth: depth + 1) + ")"
        case 10: atom = "(?i:" + piece(depth: depth + 1) + ")"
        default: return "(" + piece(depth: depth + 1) + ")" + pick(["\\1", "\\g{-1}"])
        }
        return atom + pick(["", "", "", "", "?", "*", "+", "{2}", "{0,3}", "{1,20}", "+?", "*+"])
    }
}
