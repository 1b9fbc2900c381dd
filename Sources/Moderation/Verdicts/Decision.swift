/// A moderator's decision on a filed post.
public struct Decision: Hashable, Sendable {
    /// What was decided.
    public enum Word: String, CaseIterable, Sendable {
        /// The post is fine: it belongs into `approved/`.
        case approve
        /// The flag was right: the post stays where it is.
        case uphold
        /// The post must go: it belongs into `rejected/`.
        case reject

        /// Whether the post is what the community does not want.
        public var isAgainst: Bool { self != .approve }
    }

    /// What was said.
    public let word: Word
    /// By whom, as they call themselves: `unknown` if a file was moved by hand.
    public let by: String
    /// The user of the machine who gave it, as the kernel says; nil if nobody asked for it, or if it is not known.
    public let user: String?
    public let at: Instant

    /// A moderator's decision.
    public init(_ word: Word, by: String, user: String? = nil, at: Instant) {
        self.word = word
        self.by = by
        self.user = user
        self.at = at
    }
}

/// A post that a person decided about, for the plugins that learn. Only people's decisions are lessons, never verdicts.
public struct Lesson: Sendable {
    /// The post, as it would be judged when the decision was made.
    public let post: ExaminedPost
    /// The decision.
    public let decision: Decision
    /// The digest of the post's file: one post teaches once, however often it is decided about.
    public let id: String

    public init(_ post: ExaminedPost, _ decision: Decision, id: String) {
        self.post = post
        self.decision = decision
        self.id = id
    }
}
