public import Moderation

/// Which languages a post is written in: `language: [zh]`, `language: {not: [en, zh]}`, `script: [Cyrl]`, `mixed: true`,
/// `language_share: {zh: "> 0.3"}`. Reads title and body of every post, so that each verdict tells its languages.
///
/// text -> TextScanner (words of one script) -> LanguageModel (a score for each language) -> Course (languages along the
/// words) -> LanguageReading (spans, shares) -> LanguageCheck
public struct LanguagePlugin: RulePlugin, ReadsEveryPost, DetectsLanguages {
    /// `language`
    public let name = "language"

    /// Without settings; `moongate.yaml` says which languages are expected where.
    public init() {}

    /// BCP 47 tags of the languages the post is in, the main one first.
    static let languages = Annotation("languages", isAlwaysWritten: true)

    public var annotations: [Annotation] { [Self.languages] }

    public var detectable: [String] { LanguageDetector.languages }

    /// What can be asked.
    public var keys: [CheckKeyForm] { LanguageCheck.forms }

    /// Reads every check; all that is wrong at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledLanguageChecks {
        let compiled = try checks.compiled(LanguageCheck.init)
        return CompiledLanguageChecks(checks: compiled, policy: context.policy)
    }
}

/// All language checks of a ruleset.
public struct CompiledLanguageChecks: CompiledChecks {
    let checks: [LanguageCheck]
    let policy: Policy

    /// One worker's half.
    public func makeExaminer() throws(ExaminerProblem) -> LanguageExaminer {
        guard let detector = LanguageDetector() else { throw ExaminerProblem("the language model is damaged") }
        return LanguageExaminer(checks: checks, policy: policy, detector: detector)
    }
}
