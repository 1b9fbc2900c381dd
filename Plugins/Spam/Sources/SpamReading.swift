public import Moderation

/// How likely a post is spam, and why.
public struct SpamReading: Sendable {
    /// From 0 to 1.
    public var probability: Double
    /// What speaks loudest for it, then what speaks loudest against it, the strongest first.
    public var reasons: [Reason]

    public init(probability: Double, reasons: [Reason] = []) {
        self.probability = probability
        self.reasons = reasons
    }

    /// Something of the post that moves the probability: a piece of it, a fact about it, or both.
    public struct Reason: Sendable {
        /// What it adds to the logarithm of the odds: for spam where positive.
        public var weight: Double
        /// A fact, in a person's words, with no word of the post; nil if only the place speaks.
        public var name: String?
        /// Where it is; nil for a fact about the whole post.
        public var field: Field?
        /// The place in a field that is a list.
        public var element: Int?
        /// Bytes of the field's text as the post gave it.
        public var range: Range<Int>?

        public init(weight: Double, name: String?, field: Field?, element: Int?, range: Range<Int>?) {
            self.weight = weight
            self.name = name
            self.field = field
            self.element = element
            self.range = range
        }
    }
}
