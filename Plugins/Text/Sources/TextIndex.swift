internal import Moderation
internal import Patterns

/// The text checks of a ruleset, arranged for one pass over a post.
struct TextIndex: Sendable {
    /// Every plain value and required text, folded and squeezed, each once.
    let words: WordLayers
    /// By literal: its length in bytes.
    let lengths: [Int32]
    /// By literal: what to do where it is found.
    let uses: [[LiteralUse]]
    /// Texts that patterns require and that are in many posts: only asked where no filter is in force.
    let commonLiterals: LiteralSet?
    /// By common literal: patterns.
    let commonUses: [[Int32]]
    let checks: [TextCheck]
    let patterns: [TextPattern]
    /// What rules patterns out in one pass.
    let filters: FilterSlot
    /// Rules that have patterns, with their checks in the order in which they are asked.
    let rulesWithPatterns: [TextRule]
    /// Values made of emoji, which are looked for in the text as written; nil without such values.
    let emoji: EmojiIndex?
    let hasExcuses: Bool
    /// Fields that a check looks at; the texts of others are passed over.
    let fields: [Field]
}

/// What a literal is there for.
enum LiteralUse: Sendable {
    /// A value of a check.
    case value(check: Int, match: TextMatch, weight: Double?)
    /// Every match of a pattern contains this or another of its literals.
    case gate(pattern: Int)
    /// Excuses hits of a rule that lie inside it; as a whole word those that are one.
    case excuse(rule: Int)
}

/// One check of texts.
struct TextCheck: Sendable {
    let id: CheckID
    let fields: [Field]
    let isNegated: Bool
    let isRequired: Bool
    /// Its rule's place, for excuses.
    let rule: Int
    /// Its patterns' places.
    var patterns: [Int] = []
}

/// A pattern of a check.
struct TextPattern: Sendable {
    let pattern: Pattern
    let form: TextForm
    let weight: Double?
    var checksum: Checksum?
    /// What rules it out.
    var gate = Gate.none
    /// Its rule's place in `rulesWithPatterns`.
    var rule = 0

    enum Gate: Sendable {
        /// Nothing but a filter.
        case none
        /// It need only be run where one of its literals was found, and these are in many posts.
        case common
        /// The same, and these are in few posts: no filter does better.
        case rare
    }
}

/// A rule's checks that need patterns, or decide whether patterns need to be run.
struct TextRule: Sendable {
    /// Places of checks: plain words first, then patterns, exceptions last.
    let checks: [Int]
}
