import CPCRE2
import Patterns
import Testing

/// Patterns that are known to explode: shapes from the literature on ReDoS and from what people write to find e-mail
/// addresses, links, numbers and tags. Each ends within its budget on a text made against it; and on a short one, which
/// an engine without limits can finish, finds what that finds.
@Suite struct ReDoSTests {
    struct Attack: Sendable, CustomStringConvertible {
        let pattern: String
        /// What is repeated, what comes before it and what behind it makes the match fail.
        let pump: String
        var prefix = ""
        var suffix = "!"

        var description: String { pattern }

        func text(_ count: Int) -> [UInt8] { Array((prefix + String(repeating: pump, count: count) + suffix).utf8) }
    }

    static let attacks: [Attack] = [
        Attack(pattern: "^(a+)+$", pump: "a"),
        Attack(pattern: "^(a*)*$", pump: "a"),
        Attack(pattern: "^(a|a)*$", pump: "a"),
        Attack(pattern: "^(a|aa)+$", pump: "a"),
        Attack(pattern: "^(a|a?)+$", pump: "a"),
        Attack(pattern: "^(.*a){12}$", pump: "a"),
        Attack(pattern: "^(.*?a){12}b$", pump: "a"),
        Attack(pattern: #"^(\w+\s?)*$"#, pump: "word "),
        Attack(pattern: #"^(\w*)*$"#, pump: "w"),
        Attack(pattern: #"^([a-z]+)*\d$"#, pump: "a"),
        Attack(pattern: #"^([a-zA-Z]+)*$"#, pump: "aA"),
        Attack(pattern: #"^(([a-z])+.)+[A-Z]([a-z])+$"#, pump: "a"),
        Attack(pattern: #"(x+x+)+y"#, pump: "x"),
        Attack(pattern: #"^(\d+)*x$"#, pump: "1"),
        Attack(pattern: #"^(\d|\d\d)+x$"#, pump: "1"),
        Attack(pattern: #"^\s+|\s+$"#, pump: " ", prefix: "x", suffix: "x"),
        Attack(pattern: #"(\s*\S+\s*)+;$"#, pump: "a "),
        Attack(pattern: #"^(?:(?:\s*)+x)$"#, pump: " "),
        Attack(pattern: #"^([\w.-]+)+@([\w-]+\.)+[a-z]{2,}$"#, pump: "a", suffix: "@"),
        Attack(pattern: #"^([a-zA-Z0-9_.\-])+@(([a-zA-Z0-9\-])+\.)+([a-zA-Z0-9]{2,4})+$"#, pump: "a.", prefix: "a@"),
        Attack(pattern: #"^[\w-]+(\.[\w-]+)*@([\w-]+\.)*[\w-]+\.\w+$"#, pump: "a."),
        Attack(pattern: #"\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*"#, pump: "a-"),
        Attack(pattern: #"^(https?://)?([\w-]+\.)+[\w-]+(/[\w./?%&=-]*)?$"#, pump: "a.", suffix: "|"),
        Attack(pattern: #"(https?://)?([a-z]+\.)*([a-z]+)*(/.*)*$"#, pump: "a", suffix: "\n\n"),
        Attack(pattern: #"^((https?|ftp)://)?(([a-z0-9]+-?)*[a-z0-9]+\.)+[a-z]{2,}$"#, pump: "a"),
        Attack(pattern: #"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,9}$"#, pump: "a-"),
        Attack(pattern: #"<(\w+)(\s+\w+="[^"]*")*>"#, pump: " a=\"b\"", prefix: "<a"),
        Attack(pattern: #"<!--(.*?--)*>"#, pump: "--", prefix: "<!"),
        Attack(pattern: #"<([^>]*>?)*/>"#, pump: "<a"),
        Attack(pattern: #"^"(\\.|[^\\"])*"$"#, pump: "\\a", prefix: "\""),
        Attack(pattern: #"^"([^"\\]+|\\.)*"$"#, pump: "a", prefix: "\""),
        Attack(pattern: #"'([^']|'')*'$"#, pump: "''", prefix: "'"),
        Attack(pattern: #"/\*([^*]|\*+[^*/])*\*/"#, pump: "**", prefix: "/*", suffix: "a"),
        Attack(pattern: #"^(-?\d+,?)+$"#, pump: "1"),
        Attack(pattern: #"^(\d{1,3},?)*\.\d\d$"#, pump: "111"),
        Attack(pattern: #"^(0|[1-9]\d*)(\.(0|[1-9]\d*))*$"#, pump: "1."),
        Attack(pattern: #"^(\d+\.?)+-(alpha|beta)$"#, pump: "1"),
        Attack(pattern: #"^(?:(?:0?\d|1\d|2[0-3])[:.]?)+m$"#, pump: "1"),
        Attack(pattern: #"(?:\+?\d[\s-]?)+ext\d"#, pump: "1-"),
        Attack(pattern: #"^([0-9a-f]{1,4}:?)+g$"#, pump: "ab"),
        Attack(pattern: #"(\p{L}+\s*)+\d"#, pump: "赌博 "),
        Attack(pattern: #"^(?:\p{Han}|\p{Han}{2})+x$"#, pump: "赌"),
        Attack(pattern: #"(加|加微|微)*信$"#, pump: "加微", suffix: "号"),
        Attack(pattern: #"^(?:[^a]|[^b])*c$"#, pump: "x"),
        Attack(pattern: #"(.+)+\1z"#, pump: "ab"),
        Attack(pattern: #"^(\w+)\s\1+\s(\1\s?)+z$"#, pump: "ab "),
        Attack(pattern: #"(?=(a+))*b"#, pump: "a"),
        Attack(pattern: #"^(?=(?:.*a){8})(?:.*b){8}c"#, pump: "ab"),
        Attack(pattern: #"(a?){24}a{24}$"#, pump: "a", suffix: "b"),
        Attack(pattern: #"(?:a|b|ab)*?c"#, pump: "ab"),
        Attack(pattern: #"([^,]*,)*[^,]*;$"#, pump: "a,"),
        Attack(pattern: #"^(.*,){11}P"#, pump: "1,"),
        Attack(pattern: #"(.*)(.*)(.*)(.*)=$"#, pump: "x"),
        Attack(pattern: #"(?s).*(?:.*=.*).*$x"#, pump: "="),
        Attack(pattern: #".*.*=.*"#, pump: "x"),
        Attack(
            pattern:
                #"(?:(?:"|'|\]|\}|\\|\d|nan|infinity|true|false|null|undefined|symbol|math|`|-|\+)+[)]*;?((?:\s|-|~|!|\{\}|\|\||\+)*.*(?:.*=.*)))"#,
            pump: "=", prefix: "x"),
        Attack(pattern: #"\b(?:\w+[ ,]*){3,}\bnow\b"#, pump: "buy, "),
    ]

    @Test func thereAreFifty() { #expect(Self.attacks.count >= 50) }

    @Test(arguments: attacks) func endsWithinItsBudget(_ attack: Attack) throws {
        let matcher = try #require(PatternMatcher())
        let pattern = try Pattern(attack.pattern)
        for count in [50, 5000] {
            var budget = MatchBudget()
            _ = matcher.firstMatch(of: pattern, in: attack.text(count), budget: &budget)
            // As the budget itself counts. A piece may overrun by what one limit allows.
            #expect(budget.remaining > -MatchBudget.check * 3)
        }
    }

    @Test(arguments: attacks) func findsWhatAnEngineWithoutLimitsFinds(_ attack: Attack) throws {
        let matcher = try #require(PatternMatcher())
        let pattern = try Pattern(attack.pattern)
        var compared = 0
        for count in [0, 1, 2, 5, 9] {
            let text = attack.text(count)
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

    /// PCRE2's interpreter with a limit that none of these texts reaches; nil where one does.
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
