/// One kind of key that a plugin understands: together they are the vocabulary of rule files, and help,
/// "did you mean" and schemas are made from them.
public struct CheckKeyForm: Sendable {
    /// `body`, or with a star at the end `extra.*`.
    public let name: String
    /// The modifiers it may carry, each with what it does.
    public let modifiers: [Modifier]
    /// A modifier without which the form does not apply: `extra.*` with `(number)` is a number, else a text.
    public let required: String?
    /// Whether several may be joined by `+`.
    public let joins: Bool
    /// Whether it asks something of the post. One that does not, such as `unless`, only changes how the plugin answers
    /// the rule's other checks.
    public let isCondition: Bool
    /// The shape of the value, for editors; the plugin itself reads and checks it.
    public let value: Value
    /// Which words of a post it reads.
    public let reads: Reads
    /// Parts of what it finds that examples of rules may assume besides: `authors` for `assume: {similar_posts.authors: 3}`.
    public let assumes: [String]
    /// What it asks, in a moderator's words.
    public let summary: String
    /// A line of a rule file that uses it.
    public let example: String
    /// Of the example.
    public let posts: ExamplePosts

    /// Posts for which an example holds and does not: shown in the reference, and run as a test. As `examples` of a rule
    /// have a post, in YAML: a text, or a block such as `{title: hello}`. Nil only in plugins that tests make up.
    public struct ExamplePosts: Sendable {
        public let fires: String?
        public let passes: String?
        /// Another line of the rule, for a key that asks nothing by itself.
        public let given: String?
    }

    /// What a key looks at: a post whose text is only in fields that no rule reads is reported.
    public enum Reads: Sendable {
        /// Title and body, such as `links`.
        case text
        /// The field that has the key's name, such as `extra.content`.
        case fieldOfItsName
    }

    /// Shapes of values.
    public enum Value: Sendable {
        /// One or a list.
        case values
        /// One or a list, or `{not: [...]}`.
        case valuesOrNot
        /// A map of names to comparisons: `{zh: "> 0.3"}`.
        case comparisons
    }

    /// A word in parentheses behind a key.
    public struct Modifier: Sendable {
        public let name: String
        /// What it does, in a moderator's words.
        public let summary: String
        /// A line of a rule file that uses it.
        public let example: String
        /// Of the example.
        public let posts: ExamplePosts

        public init(
            _ name: String, _ summary: String, example: String, fires: String? = nil, passes: String? = nil
        ) {
            self.name = name
            self.summary = summary
            self.example = example
            posts = ExamplePosts(fires: fires, passes: passes, given: nil)
        }
    }

    /// A key that rule files may use. `example` is a line that uses it; `fires` and `passes` are posts for which that
    /// holds and does not, in a rule that has the line `given` too.
    public init(
        _ name: String, modifiers: [Modifier] = [], required: String? = nil, joins: Bool = false,
        isCondition: Bool = true, value: Value = .values, reads: Reads = .text, assumes: [String] = [], summary: String,
        example: String,
        fires: String? = nil, passes: String? = nil, given: String? = nil
    ) {
        self.name = name
        self.modifiers = modifiers
        self.required = required
        self.joins = joins
        self.isCondition = isCondition
        self.value = value
        self.reads = reads
        self.assumes = assumes
        self.summary = summary
        self.example = example
        posts = ExamplePosts(fires: fires, passes: passes, given: given)
    }

    /// Whether the form's name covers this one.
    public func covers(_ name: String) -> Bool {
        guard self.name.hasSuffix("*") else { return self.name == name }
        let prefix = self.name.dropLast()
        return name.hasPrefix(prefix) && name.count > prefix.count
    }

    /// The fields that a key of this name reads.
    public func fields(readBy name: String) -> [Field] {
        switch reads {
        case .text: [.title, .body]
        case .fieldOfItsName: [Field(name)]
        }
    }

    /// How well the form fits a key; larger is better, nil if it does not fit: an exact name beats a star, a
    /// required modifier beats none.
    public func fit(_ key: CheckKey) -> Int? {
        guard key.names.allSatisfy({ covers($0.text) }) else { return nil }
        if let required, !key.has(required) { return nil }
        return (name.hasSuffix("*") ? 0 : 2) + (required == nil ? 0 : 1)
    }
}
