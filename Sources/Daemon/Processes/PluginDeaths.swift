internal import Spool

/// Which plugins were at work when the judging process died, for the supervisor: one that ends it over several posts is
/// barred when it is started again.
struct PluginDeaths {
    private var deaths: [(plugin: Int, sequence: UInt64, at: Double)] = []

    /// Posts, each of them alone in hand, over which a plugin may end the process within `window` seconds.
    static let limit = 3
    static let window = 600.0

    /// The child died with these posts in hand. With several in hand nobody knows which it was; then nothing is noted,
    /// since each is judged alone next.
    mutating func note(_ items: [InHand.Item], at now: Double) {
        deaths.removeAll { now - $0.at > Self.window }
        guard items.count == 1, let plugin = items[0].plugin else { return }
        deaths.append((plugin, items[0].sequence, now))
        if deaths.count > 256 { deaths.removeFirst() }
    }

    /// Places of plugins to be barred, in order.
    func barred(at now: Double) -> [Int] {
        Dictionary(grouping: deaths.filter { now - $0.at <= Self.window }, by: \.plugin)
            .filter { Set($0.value.map(\.sequence)).count >= Self.limit }.keys.sorted()
    }
}
