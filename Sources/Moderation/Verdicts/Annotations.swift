/// A member of verdicts that a plugin fills with short texts, such as the languages of the post.
public struct Annotation: Sendable, Hashable {
    /// The name of the JSON member: small letters and `_`, and none that verdicts have anyway.
    public let name: String
    /// Whether a verdict has the member even if there is nothing in it.
    public let isAlwaysWritten: Bool

    public init(_ name: String, isAlwaysWritten: Bool = false) {
        self.name = name
        self.isAlwaysWritten = isAlwaysWritten
    }
}

/// What plugins say about a post besides the answers to checks.
public struct Annotations: Sendable {
    /// Of all installed plugins, always in the same order. Few: looked through one by one.
    public private(set) var entries: [Entry]

    /// An annotation, and what it is of this post.
    public struct Entry: Sendable {
        public let annotation: Annotation
        public fileprivate(set) var values: [String] = []
    }

    /// Without values. Those that are always written come first, so that lines of a journal start alike.
    public init(_ declared: [Annotation] = []) {
        let sorted = declared.filter(\.isAlwaysWritten) + declared.filter { !$0.isAlwaysWritten }
        entries = sorted.map { Entry(annotation: $0) }
    }

    /// Empty if no installed plugin declares the annotation.
    public subscript(_ name: String) -> [String] { entries.first { $0.annotation.name == name }?.values ?? [] }

    mutating func set(_ annotation: Annotation, _ values: [String]) {
        guard let place = entries.firstIndex(where: { $0.annotation == annotation }) else {
            // A test may examine a post without a ruleset, which declares what its plugins do.
            return entries.append(Entry(annotation: annotation, values: values))
        }
        entries[place].values = values
    }

    /// Forgets the last post's.
    mutating func removeValues() {
        for place in entries.indices where !entries[place].values.isEmpty { entries[place].values = [] }
    }
}
