internal import Files

/// Decisions and new verdicts that a kill cut in half: their lines are in the journal's tail, and the post still lies
/// where it was.
extension Recovery {
    /// A line of the tail. Only the last word on a file counts; what was dropped again afterwards has none.
    mutating func note(_ line: JournalLine) {
        guard let inode = line.inode else { return }
        switch line.event {
        case .decision, .rejudged: refilings[inode] = line
        case .verdict, .failed: refilings[inode] = nil
        case .learned, .other: break
        }
    }

    /// Carries out what was not, in the order of the journal.
    mutating func finishRefilings(_ journal: Journal) throws(SpoolProblem) {
        let refiling = Refiling(spool, journal: journal, filing: filing, sidecars: sidecars)
        for line in refilings.values.sorted(by: { $0.sequence < $1.sequence }) {
            do throws(SpoolProblem) {
                try finish(line, refiling)
            } catch {
                guard error.kind == .forbidden else { throw error }
                isRefilingLeft = true
            }
        }
        refilings = [:]
    }

    private mutating func finish(_ line: JournalLine, _ refiling: Refiling) throws(SpoolProblem) {
        guard let order = try refiling.order(from: line) else { return try removeLeftSidecar(line) }
        if order.outcome != order.copy.place.outcome { counts.refiled += 1 }
        _ = try refiling.carryOut(order)
    }

    /// The post was moved, and the kill came before its old sidecar was removed.
    private func removeLeftSidecar(_ line: JournalLine) throws(SpoolProblem) {
        guard let move = line.event.move, move.from != move.to, let place = FiledPlace(line),
            let folder = try place.folder(in: spool),
            try folder.status(of: place.name) == nil
        else { return }
        try folder.remove(place.name + Sidecar.verdictSuffix)
    }
}
