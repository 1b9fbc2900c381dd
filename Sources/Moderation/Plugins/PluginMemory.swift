/// What a plugin remembers between posts: counters, campaigns, a learned model. Owned by the daemon; outlives
/// rulesets. Called from several threads.
public protocol PluginMemory: AnyObject, Sendable {
    /// Told of a post after its verdict was journalled. Must not block.
    func observe(_ post: ExaminedPost, _ verdict: Verdict)
    /// Told what a person decided about a post. Not on the way of posts: may take its time.
    func learn(_ lesson: Lesson)
    /// Forgets every lesson and learns these instead: a decision was reversed, or an author is to be forgotten. Posts
    /// go on being judged by what was known before until it is done.
    func relearn(_ lessons: some Sequence<Lesson>)
    /// Forgets what `observe` kept of an author, whose `author.id` this is.
    func forget(author: String)
    /// What an administrator should look at since this was last asked, such as lessons that contradict each other. A line
    /// each, without text of posts.
    func takeNotices() -> [String]
    /// Whether answers depend on it. Where they do not (it only makes them quicker), rules are not compiled a second
    /// time for their examples.
    var changesAnswers: Bool { get }
    /// All of it, as `openMemory` reads it: in one piece (`MemorySnapshot(head:)`), or in parts where it is large and
    /// changes little; `parts` are the names of those that are written already. Nil where nothing changed, or where there
    /// is nothing to keep.
    func snapshot(beside parts: Set<String>) -> MemorySnapshot?
}

extension PluginMemory {
    /// Most are there for that.
    public var changesAnswers: Bool { true }
    /// Most learn nothing from people.
    public func learn(_ lesson: Lesson) {}
    /// Most learn nothing from people.
    public func relearn(_ lessons: some Sequence<Lesson>) {}
    /// Most have nothing to tell.
    public func takeNotices() -> [String] { [] }
    /// Most keep nothing of an author.
    public func forget(author: String) {}
}

/// The memory of a plugin that has none.
public final class NoMemory: PluginMemory {
    /// False.
    public var changesAnswers: Bool { false }
    /// Nothing.
    public init() {}
    /// Forgets it.
    public func observe(_ post: ExaminedPost, _ verdict: Verdict) {}
    /// Nil.
    public func snapshot(beside parts: Set<String>) -> MemorySnapshot? { nil }
}

/// Where a plugin keeps what can be computed anew: it may be removed at any time.
public struct PluginCache: Sendable {
    /// A folder of its own, which is there; only the daemon's user can write in it.
    public let folder: String
    /// Moongate's program, for plugins that compute in a child process.
    public let program: String
    /// Tells the administrator.
    public let log: @Sendable (_ message: String) -> Void

    /// A folder, a program and ears.
    public init(folder: String, program: String, log: @escaping @Sendable (_ message: String) -> Void) {
        self.folder = folder
        self.program = program
        self.log = log
    }
}

/// A plugin's memory that cannot be read back.
public struct MemoryProblem: Error, CustomStringConvertible {
    /// What is wrong with it.
    public let description: String
    /// With a reason.
    public init(_ description: String) { self.description = description }
}
