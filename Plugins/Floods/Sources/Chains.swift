/// Entries that share something (an author, a campaign, a link), each pointing at the one before it: a table finds the
/// last by a hash. Different ones may share a chain, which is then longer.
struct Chains: Sendable {
    static let none = UInt32.max

    private var last: [UInt32] = []
    private var before: [UInt32] = []

    var size: Int { (last.capacity + before.capacity) * 4 }

    /// A table of `count` chains. Existing entries have to be added again.
    mutating func begin(chains: Int, entries: Int) {
        last = [UInt32](repeating: Self.none, count: chains)
        before.removeAll(keepingCapacity: true)
        before.reserveCapacity(entries)
    }

    mutating func removeAll() {
        for chain in last.indices { last[chain] = Self.none }
        before.removeAll(keepingCapacity: true)
    }

    /// The next entry; nil for one that belongs to no chain.
    mutating func append(_ hash: UInt32?) {
        guard let hash else { return before.append(Self.none) }
        let slot = slot(hash)
        before.append(last[slot])
        last[slot] = UInt32(before.count - 1)
    }

    /// The newest entry of a chain.
    func newest(_ hash: UInt32) -> Int? { Self.entry(last[slot(hash)]) }

    /// The one that came before it in its chain.
    func before(_ entry: Int) -> Int? { Self.entry(before[entry]) }

    private static func entry(_ value: UInt32) -> Int? { value == none ? nil : Int(value) }

    private func slot(_ hash: UInt32) -> Int { Int((UInt64(hash) * UInt64(last.count)) >> 32) }
}
