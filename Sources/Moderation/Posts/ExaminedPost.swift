internal import Synchronization
public import TextForms

/// A post while it is examined: the post, when it was received, and what all examiners share of it.
public struct ExaminedPost: Sendable {
    /// The post as read.
    public let post: Post
    /// Of each entry of the post that is a text, its folded form; nil for the others.
    public let folded: [FoldedText?]
    /// When the daemon took it; for an example, the fixed clock of examples.
    public let receivedAt: Instant
    /// Values that an example asks plugins to assume instead of what they would find, by key name
    /// (`author.account_age: 1 day`). Empty for real posts.
    public let assumptions: [String: String]
    @usableFromInline let work = SharedWork()

    /// A post taken at `receivedAt`. Its texts are folded here, once for all examiners.
    public init(_ post: Post, receivedAt: Instant, assumptions: [String: String] = [:]) {
        self.post = post
        self.receivedAt = receivedAt
        self.assumptions = assumptions
        folded = post.entries.map { entry in
            if case .text(let bytes) = entry.value { Folding.fold(bytes) } else { nil }
        }
    }

    /// What several plugins, or several steps of one, need of this post: worked out by the first that asks. One value of
    /// a type.
    @inlinable
    public func shared<Value: Sendable>(_ type: Value.Type, _ make: (borrowing ExaminedPost) -> Value) -> Value {
        for case let known as Value in work.done { return known }
        let made = make(self)
        work.keep(made)
        return made
    }
}

/// Values by their type: a few, so a list is faster than a dictionary.
@usableFromInline
final class SharedWork: Sendable {
    private let values = Mutex<[any Sendable]>([])

    @usableFromInline var done: [any Sendable] { values.withLock { $0 } }

    @usableFromInline
    func keep(_ value: any Sendable) { values.withLock { $0.append(value) } }
}
