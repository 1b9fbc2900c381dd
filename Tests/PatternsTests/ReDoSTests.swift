import CPCRE2
import Patterns
import Testing

/// Patterns that are known to explode: shapes from the literature on ReDoS and from what people write to find e-mail
/// addresses, links, numbers and tags. Each ends within its budget on a text made against it; and on a short one, which
/// an engine without limits can finish, finds what that finds; and it finds what it is for.
@Suite struct ReDoSTests {
    struct Attack: Sendable, CustomStringConvertible {
        let pattern: String
        /// A text that it matches.
        let matches: String
        /// What is repeated, what comes before it and what behind it makes the match fail.
        let pump: String
        var prefix = ""
        var suffix = "!"

        var description: String { pattern }

        func text(_ count: Int) -> [UInt8] { Array((prefix + String(repeating: pump, count: count) + suffix).utf8) }
    }

    static let attacks: [Attack] = [
        Attack(pattern: "^(a+)+$", matches: "aaa", pump: "a"),
        Attack(pattern: "^(a*)*$", matches: "aa", pump: "a"),
        Attack(pattern: "^(a|a)*$", matches: "aaa", pump: "a"),
        Attack(pattern: "^(a|aa)+$", matches: "aaaa", pump: "a"),
        Attack(pattern: "^(a|a?)+$", matches: "aa", pump: "a"),
        Attack(pattern: "^(.*a){12}$", matches: "aaaaaaaaaaaaa", pump: "a"),
        Attack(pattern: "^(.*?a){12}b$", matches: "aaaaaaaaaaaaab", pump: "a"),
        Attack(pattern: #"^(\w+\s?)*$"#, matches: "two words ", pump: "word "),
        Attack(pattern: #"^(\w*)*$"#, matches: "w", pump: "w"),
        Attack(pattern: #"^([a-z]+)*\d$"#, matches: "ab1", pump: "a"),
        Attack(pattern: #"^([a-zA-Z]+)*$"#, matches: "aAbB", pump: "aA"),
        Attack(pattern: #"^(([a-z])+.)+[A-Z]([a-z])+$"#, matches: "abcXdef", pump: "a"),
        Attack(pattern: #"(x+x+)+y"#, matches: "xxxy", pump: "x"),
        Attack(pattern: #"^(\d+)*x$"#, matches: "123x", pump: "1"),
        Attack(pattern: #"^(\d|\d\d)+x$"#, matches: "11x", pump: "1"),
        Attack(pattern: #"^\s+|\s+$"#, matches: "x  ", pump: " ", prefix: "x", suffix: "x"),
        Attack(pattern: #"(\s*\S+\s*)+;$"#, matches: "ab c;", pump: "a "),
        Attack(pattern: #"^(?:(?:\s*)+x)$"#, matches: "   x", pump: " "),
        Attack(
            pattern: #"^([\w.-]+)+@([\w-]+\.)+[a-z]{2,}$"#, matches: "jane.doe@mail.example.org", pump: "a", suffix: "@"
        ),
        Attack(
            pattern: #"^([a-zA-Z0-9_.\-])+@(([a-zA-Z0-9\-])+\.)+([a-zA-Z0-9]{2,4})+$"#, matches: "jane@example.com",
            pump: "a.", prefix: "a@"),
        Attack(pattern: #"^[\w-]+(\.[\w-]+)*@([\w-]+\.)*[\w-]+\.\w+$"#, matches: "jane@example.co.uk", pump: "a."),
        Attack(pattern: #"\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*"#, matches: "jane@mail.example.org", pump: "a-"),
        Attack(
            pattern: #"^(https?://)?([\w-]+\.)+[\w-]+(/[\w./?%&=-]*)?$"#, matches: "https://www.example.com/a",
            pump: "a.", suffix: "|"),
        Attack(
            pattern: #"(https?://)?([a-z]+\.)*([a-z]+)*(/.*)*$"#, matches: "https://www.example.com/", pump: "a",
            suffix: "\n\n"),
        Attack(
            pattern: #"^((https?|ftp)://)?(([a-z0-9]+-?)*[a-z0-9]+\.)+[a-z]{2,}$"#, matches: "https://a-b.example.com",
            pump: "a"),
        Attack(pattern: #"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,9}$"#, matches: "a-b.example.com", pump: "a-"),
        Attack(pattern: #"<(\w+)(\s+\w+="[^"]*")*>"#, matches: #"<a b="c" d="e">"#, pump: " a=\"b\"", prefix: "<a"),
        Attack(pattern: #"<!--(.*?--)*>"#, matches: "<!-- a -- b -->", pump: "--", prefix: "<!"),
        Attack(pattern: #"<([^>]*>?)*/>"#, matches: "<a<b/>", pump: "<a"),
        Attack(pattern: #"^"(\\.|[^\\"])*"$"#, matches: #""a\"b""#, pump: "\\a", prefix: "\""),
        Attack(pattern: #"^"([^"\\]+|\\.)*"$"#, matches: #""a\"b""#, pump: "a", prefix: "\""),
        Attack(pattern: #"'([^']|'')*'$"#, matches: "'it''s'", pump: "''", prefix: "'"),
        Attack(pattern: #"/\*([^*]|\*+[^*/])*\*/"#, matches: "/* a * b */", pump: "**", prefix: "/*", suffix: "a"),
        Attack(pattern: #"^(-?\d+,?)+$"#, matches: "1,-22,333", pump: "1"),
        Attack(pattern: #"^(\d{1,3},?)*\.\d\d$"#, matches: "1,222.50", pump: "111"),
        Attack(pattern: #"^(0|[1-9]\d*)(\.(0|[1-9]\d*))*$"#, matches: "1.20.3", pump: "1."),
        Attack(pattern: #"^(\d+\.?)+-(alpha|beta)$"#, matches: "1.2-beta", pump: "1"),
        Attack(pattern: #"^(?:(?:0?\d|1\d|2[0-3])[:.]?)+m$"#, matches: "12:30m", pump: "1"),
        Attack(pattern: #"(?:\+?\d[\s-]?)+ext\d"#, matches: "+1 23-4 ext5", pump: "1-"),
        Attack(pattern: #"^([0-9a-f]{1,4}:?)+g$"#, matches: "ab:cd:12:g", pump: "ab"),
        Attack(pattern: #"(\p{L}+\s*)+\d"#, matches: "赌博 网站 7", pump: "赌博 "),
        Attack(pattern: #"^(?:\p{Han}|\p{Han}{2})+x$"#, matches: "赌博赌x", pump: "赌"),
        Attack(pattern: #"(加|加微|微)*信$"#, matches: "加微信", pump: "加微", suffix: "号"),
        Attack(pattern: #"^(?:[^a]|[^b])*c$"#, matches: "xyc", pump: "x"),
        Attack(pattern: #"(.+)+\1z"#, matches: "ab1ab1z", pump: "ab"),
        Attack(pattern: #"^(\w+)\s\1+\s(\1\s?)+z$"#, matches: "ab ab ab z", pump: "ab "),
        Attack(pattern: #"(?=(a+))*b"#, matches: "aab", pump: "a"),
        Attack(pattern: #"^(?=(?:.*a){8})(?:.*b){8}c"#, matches: "abababababababababc", pump: "ab"),
        Attack(
            pattern: #"(a?){24}a{24}$"#, matches: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", pump: "a",
            suffix: "b"),
        Attack(pattern: #"(?:a|b|ab)*?c"#, matches: "abc", pump: "ab"),
        Attack(pattern: #"([^,]*,)*[^,]*;$"#, matches: "a,b,c;", pump: "a,"),
        Attack(pattern: #"^(.*,){11}P"#, matches: "1,2,3,4,5,6,7,8,9,10,11,P", pump: "1,"),
        Attack(pattern: #"(.*)(.*)(.*)(.*)=$"#, matches: "a=", pump: "x"),
        Attack(pattern: #"(?s).*(?:.*=.*).*x$"#, matches: "a=b x", pump: "="),
        Attack(pattern: #".*.*=.*"#, matches: "a=b", pump: "x"),
        Attack(
            pattern:
                #"(?:(?:"|'|\]|\}|\\|\d|nan|infinity|true|false|null|undefined|symbol|math|`|-|\+)+[)]*;?((?:\s|-|~|!|\{\}|\|\||\+)*.*(?:.*=.*)))"#,
            matches: "x1=2=3",
            pump: "=", prefix: "x"),
        Attack(pattern: #"\b(?:\w+[ ,]*){3,}\bnow\b"#, matches: "buy, now, buy, now", pump: "buy, "),
    ]

    @Test func thereAreFifty() { #expect(Self.attacks.count >= 50) }

    @Test(arguments: attacks) func endsWithinItsBudget(_ attack: Attack) throws {
        let matcher = try #require(PatternMatcher())
        let pattern = try Pattern(attack.pattern)
        for count in [50, 5000] {
            MatchBudget.$generosity.withValue(10) {
                var budget = MatchBudget()
                _ = matcher.firstMatch(of: pattern, in: attack.text(count), budget: &budget)
                // As the budget itself counts. A piece may overrun by what one limit allows.
                #expect(budget.remaining > -MatchBudget.check * 10 * 3)
            }
        }
    }

    @Test(arguments: attacks) func findsWhatAnEngineWithoutLimitsFinds(_ attack: Attack) throws {
        let matcher = try #require(PatternMatcher())
        let pattern = try Pattern(attack.pattern)
        var compared = 0
        let texts = [0, 1, 2, 5, 9].map(attack.text) + [0, 1, 5].map { attack.text($0) + Array(attack.matches.utf8) }
        for text in texts {
            guard let unlimited = try Self.firstMatch(of: attack.pattern, in: text) else { continue }
            var budget = MatchBudget()
            switch matcher.firstMatch(of: pattern, in: text, budget: &budget) {
            case .match(let range): #expect(unlimited == range)
            case .none: #expect(unlimited == .some(nil))
            case .undecided: continue
            }
            compared += 1
        }
        #expect(compared >= 3, "hardly anything was compared")
    }

    @Test(arguments: attacks) func findsWhatItIsFor(_ attack: Attack) throws {
        let matcher = try #require(PatternMatcher())
        let pattern = try Pattern(attack.pattern)
        let text = Array(attack.matches.utf8)
        let ended = try #require(try Self.firstMatch(of: attack.pattern, in: text))
        let unlimited = try #require(ended)
        var budget = MatchBudget()
        #expect(matcher.firstMatch(of: pattern, in: text, budget: &budget) == .match(unlimited))
        // Among much else that matches nothing, if the pattern is not bound to the beginning.
        var long = MatchBudget()
        switch matcher.firstMatch(of: pattern, in: attack.text(2000) + text, budget: &long) {
        case .match, .undecided: break
        case .none: #expect(attack.pattern.contains("^"), "missed rather than undecided")
        }
    }

    /// PCRE2's interpreter with a limit that none of these texts reaches; nil if one does.
    private static func firstMatch(of pattern: String, in text: [UInt8]) throws -> Range<Int>?? {
        var error: Int32 = 0
        var offset = 0
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_CASELESS) | UInt32(PCRE2_DOLLAR_ENDONLY)
        let code = try #require(pcre2_compile_8(Array(pattern.utf8), pattern.utf8.count, options, &error, &offset, nil))
        defer { pcre2_code_free_8(code) }
        let data = pcre2_match_data_create_from_pattern_8(code, nil)
        defer { pcre2_match_data_free_8(data) }
        let context = pcre2_match_context_create_8(nil)
        defer { pcre2_match_context_free_8(context) }
        pcre2_set_match_limit_8(context, 200_000_000)
        pcre2_set_depth_limit_8(context, 200_000_000)
        pcre2_set_heap_limit_8(context, 1_000_000)
        let found = pcre2_match_8(code, text, text.count, 0, 0, data, context)
        if found == PCRE2_ERROR_NOMATCH { return .some(nil) }
        guard found > 0, let ends = pcre2_get_ovector_pointer_8(data) else { return nil }
        return ends[0]..<max(ends[0], ends[1])
    }
}
