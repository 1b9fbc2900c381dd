/// Which languages a text is in, span by span.
public struct LanguageReading: Sendable, Hashable {
    /// In the order of the text; between them is text without a language: links, numbers, emoji, punctuation.
    public var spans: [Span]
    /// What share of the letters is in which language, the largest first; nil is what cannot be told.
    public var shares: [Share]

    /// Spans and shares.
    public init(spans: [Span] = [], shares: [Share] = []) {
        self.spans = spans
        self.shares = shares
    }

    /// A piece of text in one language.
    public struct Span: Sendable, Hashable {
        /// Bytes of the text.
        public var range: Range<Int>
        /// BCP 47, such as `en`, `zh-Hans`; nil if the text does not tell.
        public var language: String?
        /// ISO 15924, such as `Latn`, `Cyrl`.
        public var script: String
        /// 0 to 1: of the spans given 0.9, nine in ten are right.
        public var confidence: Double
        /// How much it says, in letters; an ideograph or a syllable of Hangul counts two.
        public var letters: Int

        public init(range: Range<Int>, language: String?, script: String, confidence: Double, letters: Int) {
            self.range = range
            self.language = language
            self.script = script
            self.confidence = confidence
            self.letters = letters
        }
    }

    /// How much of a text is in a language.
    public struct Share: Sendable, Hashable {
        /// Nil for what cannot be told.
        public var language: String?
        public var share: Double
        /// How sure, over all its spans.
        public var confidence: Double

        public init(language: String?, share: Double, confidence: Double) {
            self.language = language
            self.share = share
            self.confidence = confidence
        }
    }

    /// The language of the largest share; nil if the text does not tell.
    public var main: Share? { shares.first.flatMap { $0.language == nil ? nil : $0 } }
}
