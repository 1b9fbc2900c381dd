public import Files
public import Moderation
internal import Spool

/// What people said of filed posts, by the digest of the post's file; of several words the last counts.
public struct Decisions: Sendable {
    private(set) var words: [String: Decision.Word] = [:]

    public init() {}

    /// Every decision that the journal of a spool has.
    public init(journal: Folder) throws(SpoolProblem) {
        var reader = JournalReader(journal)
        while let line = try reader.nextDecision() {
            guard let digest = line.digest, case .decision(_, let decision) = line.event else { continue }
            words[digest] = decision.word
        }
    }

    /// What was said of the post with this digest.
    public func word(for digest: String) -> Decision.Word? { words[digest] }

    /// How many posts were decided about.
    public var count: Int { words.count }
}
