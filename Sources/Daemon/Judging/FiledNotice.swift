public import Moderation

/// A post that was filed, for whoever wants to show it.
public struct FiledNotice: Sendable {
    /// The name it came with.
    public let name: String
    /// Its channel.
    public let channel: String?
    /// What it came to; nil where it was no post.
    public let verdict: Verdict?
    /// Why it was no post.
    public let failure: String?
    /// Where it lies now, below the spool.
    public let path: String
}
