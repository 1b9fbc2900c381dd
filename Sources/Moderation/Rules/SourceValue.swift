/// A value as a rule file wrote it, with its places: what plugins compile checks from.
public indirect enum SourceValue: Sendable {
    /// A text, number or word: YAML's guesses at types are not used, so `no` stays "no".
    case scalar(SourceText)
    /// `[a, b]`, or lines with dashes.
    case list([SourceValue], SourceLocation)
    /// `{key: value}`, in the order written.
    case map([Entry], SourceLocation)

    public struct Entry: Sendable {
        /// The key as written.
        public let key: SourceText
        public let value: SourceValue

        public init(key: SourceText, value: SourceValue) {
            self.key = key
            self.value = value
        }
    }

    /// Where it begins.
    public var location: SourceLocation {
        switch self {
        case .scalar(let text): text.location
        case .list(_, let location), .map(_, let location): location
        }
    }

    /// What a person would call it.
    public var kind: String {
        switch self {
        case .scalar: "a single value"
        case .list: "a list"
        case .map: "a block of keys"
        }
    }

    /// Its scalars: itself, or a list's elements. Lists in lists and maps are a problem.
    public func scalars() throws(RuleProblems) -> [SourceText] {
        switch self {
        case .scalar(let text): return [text]
        case .list(let elements, let location):
            guard !elements.isEmpty else {
                throw RuleProblems(
                    at: location, "the list is empty", advice: "write at least one value, or remove the key")
            }
            var texts: [SourceText] = []
            for element in elements {
                guard case .scalar(let text) = element else {
                    throw RuleProblems(
                        at: element.location, "expected one value here, not \(element.kind)",
                        advice: "write a plain list: [one, two]")
                }
                texts.append(text)
            }
            return texts
        case .map(_, let location):
            throw RuleProblems(
                at: location, "expected a value or a list here, not a block of keys",
                advice: "write one value, or a list: [one, two]; put texts with a colon in quotes")
        }
    }
}
