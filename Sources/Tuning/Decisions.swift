public import Moderation
public import Spool

/// What people said of filed posts, by the digest of the post's file; of several words the last counts.
public struct Decisions: Sendable {
    private(set) var words: [String: Decision.Word] = [:]

    public init() {}

    /// Every decision that the journal of a spool has.
    public init(journal: Folder) throws(SpoolProblem) {
        var reader = JournalReader(journal)
        let start = Array(#","kind":"decision""#.utf8)
        while let line = try reader.next({ $0 }) {
            // Few lines are decisions: the others are not read.
            guard line.prefix(64).firstRange(of: start) != nil, let read = JournalLine(parsing: line),
                let digest = read.digest, let word = read.word
            else { continue }
            words[digest] = word
        }
    }

    /// What was said of the post with this digest.
    public func word(for digest: String) -> Decision.Word? { words[digest] }

    /// How many posts were decided about.
    public var count: Int { words.count }
}
