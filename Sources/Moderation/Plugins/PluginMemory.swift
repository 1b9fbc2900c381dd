/// What a plugin remembers between posts: counters, campaigns, a learned model. Owned by the daemon; outlives
/// rulesets. Called from several threads.
public protocol PluginMemory: AnyObject, Sendable {
    /// Observes a post after its verdict was journalled. Must not block.
    func observe(_ post: ExaminedPost, _ verdict: Verdict)
    /// Observes a person's decision about a post. Not on the path of posts: may be slow.
    func learn(_ lesson: Lesson)
    /// Forgets every lesson and learns these instead: a decision was reversed, or an author is to be forgotten. Posts
    /// go on being judged by what was known before until it is done.
    func relearn(_ lessons: some Sequence<Lesson>)
    /// Forgets what `observe` kept of an author, whose `author.id` this is.
    func forget(author: String)
    /// What an administrator should look at since the last call, such as lessons that contradict each other. A line
    /// each, without text of posts.
    func takeNotices() -> [String]
    /// Whether answers depend on it. If they do not (it only makes them quicker), rules are not compiled a second
    /// time for their examples.
    var changesAnswers: Bool { get }
    /// All of it, as `openMemory` reads it: in one piece (`MemorySnapshot(head:)`), or in parts if it is large and
    /// changes little; `parts` are the names of those that are written already. Nil if nothing changed, or where there
    /// is nothing to keep.
    func snapshot(beside parts: Set<String>) -> MemorySnapshot?
}

extension PluginMemory {
    /// The default: answers depend on the memory.
    public var changesAnswers: Bool { true }
    /// The default: no learning.
    public func learn(_ lesson: Lesson) {}
    /// The default: no learning.
    public func relearn(_ lessons: some Sequence<Lesson>) {}
    /// The default: no notices.
    public func takeNotices() -> [String] { [] }
    /// The default: no author is remembered.
    public func forget(author: String) {}
}

/// The memory of a plugin that has none.
public final class NoMemory: PluginMemory {
    public var changesAnswers: Bool { false }
    public init() {}
    public func observe(_ post: ExaminedPost, _ verdict: Verdict) {}
    public func snapshot(beside parts: Set<String>) -> MemorySnapshot? { nil }
}

/// Where a plugin keeps what can be computed again; it may be removed at any time.
public struct PluginCache: Sendable {
    /// A folder of its own, which is there; only the daemon's user can write in it.
    public let folder: String
    /// Moongate's program, for plugins that compute in a child process.
    public let program: String
    /// Reports to the administrator.
    public let log: @Sendable (_ message: String) -> Void

    public init(folder: String, program: String, log: @escaping @Sendable (_ message: String) -> Void) {
        self.folder = folder
        self.program = program
        self.log = log
    }
}

/// A plugin's memory that cannot be read back.
public struct MemoryProblem: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
