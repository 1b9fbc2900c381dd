public import Files
import Glibc
public import Moderation

/// What a crash left in `work/`, held against the journal's tail: what has a verdict is filed by it, the rest is judged.
/// Runs at every start, before anything is claimed.
public struct Recovery {
    /// Recreates the sidecar of a filed post; nil if it cannot, or if the outcome would differ. Then the
    /// journal's line is the sidecar, which quotes no text.
    public typealias SidecarMaker = (_ post: ClaimedPost, _ line: JournalLine) -> [UInt8]?

    /// For the log.
    public struct Counts: Hashable, Sendable {
        /// Filed by the verdict in the journal.
        public var filed = 0
        /// Handed out to be judged.
        public var toJudge = 0
        /// Of these, with a verdict in the journal that is of other contents.
        public var changed = 0
        /// Temporary files that were removed.
        public var strays = 0
        /// Names in `work/` that are not Moongate's; they are left alone.
        public var foreign = 0
        /// Lines of the journal's tail that could not be read.
        public var badLines = 0
        /// Sidecars of filed posts that a power failure had emptied, and that were written again.
        public var mended = 0
        /// Posts whose move to another outcome was finished.
        public var refiled = 0
        /// Posts with a verdict that a power failure had put back into the inbox.
        public var reclaimed = 0
        /// Posts without a verdict that could not be read just now and were put back into the inbox.
        public var putBack = 0
    }

    /// So far.
    public internal(set) var counts = Counts()
    /// No claim, recorded or in `work/`, has a larger number: `SequenceNumbers` begin above it.
    public private(set) var greatestSequence: UInt64 = 0
    /// How many files are still to be looked at.
    public var remaining: Int { files.count - done }

    let spool: SpoolFolder
    private let journal: Journal
    let filing: Filing
    let claim: Claim
    let sidecars: Sidecars
    let makeSidecar: SidecarMaker
    private var files: [WorkFile] = []
    private var done = 0
    private var lines: [UInt64: JournalLine] = [:]
    private var hold: Journal.Hold?
    /// By inode, the last decision or new verdict in the tail.
    var refilings: [UInt64: JournalLine] = [:]
    /// Posts with a verdict whose outcome folder fails: they must not keep the others from going on.
    private var unfiled: [UnfiledPost] = []
    private var failures: [String: SpoolProblem] = [:]
    /// A decision could not be carried out: the next start tries again, so the checkpoint stays where it is.
    var isRefilingLeft = false
    let systemStartedAt: Instant

    /// Lists `work/` and reads the journal's tail; files nothing yet. What a power failure can have undone is mended only
    /// where it was not touched since `systemStartedAt`.
    public init(
        _ spool: SpoolFolder, journal: Journal, filing: Filing, sidecars: Sidecars = .flagged,
        sizeLimit: Int = 1 << 20, systemStartedAt: Instant = .ofSystemStart(),
        makeSidecar: @escaping SidecarMaker = { _, _ in nil }
    ) throws(SpoolProblem) {
        self.spool = spool
        self.journal = journal
        self.filing = filing
        self.sidecars = sidecars
        self.makeSidecar = makeSidecar
        self.systemStartedAt = systemStartedAt
        claim = Claim(spool, numbers: SequenceNumbers(above: 0), sizeLimit: sizeLimit)
        try list(spool.work, channel: nil)
        try readTail()
        try finishRefilings(journal)
        files.sort { $0.sequence < $1.sequence }
        greatestSequence = max(greatestSequence, files.last?.sequence ?? 0)
        journal.begin(above: greatestSequence)
    }

    private mutating func list(_ folder: Folder, channel: String?) throws(SpoolProblem) {
        for (name, isFolder) in try FolderListing.names(of: folder) {
            if let file = WorkFile(fileName: name, channel: channel) {
                files.append(file)
            } else if isFolder, channel == nil, name.hasPrefix("@"), let inner = try folder.folderIfThere(name) {
                try list(inner, channel: String(name.dropFirst()))
            } else if !isFolder, name.hasPrefix(".") {
                try folder.remove(name)
                counts.strays += 1
            } else {
                counts.foreign += 1
            }
        }
    }

    /// Only lines about files in `work/` are kept.
    private mutating func readTail() throws(SpoolProblem) {
        var checkpoint = try Checkpoint.read(from: spool.journal)
        if let place = checkpoint?.position, journal.end < place { checkpoint = nil }
        let start = checkpoint?.position ?? JournalPosition(segment: 0, offset: 0)
        hold = journal.hold(at: start)
        greatestSequence = checkpoint?.greatestSequence ?? 0
        var wanted = Set(files.map(\.sequence))
        var reader = JournalReader(spool.journal, from: start)
        while let line = try reader.next() {
            greatestSequence = max(greatestSequence, line.sequence)
            do throws(SpoolProblem) {
                try mendSidecar(of: line)
            } catch {
                // A folder that is closed to Moongate must not keep the daemon from starting.
                if error.kind != .forbidden { throw error }
            }
            note(line)
            if !wanted.contains(line.sequence), let file = try reclaim(line) {
                files.append(file)
                wanted.insert(line.sequence)
            }
            // The last word counts: a post whose contents changed was judged again under its number.
            if wanted.contains(line.sequence), line.event.destination != nil { lines[line.sequence] = line }
        }
        counts.badLines = reader.badLines
    }

