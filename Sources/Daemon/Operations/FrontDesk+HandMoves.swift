internal import Files
internal import Moderation
internal import Spool

/// Posts that somebody moved by hand between the outcome folders count as decided by `unknown`.
extension FrontDesk {
    /// Whom a move by hand is put down to.
    static let mover = "unknown"
    private static let batchLimit = 200

    /// Takes every move that is found as a decision: journals it, keeps the copy, has it learned. Gives how many. The
    /// folders are listed while others may decide; only the orders are made and carried out in turn.
    func decideMoved(_ moves: inout HandMoves) throws(SpoolProblem) -> Int {
        var found = try moves.look()[...]
        var count = 0
        while !found.isEmpty {
            let batch = found.prefix(Self.batchLimit)
            found = found.dropFirst(Self.batchLimit)
            var kept: [Labelled.Entry] = []
            let results = try carryOut(onlyIfNothingWaits: true) { () throws(SpoolProblem) in
                // What was decided since the look has its line by now.
                try moves.readJournal()
                var orders: [Refiling.Order] = []
                for moved in batch where moves.isStill(moved) {
                    guard let copy = try moves.copy(of: moved) else { continue }
                    let decision = Decision(
                        Decision.Word(byMovingTo: moved.place.outcome), by: Self.mover, at: .fromSystemClock())
                    orders.append(
                        try refiling.order(copy, decision, number: numbers.next(), movedFrom: moved.from))
                }
                kept = orders.compactMap(\.kept)
                return orders
            }
            count += results.count
            teacher?.look(at: kept)
        }
        return count
    }
}
