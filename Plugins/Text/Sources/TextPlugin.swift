public import Moderation
internal import Patterns

/// Words and patterns in the texts of a post: `title+body: [word, other word]`, `body (regex): 'a+b'`.
///
/// All plain values of all rules, and what their patterns require, are looked for in one pass over the folded text
/// (`TextIndex`); a pattern is only run where one of its required texts was found, or where a filter (`PatternLibrary`)
/// says that it may match.
public struct TextPlugin: RulePlugin {
    /// `text`
    public let name = "text"

    /// Without settings.
    public init() {}

    /// The fields that are texts, and `unless`.
    public var keys: [CheckKeyForm] {
        Self.fields.map { name, summary in
            CheckKeyForm(
                name, modifiers: TextOptions.modifiers, joins: true, summary: summary,
                example: "\(name.replacing("*", with: "name")): [first word, another phrase]")
        } + [
            CheckKeyForm(
                Self.unless, isCondition: false,
                summary: "Phrases that excuse: what lies inside one of them does not count for this rule",
                example: "unless: [moby dick]")
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

    private static let fields: [(name: String, summary: String)] = [
        ("title", "The heading of the post"),
        ("body", "The text of the post"),
        ("url", "The link that the post is about"),
        (Self.linksGiven, "The links given beside the text, each by itself"),
        ("channel", "The channel it came through"),
        (Self.languageGiven, "The language as the platform gave it (the post's `language`)"),
        ("reply_to", "The id of the post it answers"),
        ("author.*", "A text of the author, such as author.name"),
        ("extra.*", "Any other text that the platform gave"),
    ]

    /// Filters, where there is a folder for them.
    public func openMemory(
        from snapshot: [UInt8]?, parts: MemoryParts, cache: PluginCache?
    ) throws(MemoryProblem) -> any PluginMemory {
        if let cache { PatternLibrary(cache) } else { NoMemory() }
    }

    /// Compiles every check; all that is wrong at once.
    public func compile(_ checks: [Check], memory: any PluginMemory) throws(RuleProblems) -> CompiledTextChecks {
        var compiler = TextCompiler(library: memory as? PatternLibrary)
        for check in checks { compiler.add(check) }
        return CompiledTextChecks(index: try compiler.finish(), library: memory as? PatternLibrary)
    }
}

/// All text checks of a ruleset.
public struct CompiledTextChecks: CompiledChecks {
    let index: TextIndex
    let library: PatternLibrary?

    /// One worker's half. With the first one filters are provided: a ruleset that another plugin refuses never gets here,
    /// and costs no compilation.
    public func makeExaminer() throws(ExaminerProblem) -> TextExaminer {
        if let library { index.filters.begin { library.provide(index.filters) } }
        guard let matcher = PatternMatcher() else { throw ExaminerProblem("no memory for matching patterns") }
        guard let words = WordScanner(index.words) else { throw Self.noMemory }
        var common: LiteralScanner?
        if let literals = index.commonLiterals {
            guard let scanner = LiteralScanner(literals) else { throw Self.noMemory }
            common = scanner
        }
        return TextExaminer(index: index, matcher: matcher, words: words, commonScanner: common)
    }

    private static let noMemory = ExaminerProblem("no memory for looking for words")
}
