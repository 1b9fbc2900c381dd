public import Moderation
internal import Patterns

/// Words and patterns in the texts of a post: `title+body: [word, other word]`, `body (regex): 'a+b'`.
public struct TextPlugin: RulePlugin {
    /// `text`
    public let name = "text"

    /// Without settings.
    public init() {}

    /// The fields that are texts.
    public var keys: [CheckKeyForm] {
        Self.fields.map { name, summary in
            CheckKeyForm(
                name, modifiers: TextMatch.modifiers, joins: true, summary: summary,
                example: "\(name.replacing("*", with: "name")): [first word, another phrase]")
        }
    }

    private static let fields: [(name: String, summary: String)] = [
        ("title", "The heading of the post"),
        ("body", "The text of the post"),
        ("url", "The link that the post is about"),
        ("links", "The links given beside the text, each by itself"),
        ("channel", "The channel it came through"),
        ("language", "The language as the platform gave it"),
        ("id", "The platform's id of the post"),
        ("reply_to", "The id of the post it answers"),
        ("author.*", "A text of the author, such as author.name"),
        ("extra.*", "Any other text that the platform gave"),
    ]

    /// Compiles every check to patterns; all that is wrong at once.
    public func compile(_ checks: [Check], memory: any PluginMemory) throws(RuleProblems) -> CompiledTextChecks {
        var compiled: [TextCheck] = []
        var problems: [RuleProblem] = []
        for check in checks {
            do throws(RuleProblems) {
                compiled.append(try TextCheck(check))
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
        return CompiledTextChecks(rules: TextRule.grouped(compiled))
    }
}

/// All text checks of a ruleset.
public struct CompiledTextChecks: CompiledChecks {
    let rules: [TextRule]

    /// One worker's half.
    public func makeExaminer() throws(ExaminerProblem) -> TextExaminer {
        guard let matcher = PatternMatcher() else {
            throw ExaminerProblem("no memory for matching patterns")
        }
        return TextExaminer(rules: rules, matcher: matcher)
    }
}
