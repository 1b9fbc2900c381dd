internal import Synchronization
public import TextForms

/// A post while it is examined: the post, when it was received, and what all examiners share of it.
public struct ExaminedPost: Sendable {
    /// The post as read.
    public let post: Post
    /// When the daemon took it; for an example, the fixed clock of examples.
    public let receivedAt: Instant
    /// Values that an example asks plugins to assume instead of what they would find, by key name
    /// (`author.account_age: 1 day`). Empty for real posts.
    public let assumptions: [String: String]
    @usableFromInline let work = SharedWork()

    /// A post taken at `receivedAt`.
    public init(_ post: Post, receivedAt: Instant, assumptions: [String: String] = [:]) {
        self.post = post
        self.receivedAt = receivedAt
        self.assumptions = assumptions
    }

    /// The folded form of an entry; nil if it is not a text. Folded when first asked for, once for all examiners: most
    /// fields are read by no rule.
    public func folded(_ entry: Int) -> FoldedText? {
        work.folded(entry, of: post)
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

/// Values by their type (a few, so a list is faster than a dictionary), and folded texts.
@usableFromInline
final class SharedWork: Sendable {
    private let values = Mutex<[any Sendable]>([])
    /// By entry; the outer optional is nil for those that nobody has asked for. Nobody waits for this lock: a post is
    /// examined by one thread.
    private let forms = Mutex<[FoldedText??]>([])

    @usableFromInline var done: [any Sendable] { values.withLock { $0 } }

    @usableFromInline
    func keep(_ value: any Sendable) { values.withLock { $0.append(value) } }

    func folded(_ entry: Int, of post: Post) -> FoldedText? {
        forms.withLock { forms in
            if forms.isEmpty { forms = Array(repeating: .none, count: post.entries.count) }
            if let known = forms[entry] { return known }
            var form: FoldedText?
            if case .text(let bytes) = post.entries[entry].value { form = Folding.fold(bytes) }
            forms[entry] = .some(form)
            return form
        }
    }
}