    /// Files what has a verdict up to the next file that has none, and gives that one to be judged; nil at the end.
    /// After a problem it may be called again, and tries the same file.
    public mutating func next() throws(SpoolProblem) -> Claimed? {
        while done < files.count {
            let file = files[done]
            if let claimed = try open(file), try !fileByJournal(claimed) {
                counts.toJudge += 1
                done += 1
                return claimed
            }
            done += 1
        }
        if let hold, unfiled.isEmpty, !isRefilingLeft {
            try removeEmptyChannels()
            journal.release(hold)
            self.hold = nil
        }
        return nil
    }

    /// At the end: what has a verdict and could not be filed, to be tried again; nil where that is nothing.
    public mutating func takeUnfiled() -> PipelineBatch? {
        guard let hold, done >= files.count, !unfiled.isEmpty else { return nil }
        self.hold = nil
        defer { unfiled = [] }
        return PipelineBatch(waiting: unfiled, failures: failures, hold: hold)
    }

    /// A file that cannot be read for a moment must not end the start, nor be filed as failed for it.
    private mutating func open(_ file: WorkFile) throws(SpoolProblem) -> Claimed? {
        var tries = 0
        while true {
            do throws(SpoolProblem) {
                return try claim.open(file)
            } catch {
                guard error.momentaryCode != nil else { throw error }
                tries += 1
                if tries < 4 {
                    usleep(100_000)
                } else if let line = lines[file.sequence], let destination = line.event.destination {
                    // What was judged lies there still, or the next reader sees that it is not.
                    let post = UnfiledPost(
                        file: file, destination: destination, decidedAt: line.decidedAt ?? .fromSystemClock(),
                        sidecar: sidecar(of: line, destination) { nil }, judgement: nil)
                    unfiled.append(post)
                    failures[post.place] = error
                    return nil
                } else {
                    try putBack(file)
                    return nil
                }
            }
        }
    }

    /// Where its name is taken it stays in `work/` for the next start.
    private mutating func putBack(_ file: WorkFile) throws(SpoolProblem) {
        guard let work = try file.folder(in: spool), let inbox = try spool.inbox(of: file.channel) else { return }
        if try work.rename(file.fileName, to: inbox, as: file.name) == .done { counts.putBack += 1 }
    }

    private func sidecar(
        of line: JournalLine, _ destination: Destination, making make: () -> [UInt8]?
    ) -> [UInt8]? {
        guard case .filed(let outcome) = destination, sidecars.includes(outcome) else { return nil }
        return make() ?? line.record.line
    }

    /// False where there is no verdict on these contents.
    private mutating func fileByJournal(_ claimed: Claimed) throws(SpoolProblem) -> Bool {
        let file = claimed.file
        guard let line = lines[file.sequence], let destination = line.event.destination else { return false }
        let decidedAt = line.decidedAt ?? Instant.fromSystemClock()
        var sidecar: [UInt8]?
        do throws(SpoolProblem) {
            try filing.withdrawSidecar(of: file, from: destination, decidedAt: decidedAt)
        } catch {
            // A folder that is closed to Moongate: said below, where the post is to go there.
            if error.stopsAll { throw error }
        }
        switch (claimed, destination) {
        case (.post(let post), _) where line.digest == post.identity.digest && line.size == post.identity.size:
            sidecar = self.sidecar(of: line, destination) { makeSidecar(post, line) }
        case (_, .failed) where line.digest == nil: break
        default:
            counts.changed += 1
            return false
        }
        let post = UnfiledPost(
            file: file, destination: destination, decidedAt: decidedAt, sidecar: sidecar, judgement: nil)
        do throws(SpoolProblem) {
            _ = try filing.file(post)
            counts.filed += 1
        } catch {
            if error.stopsAll { throw error }
            unfiled.append(post)
            failures[post.place] = error
        }
        return true
    }

    private func removeEmptyChannels() throws(SpoolProblem) {
        for (name, isFolder) in try FolderListing.names(of: spool.work) where isFolder && name.hasPrefix("@") {
            // One that is not empty stays.
            _ = try? spool.work.remove(name, folder: true)
        }
    }
}

extension Journal {
    /// The largest number that recovery found.
    func begin(above greatest: UInt64) {
        monitor.withLock { state in state.greatest = max(state.greatest, greatest) }
    }
}
