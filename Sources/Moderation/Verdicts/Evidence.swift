/// What shows that a check holds.
public struct Evidence: Hashable, Sendable {
    /// Where it is.
    public let field: Field
    /// The place in a field that is a list, from 0.
    public let element: Int?
    /// Bytes of the field's text as the post gave it, in UTF-8; nil if the evidence is a value.
    public let range: Range<Int>?
    /// The form in which it was found.
    public let form: TextForm
    /// A value instead of characters, such as `3 hours`, or what is to be said of them. Goes into the journal: never text
    /// of the post.
    public let value: String?
    /// What this is worth instead of the rule's score: a word list may weigh its words.
    public let weight: Double?

    /// Characters of a field, and what is to be said of them.
    public init(
        _ field: Field, element: Int? = nil, range: Range<Int>, form: TextForm = .original, weight: Double? = nil,
        value: String? = nil
    ) {
        self.weight = weight
        self.field = field
        self.element = element
        self.range = range
        self.form = form
        self.value = value
    }

    /// A value found for a field or fact.
    public init(_ field: Field, value: String) {
        self.field = field
        element = nil
        range = nil
        form = .original
        weight = nil
        self.value = value
    }
}

/// A normal form of a field's text.
public enum TextForm: String, Hashable, Sendable {
    case original
    /// What evasion changes is undone: width, case, look-alike forms, invisible characters, traditional characters.
    case folded
}
