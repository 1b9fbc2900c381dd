internal import Moderation

/// One check of a post's languages, compiled.
struct LanguageCheck: Sendable {
    let id: CheckID
    let key: String
    let question: Question

    enum Question: Sendable {
        case main(among: [String], isNegated: Bool)
        case script(among: [String], isNegated: Bool)
        case mixed(Bool)
        case shares([WantedShare])
    }

    /// How much of the text is to be in a language, from 0 to 1: `zh: "> 0.3"`.
    struct WantedShare: Sendable {
        let language: String
        let comparison: Comparison
        let share: Double
    }

    static let forms: [CheckKeyForm] = [
        CheckKeyForm(
            "language", value: .valuesOrNot,
            summary: "The language that most of title and body is written in: one of these, or none of these "
                + "({not: [en, zh]}). Where it cannot be told, only unknown fits",
            example: "language: [zh, yue]", fires: "今天天气很好，我们去公园散步吧", passes: "the weather is nice today"),
        CheckKeyForm(
            "script", value: .valuesOrNot,
            summary:
                "Some of the text is written in one of these scripts (ISO 15924: Latn, Cyrl, Hani, Arab), or in one "
                + "other than these ({not: [Latn]})",
            example: "script: [Cyrl]", fires: "привет всем", passes: "hello everybody"),
        CheckKeyForm(
            "mixed", summary: "Whether it is written in two languages or more", example: "mixed: true",
            fires: "I really love this song 我非常喜欢这首歌", passes: "I really love this song"),
        CheckKeyForm(
            "language_share", value: .comparisons,
            summary: "How much of the text is in a language, from 0 to 1; all of those named must hold",
            example: "language_share: {zh: \"> 0.3\"}", fires: "I really love this song 我非常喜欢这首歌",
            passes: "I really love this song"),
    ]

    init(_ check: Check) throws(RuleProblems) {
        guard let name = check.key.names.first?.text else {
            throw RuleProblems(at: check.key.source.location, "no such check")
        }
        id = check.id
        key = name
        switch name {
        case "mixed":
            let value = try check.value.scalars()[0]
            guard let truth = Truth.read(value.text) else {
                throw RuleProblems(at: value.location, "'\(value.text)' is neither true nor false")
            }
            question = .mixed(truth)
        case "language_share": question = .shares(try Self.shares(check.value))
        case "script":
            let (values, isNegated) = try Self.values(check.value)
            for value in values where !Self.isScript(value.text) {
                throw RuleProblems(
                    at: value.location, "'\(value.text)' is not a script",
                    advice: "write its code of four letters, such as Latn, Cyrl, Hani, Arab")
            }
            question = .script(
                among: values.map { Self.aliases[$0.text] ?? [$0.text] }.flatMap { $0 }, isNegated: isNegated)
        default:
            let (values, isNegated) = try Self.values(check.value)
            var tags: [String] = []
            for value in values { tags.append(try Self.tag(value)) }
            question = .main(among: tags, isNegated: isNegated)
        }
    }

    /// Codes that stand for several scripts.
    private static let aliases = [
        "Jpan": ["Hira", "Kana", "Hani"], "Hans": ["Hani"], "Hant": ["Hani"], "Kore": ["Hang"],
        "Hrkt": ["Hira", "Kana"],
    ]

    private static func isScript(_ text: String) -> Bool {
        aliases[text] != nil || LanguageModel.embedded?.scripts.contains { $0.code == text && text != "Zzzz" } ?? true
    }

    private static func tag(_ value: SourceText) throws(RuleProblems) -> String {
        guard let tag = LanguageTag.normal(value.text) else {
            throw RuleProblems(
                at: value.location, "'\(value.text)' is not a language",
                advice: "write its tag, such as en, zh, zh-Hant, or unknown")
        }
        guard tag == LanguageTag.unknown || LanguageTag.isTold(tag) else {
            throw RuleProblems(
                at: value.location, "'\(value.text)' is not a language that can be detected",
                advice: "moongate language --list shows those that can")
        }
        return tag
    }

    /// `[a, b]` or `{not: [a, b]}`.
    private static func values(_ value: SourceValue) throws(RuleProblems) -> ([SourceText], Bool) {
        guard case .map(let entries, let location) = value else { return (try value.scalars(), false) }
        guard entries.count == 1, entries[0].key.text == "not" else {
            throw RuleProblems(
                at: entries.first?.key.location ?? location, "only `not` can stand here",
                advice: "write [en, zh] or {not: [en, zh]}")
        }
        return (try entries[0].value.scalars(), true)
    }

    private static func shares(_ value: SourceValue) throws(RuleProblems) -> [WantedShare] {
        guard case .map(let entries, _) = value, !entries.isEmpty else {
            throw RuleProblems(
                at: value.location, "\(value.kind) stands where languages with their shares are expected",
                advice: "for example: language_share: {zh: \"> 0.3\"}")
        }
        var shares: [WantedShare] = []
        for entry in entries {
            let text = try entry.value.scalars()[0]
            let (sign, number) = Comparison.split(text.text)
            guard let sign, sign != .equal, let share = Double(number), (0...1).contains(share) else {
                throw RuleProblems(
                    at: text.location, "'\(text.text)' is not a comparison with a share",
                    advice: "write a sign and a number from 0 to 1: \"> 0.3\"")
            }
            shares.append(WantedShare(language: try tag(entry.key), comparison: sign, share: share))
        }
        return shares
    }

    // MARK: Answering

    func answer(_ post: ReadPost, _ assumptions: [String: String], into answers: inout Answers) {
        switch question {
        case .main(let wanted, let isNegated):
            let main = assumptions[key] ?? post.main ?? LanguageTag.unknown
            // What cannot be told is not taken for a foreign language.
            if isNegated && main == LanguageTag.unknown { return }
            guard wanted.contains(where: { LanguageTag.covers($0, main) }) != isNegated else { return }
            let shown = show(post, into: &answers) { $0.language == main }
            if !shown { answers.holds(id, Evidence(Field(key), value: main)) }
        case .script(let wanted, let isNegated):
            _ = show(post, into: &answers) { wanted.contains($0.script) != isNegated }
        case .mixed(let wanted):
            guard post.isMixed == wanted else { return }
            answers.holds(id, Evidence(Field(key), value: post.named.joined(separator: ", ")))
        case .shares(let shares):
            let found = shares.map { post.share(of: $0.language) }
            guard zip(shares, found).allSatisfy({ $0.comparison.holds($1, $0.share) }) else { return }
            let value = zip(shares, found).map { "\($0.language) \((($1 * 100).rounded() / 100).plain)" }
            answers.holds(id, Evidence(Field(key), value: value.joined(separator: ", ")))
        }
    }

    private func show(
        _ post: ReadPost, into answers: inout Answers, _ isMeant: (LanguageReading.Span) -> Bool
    ) -> Bool {
        var isShown = false
        for text in post.texts {
            for span in text.reading.spans where isMeant(span) {
                if answers.hasEnough(id) { return true }
                answers.holds(id, Evidence(text.field, range: span.range))
                isShown = true
            }
        }
        return isShown
    }
}
