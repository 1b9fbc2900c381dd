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

    var example: String {
        switch self {
        case .includesWord: "body (includes-word): [a word, a phrase]"
        case .includes: "body (includes): part-of-a-wor"
        case .startsWith: "title (starts-with): '[sale]'"
        case .endsWith: "body (ends-with): sent from my phone"
        case .fullExact: "body (full-exact): ok"
        case .fullText: "body (full-text): first comment"
        case .regex: "title+body (regex): 'wh?ats? ?app'"
        }
    }
}
