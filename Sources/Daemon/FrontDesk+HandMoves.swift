internal import Moderation
internal import Spool

/// Posts that somebody moved by hand between the outcome folders count as decided by `unknown`.
extension FrontDesk {
    /// Whom a move by hand is put down to.
    static let mover = "unknown"
    private static let batchLimit = 200

    /// Takes every move that is found as a decision: journals it, keeps the copy, has it learned. Gives how many.
    func decideMoved(_ moves: inout HandMoves) throws(SpoolProblem) -> Int {
        // A long journal is read while others may decide.
        try moves.readJournal()
        var count = 0
        while true {
            let results = try carryOut(onlyIfNothingWaits: true) { () throws(SpoolProblem) in
                var orders: [Refiling.Order] = []
                for moved in try moves.look() where orders.count < Self.batchLimit {
                    guard let copy = try moves.copy(of: moved) else { continue }
                    let decision = Decision(
                        Decision.Word(byMovingTo: moved.place.outcome), by: Self.mover, at: .fromSystemClock())
                    orders.append(
                        try refiling.order(copy, decision, number: numbers.next(), movedFrom: moved.from))
                }
                return orders
            }
            count += results.count
            if results.count < Self.batchLimit { break }
        }
        if count > 0 { teacher?.look() }
        return count
    }
}
