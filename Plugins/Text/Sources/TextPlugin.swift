public import Moderation
internal import Patterns
internal import Synchronization

/// Words and patterns in the texts of a post: `title+body: [word, other word]`, `body (regex): 'a+b'`.
///
/// All plain values of all rules, and what their patterns require, are looked for in one pass over the folded text
/// (`TextIndex`); a pattern is only run where one of its required texts was found, or where a filter (`PatternLibrary`)
/// says that it may match.
public struct TextPlugin: RulePlugin, Caches {
    /// `text`
    public let name = "text"

    /// Without settings.
    public init() {}

    /// The fields that are texts, and `unless`.
    public var keys: [CheckKeyForm] {
        Self.fields.map { field in
            CheckKeyForm(
                field.name, modifiers: TextOptions.modifiers, joins: true, reads: .fieldOfItsName,
                summary: field.summary, example: field.example, fires: field.fires, passes: field.passes)
        } + [
            CheckKeyForm(
                Self.unless, isCondition: false,
                summary: "Phrases that excuse: what lies inside one of them does not count for this rule",
                example: "unless: [moby dick]", fires: "what a dick", passes: "I read Moby Dick",
                given: "body: [dick]")
        ]
    }

    static let unless = "unless"
    /// `links` counts the links of a post (the Links plugin); the texts of the post's `links` have a name of their own.
    static let linksGiven = "links_given"
    /// The key of the language that the platform gave: `language` asks what the text is in.
    static let languageGiven = "language_given"

    /// The field that a key looks at.
    static func field(_ key: String) -> Field {
        switch key {
        case linksGiven: .links
        case languageGiven: Field("language")
        default: Field(key)
        }
    }

    private static let fields: [(name: String, summary: String, example: String, fires: String, passes: String)] = [
        (
            "title", "The heading of the post", "title: [first word, another phrase]", "{title: Another phrase!}",
            "{title: other phrases}"
        ),
        (
            "body", "The text of the post", "body: [first word, another phrase]", "here is another phrase",
            "here are other phrases"
        ),
        (
            "url", "The link that the post is about", "url: [free-gift, promo]", "{url: 'https://a.example/free-gift'}",
            "{url: 'https://a.example/gifts'}"
        ),
        (
            Self.linksGiven, "The links given beside the text, each by itself", "links_given: [free-gift, promo]",
            "{links: ['https://a.example/promo']}", "{links: ['https://a.example/news']}"
        ),
        (
            "channel", "The channel it came through", "channel: [market, swap]", "{channel: market, body: a bike}",
            "{channel: news, body: a bike}"
        ),
        (
            Self.languageGiven, "The language as the platform gave it (the post's `language`)",
            "language_given: [de, fr]", "{language: fr, body: salut}", "{language: en, body: hi}"
        ),
        (
            "reply_to", "The id of the post it answers", "reply_to: [announcement]",
            "{reply_to: announcement, body: hi}", "{reply_to: '4711', body: hi}"
        ),
        (
            "author.*", "A text of the author, such as author.name", "author.name: [admin, moderator]",
            "{body: hi, author: {name: The Moderator}}", "{body: hi, author: {name: mira}}"
        ),
        (
            "extra.*", "Any other text that the platform gave", "extra.topic: [sale, swap]",
            "{body: a bike, extra: {topic: for sale}}", "{body: a bike, extra: {topic: repair}}"
        ),
    ]

    /// Filters, patterns and words of earlier rulesets.
    public func openCache(in folder: CacheFolder) -> any PluginCache { PatternLibrary(folder) }

    /// Compiles every check; all that is wrong at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledTextChecks {
        let library = context.cache as? PatternLibrary
        var compiler = TextCompiler(library: library)
        for check in checks { compiler.add(check) }
        let index = try compiler.finish()
        return CompiledTextChecks(index: index, library: library, kept: library == nil ? nil : compiler.kept)
    }
}

/// All text checks of a ruleset.
public struct CompiledTextChecks: FollowsRulesets {
    let index: TextIndex
    private let library: PatternLibrary?
    /// For the library; held until the ruleset goes in force.
    private let kept: KeptUntilBegun

    init(index: TextIndex, library: PatternLibrary?, kept: PatternLibrary.Kept?) {
        self.index = index
        self.library = library
        self.kept = KeptUntilBegun(kept)
    }

    /// Filters are compiled, and its successor will take over what stays: a ruleset that is refused costs neither.
    public func begin() {
        guard let library else { return }
        if let kept = kept.take() { library.keep(kept) }
        library.provide(index.filters)
    }

    /// Nothing: what is kept is that of the ruleset that began last.
    public func end() {}

    /// One worker's half.
    public func makeExaminer() throws(ExaminerProblem) -> TextExaminer {
        guard let matcher = PatternMatcher() else { throw ExaminerProblem("no memory for matching patterns") }
        guard let words = WordScanner(index.words) else { throw Self.noMemory }
        var common: LiteralScanner?
        if let literals = index.commonLiterals {
            guard let scanner = LiteralScanner(literals) else { throw Self.noMemory }
            common = scanner
        }
        var emoji: EmojiScanner?
        if let values = index.emoji {
            guard let scanner = values.makeScanner() else { throw Self.noMemory }
            emoji = scanner
        }
        return TextExaminer(index: index, matcher: matcher, words: words, commonScanner: common, emoji: emoji)
    }

    private static let noMemory = ExaminerProblem("no memory for looking for words")
}

/// What a ruleset gives the library when it goes in force, taken out once.
private final class KeptUntilBegun: Sendable {
    private let kept: Mutex<PatternLibrary.Kept?>

    init(_ kept: PatternLibrary.Kept?) { self.kept = Mutex(kept) }

    func take() -> PatternLibrary.Kept? {
        kept.withLock { kept in
            defer { kept = nil }
            return kept
        }
    }
}
