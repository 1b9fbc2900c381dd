/// How a value is looked for in a text: one of these per value.
enum TextMatch: String, CaseIterable, Sendable {
    case includesWord = "includes-word"
    case includes
    case startsWith = "starts-with"
    case endsWith = "ends-with"
    case fullExact = "full-exact"
    case fullText = "full-text"
    case regex

    var summary: String {
        switch self {
        case .includesWord: "The words anywhere, but not inside a longer word (this is what you get without a modifier)"
        case .includes: "The characters anywhere, inside a longer word too"
        case .startsWith: "The text begins with it"
        case .endsWith: "The text ends with it"
        case .fullExact: "The text is this and nothing else"
        case .fullText: "The text is this, apart from signs and spaces around it"
        case .regex: "A regular expression (PCRE2)"
        }
    }

    /// A line of a rule file, and posts for which it holds and does not.
    var example: (check: String, fires: String, passes: String) {
        switch self {
        case .includesWord: ("body (includes-word): [a word, a phrase]", "this is a phrase", "this is a phrasebook")
        case .includes: ("body (includes): part-of-a-wor", "a part-of-a-word", "a part of a word")
        case .startsWith: ("title (starts-with): '[sale]'", "{title: '[sale] a bike'}", "{title: 'a bike [sale]'}")
        case .endsWith: ("body (ends-with): sent from my phone", "ok, sent from my phone", "sent from my phone, ok")
        case .fullExact: ("body (full-exact): ok", "ok", "ok!")
        case .fullText: ("body (full-text): first comment", "First comment!!", "the first comment")
        case .regex: ("title+body (regex): 'wh?ats? ?app'", "write me on wats app", "what an apple")
        }
    }
}
