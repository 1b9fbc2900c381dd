internal import Synchronization

/// What rules ask of the memory. A compiled ruleset holds one as long as it lives; so what is remembered follows the
/// rules in force, and the one being tried beside them, and no notification is needed when a ruleset is gone.
final class FloodDemand: Sendable {
    /// What has to be remembered for it.
    struct Wanted: Sendable, Equatable {
        /// Signatures, for similar posts and their campaigns.
        var similar = false
        var authors = false
        var links = false
        /// Seconds.
        var keep: Double = 0

        var isNothing: Bool { self == Wanted() }

        init() {}

        init(_ checks: [FloodCheck]) {
            for check in checks {
                switch check.key {
                case .similarPosts: similar = true
                case .postsByAuthor, .firstPost: authors = true
                case .sameLink: links = true
                }
                keep = max(keep, check.window)
            }
        }

        mutating func add(_ other: Wanted) {
            similar = similar || other.similar
            authors = authors || other.authors
            links = links || other.links
            keep = max(keep, other.keep)
        }
    }

    let wanted: Wanted
    private let demands: FloodDemands

    init(_ wanted: Wanted, of demands: FloodDemands) {
        self.wanted = wanted
        self.demands = demands
        demands.begin(self)
    }

    deinit { demands.end(ObjectIdentifier(self)) }
}

/// All demands of one memory.
final class FloodDemands: Sendable {
    private struct State {
        var alive: [ObjectIdentifier: FloodDemand.Wanted] = [:]
        var together = FloodDemand.Wanted()
        /// The longest time that was asked for last.
        var lastKeep: Double = 0

        mutating func changed() {
            together = alive.values.reduce(into: FloodDemand.Wanted()) { $0.add($1) }
            if !together.isNothing { lastKeep = together.keep }
        }
    }

    private let state = Mutex(State())

    fileprivate func begin(_ demand: FloodDemand) {
        state.withLock { state in
            state.alive[ObjectIdentifier(demand)] = demand.wanted
            state.changed()
        }
    }

    fileprivate func end(_ demand: ObjectIdentifier) {
        state.withLock { state in
            state.alive[demand] = nil
            state.changed()
        }
    }

    /// What is asked now, and for how long posts are kept: if nobody asks any more, as long as was asked last.
    var now: (wanted: FloodDemand.Wanted, keep: UInt32) {
        state.withLock { ($0.together, UInt32(min($0.lastKeep, FloodMemory.longestWindow))) }
    }
}
