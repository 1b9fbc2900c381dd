public import JSON
import Synchronization

/// The numbers of claims: each is given once in the life of a spool, and they only grow.
public final class SequenceNumbers: Sendable {
    private let last: Atomic<UInt64>

    /// Begins above everything that the journal, its checkpoint and `work/` hold.
    public init(above last: UInt64) { self.last = Atomic(last) }

    /// The next number.
    public func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }

    /// Numbers are whole up to 2^53: so many fit into 16 digits, and a Double. No spool gets to half of that, and where a
    /// damaged file says so the next numbers must still be read.
    static let limit: UInt64 = 1 << 52

    /// A number as JSON has it; nil for what none can be.
    public static func number(_ json: JSONValue?) -> UInt64? {
        guard let number = json?.integer, number >= 0, number < limit else { return nil }
        return UInt64(number)
    }

    /// The largest number given.
    public var greatest: UInt64 { last.load(ordering: .relaxed) }
}
