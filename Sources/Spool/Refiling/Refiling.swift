public import Files
public import Moderation

/// Moves filed posts to another outcome, because a person said so or the rules have changed: with the promises of
/// filing. First the journal, a sync for many; then the copy for plugins that learn; then the sidecar; then the post.
/// What a kill leaves half done, the next start finds in the journal and finishes (`Recovery`).
public struct Refiling: Sendable {
    /// One move.
    public struct Order: Sendable {
        /// The post as it lies.
        public let copy: FiledCopy
        /// Where it belongs: its outcome where it stays.
        public let outcome: Outcome
        /// Its line in the journal.
        public let record: JournalRecord
        /// Its sidecar afterwards; nil for none.
        let sidecar: [UInt8]?
        /// What is kept of it for plugins that learn.
        public let kept: Labelled.Entry?
    }

    /// What an order came to.
    public enum Result: Sendable {
        /// It lies here now.
        case filed(FiledPlace)
        /// Somebody took it away in between.
        case gone
        /// It is to be tried again; the next start does, if nobody does before.
        case failed(SpoolProblem)
    }

    /// Orders that are in the journal.
    public struct Batch: Sendable {
        /// What is not done yet.
        public internal(set) var waiting: [Order]
        /// Whether nothing is left to be done: the checkpoint may pass. Else `carryOut` is to be called again.
        public internal(set) var isDone = false
        /// All is carried out, and this keeps it from being on disk.
        public internal(set) var syncProblem: SpoolProblem?
        let hold: Journal.Hold
    }

    let spool: SpoolFolder
    let journal: Journal
    public let filing: Filing
    let sidecars: Sidecars
    let durability: Durability
    /// For the copies.
    public let labelled: Labelled

    /// Within the folders of `spool`.
    public init(
        _ spool: SpoolFolder, journal: Journal, filing: Filing, sidecars: Sidecars = .flagged,
        durability: Durability = .journal
    ) {
        self.spool = spool
        self.journal = journal
        self.filing = filing
        self.sidecars = sidecars
        self.durability = durability
        labelled = Labelled(spool)
    }

    /// Writes the orders' lines; from then on they stand. A problem means that none is written.
    public func record(_ orders: [Order]) throws(SpoolProblem) -> Batch {
        Batch(waiting: orders, hold: try journal.append(orders.map(\.record)))
    }

    /// Writes a line that moves nothing.
    public func note(_ record: JournalRecord) throws(SpoolProblem) { journal.release(try journal.append([record])) }

    /// Names were overwritten in the journal.
    public func forgetRecentLines() { journal.forgetRecentLines() }

    /// Does what waits in the batch, in order; what failed still waits. Until the batch is done the checkpoint does not pass
    /// it.
    public func carryOut(_ batch: inout Batch) -> [Result] {
        var results: [Result] = []
        var left: [Order] = []
        for order in batch.waiting {
            do throws(SpoolProblem) {
                results.append(try carryOut(order).map { .filed($0) } ?? .gone)
            } catch {
                results.append(.failed(error))
                left.append(order)
            }
        }
        batch.waiting = left
        guard left.isEmpty else { return results }
        do throws(SpoolProblem) {
            if durability == .strict { try spool.sync() }
            journal.release(batch.hold)
            batch.isDone = true
        } catch {
            batch.syncProblem = error
        }
        return results
    }

    /// Nil where the post is gone. May be done again, in part or wholly.
    func carryOut(_ order: Order) throws(SpoolProblem) -> FiledPlace? {
        let place = order.copy.place
        if let kept = order.kept { try labelled.keep(order.copy.bytes, kept) }
        guard let source = try place.folder(in: spool), let status = try source.status(of: place.name),
            status.inode == order.copy.identity.inode
        else { return nil }
        let beside = place.name + Sidecar.verdictSuffix
        guard order.outcome != place.outcome else {
            guard let sidecar = order.sidecar else {
                // It came along by hand to where there are none.
                if order.copy.sidecar != nil { try source.remove(beside) }
                return place
            }
            // If a person gave a folder this name, the post goes without a sidecar, as recovery must be able to end.
            guard try source.folderIfThere(beside) == nil else { return place }
            try source.replace(
                beside, with: sidecar, .none, mode: 0o640, draft: Filing.temporaryName(order.record.sequence),
                in: spool.work)
            return place
        }
        let target = try place.makeFolder(in: spool, of: order.outcome)
        let name = try filing.move(
            Filing.Place(
                source: source, sourceName: place.name, name: place.name, sequence: order.record.sequence,
                owner: order.owner, folder: target, suffix: Sidecar.verdictSuffix),
            with: order.sidecar)
        if order.copy.sidecar != nil { try source.remove(beside) }
        return FiledPlace(outcome: order.outcome, folders: place.folders, name: name)
    }
}

extension Refiling.Order {
    /// The number that the sidecar begins with.
    var owner: UInt64 { sidecar == nil ? record.sequence : copy.ownerAfterwards(record.sequence, kept != nil) }
}

extension FiledCopy {
    /// A decision is added to the sidecar that there is; a new verdict replaces it.
    func ownerAfterwards(_ sequence: UInt64, _ isDecision: Bool) -> UInt64 {
        isDecision && sidecar != nil ? owner ?? sequence : sequence
    }
}
