public import Moderation

/// A screen that shows colours or does not. Reports are composed for it; who prints them is not their business.
public struct Terminal: Sendable {
    public let hasColor: Bool

    public init(hasColor: Bool) { self.hasColor = hasColor }

    public enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
        case evidence = "1;30;43"
    }

    public func paint(_ text: String, _ style: Style) -> String {
        hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension Terminal {
    /// `FLAGGED`
    public func paint(_ outcome: Outcome) -> String {
        switch outcome {
        case .approved: paint("APPROVED", .green)
        case .flagged: paint("FLAGGED", .yellow)
        case .rejected: paint("REJECTED", .red)
        }
    }
}
