public import Moderation

/// What a line of the journal says of a post, or of the plugins' learning.
public enum JournalEvent: Sendable {
    /// A post was judged. What was found is in `RecordedVerdict`.
    case verdict(Outcome)
    /// A file could not be read as a post.
    case failed(because: String)
    /// A person decided about a filed post.
    case decision(Move, Decision)
    /// A filed post was judged again.
    case rejudged(Move)
    /// Labelled posts were given in bulk.
    case learned(by: String)
    /// A kind that a later version writes, or a line that lacks what its kind needs.
    case other(kind: String)

    /// A filed post was found in one outcome's folder and belongs to another's, or to the same.
    public struct Move: Hashable, Sendable {
        public let from: Outcome
        public let to: Outcome
        /// The folders below the outcome's, with `/` between them; nil if it was in that itself.
        public let folder: String?

        public init(from: Outcome, to: Outcome, folder: String?) {
            self.from = from
            self.to = to
            self.folder = folder
        }
    }

    /// As the line has it in its member `kind`, which verdicts and failures do without.
    public var kind: String {
        switch self {
        case .verdict, .failed: "verdict"
        case .decision: "decision"
        case .rejudged: "rejudged"
        case .learned: "learned"
        case .other(let kind): kind
        }
    }

    /// Where a claimed post belongs; nil for events that are not about one.
    public var destination: Destination? {
        switch self {
        case .verdict(let outcome): .filed(outcome)
        case .failed(let reason): .failed(because: reason)
        case .decision, .rejudged, .learned, .other: nil
        }
    }

    /// What a person decided.
    public var decision: Decision? {
        if case .decision(_, let decision) = self { decision } else { nil }
    }

    /// How a filed post was moved.
    public var move: Move? {
        switch self {
        case .decision(let move, _), .rejudged(let move): move
        case .verdict, .failed, .learned, .other: nil
        }
    }

    /// The outcome in whose folder a post is afterwards.
    public var outcome: Outcome? {
        if case .verdict(let outcome) = self { outcome } else { move?.to }
    }
}

/// Where a post goes.
public enum Destination: Hashable, Sendable {
    /// Into the folder of its outcome.
    case filed(Outcome)
    /// Into `failed/`, with the reason next to it.
    case failed(because: String)
}
