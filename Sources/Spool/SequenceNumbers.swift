import Synchronization

/// The numbers of claims: each is given once in the life of a spool, and they only grow.
public final class SequenceNumbers: Sendable {
    private let last: Atomic<UInt64>

    /// Begins above everything that the journal, its checkpoint and `work/` hold.
    public init(above last: UInt64) { self.last = Atomic(last) }

    /// The next number.
    public func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }

    /// The greatest number given.
    public var greatest: UInt64 { last.load(ordering: .relaxed) }
}
