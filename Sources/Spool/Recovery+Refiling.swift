/// Decisions and new verdicts that a kill cut in half: their lines are in the journal's tail, and the post still lies
/// where it was.
extension Recovery {
    /// A line of the tail. Only the last word on a file counts; what was dropped again afterwards has none.
    mutating func note(_ entry: JournalEntry) {
        guard let inode = entry.inode else { return }
        switch entry.kind {
        case "decision", "rejudged": refilings[inode] = entry
        case "verdict": refilings[inode] = nil
        default: break
        }
    }

    /// Carries out what was not, in the order of the journal.
    mutating func finishRefilings(_ journal: Journal) throws(SpoolProblem) {
        let refiling = Refiling(spool, journal: journal, filing: filing, sidecars: sidecars)
        for entry in refilings.values.sorted(by: { $0.sequence < $1.sequence }) {
            do throws(SpoolProblem) {
                try finish(entry, refiling)
            } catch {
                guard error.kind == .forbidden else { throw error }
                isRefilingLeft = true
            }
        }
        refilings = [:]
    }

    private mutating func finish(_ entry: JournalEntry, _ refiling: Refiling) throws(SpoolProblem) {
        guard let order = try refiling.order(from: entry) else { return try removeLeftSidecar(entry) }
        if order.outcome != order.copy.place.outcome { counts.refiled += 1 }
        _ = try refiling.carryOut(order)
    }

    /// The post was moved, and the kill came before its old sidecar was removed.
    private func removeLeftSidecar(_ entry: JournalEntry) throws(SpoolProblem) {
        guard let place = FiledPlace(entry), entry.from != entry.to, let folder = try place.folder(in: spool),
            try folder.status(of: place.name) == nil
        else { return }
        try folder.remove(place.name + Sidecar.verdictSuffix)
    }
}
