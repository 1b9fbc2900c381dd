/// A plugin that remembers something between posts, so that its answers depend on what came before.
public protocol Remembers: RulePlugin {
    /// What it remembers, from the last `snapshot`; empty at the first start (nil). A snapshot that cannot be used is an
    /// error: the daemon quarantines it and asks again with nil. A part that cannot be used is refused, and the memory
    /// goes on without it.
    func openMemory(from stored: StoredMemory?) throws(MemoryProblem) -> any PluginMemory
}

/// What a plugin remembers between posts: counters, campaigns, a learned model. Owned by the daemon; outlives
/// rulesets. Called from several threads. What else is done with it is a protocol of its own: `Observes`, `Learns`,
/// `ForgetsAuthors`, `GivesNotices`.
public protocol PluginMemory: AnyObject, Sendable {
    /// All of it, as `openMemory` reads it: in one piece (`MemorySnapshot(head:)`), or in parts if it is large and
    /// changes little; `parts` are the names of those that are written already. Nil if nothing changed, or where there
    /// is nothing to keep.
    func snapshot(beside parts: Set<String>) -> MemorySnapshot?
}

/// A memory of posts. A backtest begins with an empty one and has it observe the posts one by one.
public protocol Observes: PluginMemory {
    /// Observes a post after its verdict was journalled. Must not block.
    func observe(_ post: ExaminedPost, _ verdict: Verdict)
}

/// A memory of what people decided. A backtest uses what is known today.
public protocol Learns: PluginMemory {
    /// Observes a person's decision about a post. Not on the path of posts: may be slow.
    func learn(_ lesson: Lesson)
    /// Forgets every lesson and learns these instead: a decision was reversed, or an author is to be forgotten. Posts
    /// go on being judged by what was known before until it is done.
    func relearn(_ lessons: some Sequence<Lesson>)
}

/// A memory that knows whose a post was.
public protocol ForgetsAuthors: PluginMemory {
    /// Forgets what it keeps of an author, whose `author.id` this is.
    func forget(author: String)
}

/// A memory that has something to say to the administrator.
public protocol GivesNotices: PluginMemory {
    /// What an administrator should look at since the last call, such as lessons that contradict each other. A line
    /// each, without text of posts.
    func takeNotices() -> [String]
}

/// A plugin's memory that cannot be read back.
public struct MemoryProblem: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
