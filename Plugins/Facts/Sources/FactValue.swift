internal import Moderation

/// What a fact comes to for one post.
enum FactValue: Sendable, Equatable, CustomStringConvertible {
    case number(Double)
    case duration(seconds: Double)
    case truth(Bool)
    case word(String)

    /// For a verdict: `3 hours`, `12`, `true`.
    var description: String {
        switch self {
        case .number(let number): number.plain
        case .duration(let seconds): TimeSpan.text(seconds)
        case .truth(let truth): truth ? "true" : "false"
        case .word(let word): word
        }
    }
}
