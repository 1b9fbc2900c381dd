public import Moderation

/// Reads the texts of a post once and answers all language checks from it.
public struct LanguageExaminer: Examiner {
    let checks: [LanguageCheck]
    let policy: Policy
    var detector: LanguageDetector

    /// A language with less of the post than this is not named in the verdict: a quoted word, a name.
    static let leastShare = 0.1
    /// Checks need to be this sure of a language.
    static let leastConfidence = 0.5

    /// Tells the post's languages and which checks hold, and where.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        var texts: [ReadText] = []
        let expected = LanguageDetector.Expectation(likely: policy.languages(for: post.post.channel))
        for field in [Field.title, .body] {
            guard let text = post.post.text(of: field), !text.isEmpty else { continue }
            texts.append(ReadText(field: field, reading: detector.read(text, expecting: expected)))
        }
        let whole = ReadPost(texts)
        answers.annotate(LanguagePlugin.languages, with: whole.named)
        for check in checks { check.answer(whole, post.assumptions, into: &answers) }
    }
}

/// A field and its languages.
struct ReadText {
    let field: Field
    let reading: LanguageReading
}

/// A post's languages over all its fields.
struct ReadPost {
    let texts: [ReadText]
    /// By language, the largest share first; nil for what cannot be detected, or not surely enough.
    let shares: [(language: String?, share: Double)]

    init(_ texts: [ReadText]) {
        self.texts = texts
        var letters: [(language: String?, share: Double)] = []
        var total = 0.0
        for span in texts.flatMap(\.reading.spans) {
            let language = span.confidence < LanguageExaminer.leastConfidence ? nil : span.language
            total += Double(span.letters)
            if let index = letters.firstIndex(where: { $0.language == language }) {
                letters[index].share += Double(span.letters)
            } else {
                letters.append((language, Double(span.letters)))
            }
        }
        shares = letters.map { ($0.language, $0.share / total) }.sorted {
            ($0.share, $1.language ?? "") > ($1.share, $0.language ?? "")
        }
    }

    /// The language with most of the post's letters; nil where it cannot be told.
    var main: String? { shares.first?.language }

    /// Languages with a share worth naming, the main one first.
    var named: [String] {
        shares.filter { $0.share >= LanguageExaminer.leastShare }.compactMap(\.language)
    }

    func share(of language: String) -> Double {
        shares.reduce(0) { sum, one in
            let isMeant = one.language.map { LanguageTag.covers(language, $0) } ?? (language == LanguageTag.unknown)
            return isMeant ? sum + one.share : sum
        }
    }

    /// Whether two languages have a share worth naming that are not forms of one: zh-Hans and zh-Hant are.
    var isMixed: Bool {
        let named = named
        return named.contains { other in
            !LanguageTag.covers(LanguageTag.primary(named[0]), other)
                && !LanguageTag.covers(LanguageTag.primary(other), named[0])
        }
    }
}
