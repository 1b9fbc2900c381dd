public import Files
public import Moderation

/// Finds filed posts that somebody moved by hand from one outcome's folder to another's: the journal's last word on a file,
/// by its number in the file system, names another outcome than the folder in which it lies. So a copy is not noticed, nor
/// a post whose line is out of the journal.
///
/// The folders are listed first and the journal is read afterwards: of every file in the list it has the last word then.
public struct HandMoves {
    /// A post in its new place.
    public struct Moved: Hashable, Sendable {
        /// Where it lies now.
        public let place: FiledPlace
        /// Where the journal says it lies.
        public let from: Outcome
        let inode: UInt64
        let digest: String
    }

    private struct LastWord {
        let outcome: Outcome
        let digest: String
    }

    private let spool: SpoolFolder
    private var reader: JournalReader
    /// By the file's number in its file system.
    private var lastWords: [UInt64: LastWord] = [:]
    /// Files that no longer exist are forgotten once this many are known.
    private var pruneAt = 100_000

    /// In the folders of a spool.
    public init(_ spool: SpoolFolder) {
        self.spool = spool
        reader = JournalReader(spool.journal)
    }

    /// Reads what is new in the journal; the first time all of it.
    public mutating func readJournal() throws(SpoolProblem) {
        while let line = try reader.next() {
            guard let inode = line.inode, let digest = line.digest else { continue }
            lastWords[inode] = line.event.outcome.map { LastWord(outcome: $0, digest: digest) }
        }
    }

    /// What is elsewhere than the journal says. Takes as long as listing the outcome folders does, so it runs while others
    /// decide: before a move counts, ask `isStill` while nothing can be refiled.
    public mutating func look() throws(SpoolProblem) -> [Moved] {
        let places = try FiledPlaces.all(of: Outcome.allCases, in: spool)
        try readJournal()
        var moved: [Moved] = []
        for (place, inode) in places {
            guard let last = lastWords[inode], last.outcome != place.outcome else { continue }
            moved.append(Moved(place: place, from: last.outcome, inode: inode, digest: last.digest))
        }
        if lastWords.count > pruneAt {
            let there = Set(places.map(\.inode))
            lastWords = lastWords.filter { there.contains($0.key) }
            pruneAt = max(100_000, 2 * lastWords.count)
        }
        return moved
    }

    /// Whether the journal, as it was last read, has nothing newer about a file that was found.
    public func isStill(_ moved: Moved) -> Bool {
        guard let last = lastWords[moved.inode] else { return false }
        return last.outcome == moved.from && last.digest == moved.digest
    }

    /// The post, with the verdict that was left behind in its old place brought after it; nil where another file is there.
    public func copy(of moved: Moved) throws(SpoolProblem) -> FiledCopy? {
        func read() throws(SpoolProblem) -> FiledCopy? {
            guard let copy = try moved.place.read(in: spool), copy.identity.inode == moved.inode,
                copy.identity.digest == moved.digest
            else { return nil }
            return copy
        }
        guard let copy = try read() else { return nil }
        let name = moved.place.name
        let beside = name + Sidecar.verdictSuffix
        guard copy.sidecar == nil, let folder = try moved.place.folder(in: spool),
            let old = try moved.place.folder(in: spool, of: moved.from), try old.status(of: name) == nil,
            try old.status(of: beside) != nil
        else { return copy }
        _ = try old.rename(beside, to: folder, as: beside)
        return try read()
    }
}

extension Decision.Word {
    /// What it means that a person put a post into an outcome's folder.
    public init(byMovingTo outcome: Outcome) {
        switch outcome {
        case .approved: self = .approve
        case .flagged: self = .uphold
        case .rejected: self = .reject
        }
    }
}
