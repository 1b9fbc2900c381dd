public import Moderation

/// A rule as its file wrote it, read but not compiled.
public struct RuleSource: Sendable {
    /// Unique in its folder.
    public var id: SourceText
    /// What it is about.
    public var summary: String?
    /// Why it is there.
    public var reason: String?
    /// What it adds.
    public var score: Double?
    /// What it demands.
    public var action: Rule.Action?
    /// Whether it counts.
    public var mode = Rule.Mode.live
    /// The share of posts that it acts on, 0 to 1; the rest is in shadow.
    public var rollout = 1.0
    /// Shares a cap with others.
    public var group: SourceText?
    /// Which action goes first.
    public var priority = 0
    /// Where it applies.
    public var channels = Rule.Channels.all
    /// The base whose checks it takes over.
    public var standard: SourceText?
    /// Its checks, in order; all must hold.
    public var conditions: [SourceCondition] = []
    /// Whether something of it could not be read: what follows from that alone need not be said.
    public var isBroken = false
    /// Posts for which it must hold and posts for which it must not.
    public var examples: [Example] = []
}

/// A part of a rule that must hold.
public indirect enum SourceCondition: Sendable {
    /// `body: word`
    case check(CheckKey, SourceValue)
    /// `any:` one of these blocks, of each all checks.
    case any([[SourceCondition]], SourceLocation)
    /// `rules:` an expression over other rules.
    case rules(RuleExpression)
}

/// A post that a rule brings along to say what it is for.
public struct Example: Sendable {
    /// Whether the rule must hold for it.
    public let fires: Bool
    /// The post.
    public let post: Post
    /// What plugins are to assume instead of what they would find.
    public let assumptions: [String: String]
    /// Bytes of fields between `↓` and `↑`: each must be touched by evidence, and all evidence of the field must lie
    /// inside one.
    public let marks: [Mark]
    /// Where it stands.
    public let location: SourceLocation
    /// Its text, to show.
    public let text: String

    /// A marked part of a field.
    public struct Mark: Sendable {
        /// The field.
        public let field: Field
        /// Its bytes, marks taken out.
        public let range: Range<Int>
    }
}
