internal import Synchronization

/// What rules ask of the memory: what has to be remembered for them.
struct FloodDemand: Sendable, Equatable {
    /// Signatures, for similar posts and their campaigns.
    var similar = false
    var authors = false
    var links = false
    /// Seconds.
    var keep: Double = 0

    var isNothing: Bool { self == FloodDemand() }

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

    mutating func add(_ other: FloodDemand) {
        similar = similar || other.similar
        authors = authors || other.authors
        links = links || other.links
        keep = max(keep, other.keep)
    }
}

/// All demands of one memory: of the ruleset in force, and for a moment of the one in whose place it went.
final class FloodDemands: Sendable {
    private struct State {
        var begun: [FloodDemand] = []
        var together = FloodDemand()
        /// The longest time that was asked for last.
        var lastKeep: Double = 0

        mutating func changed() {
            together = begun.reduce(into: FloodDemand()) { $0.add($1) }
            if !together.isNothing { lastKeep = together.keep }
        }
    }

    private let state = Mutex(State())

    func begin(_ demand: FloodDemand) {
        state.withLock { state in
            state.begun.append(demand)
            state.changed()
        }
    }

    func end(_ demand: FloodDemand) {
        state.withLock { state in
            if let place = state.begun.firstIndex(of: demand) { state.begun.remove(at: place) }
            state.changed()
        }
    }

    /// What is asked now, and for how long posts are kept: if nobody asks any more, as long as was asked last.
    var now: (wanted: FloodDemand, keep: UInt32) {
        state.withLock { ($0.together, UInt32(min($0.lastKeep, FloodMemory.longestWindow))) }
    }
}
