public import Moderation

/// A filed post, to be shown.
public struct FiledNotice: Sendable {
    /// The name it came with.
    public let name: String
    /// Its channel.
    public let channel: String?
    /// Its verdict; nil if it was not a post.
    public let verdict: Verdict?
    /// Why it was not a post.
    public let failure: String?
    /// Where it lies now, below the spool.
    public let path: String
}
