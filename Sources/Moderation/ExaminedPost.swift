/// A post while it is examined: the post, when it was received, and what all examiners share of it.
public struct ExaminedPost: Sendable {
    /// The post as read.
    public let post: Post
    /// When the daemon took it; for an example, the fixed clock of examples.
    public let receivedAt: Instant
    /// Values that an example asks plugins to assume instead of what they would find, by key name
    /// (`author.account_age: 1 day`). Empty for real posts.
    public let assumptions: [String: String]

    /// A post taken at `receivedAt`.
    public init(_ post: Post, receivedAt: Instant, assumptions: [String: String] = [:]) {
        self.post = post
        self.receivedAt = receivedAt
        self.assumptions = assumptions
    }
}
