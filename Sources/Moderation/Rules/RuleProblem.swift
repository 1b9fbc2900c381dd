/// Something wrong in a rule folder, in words that let a moderator fix it.
public struct RuleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let location: SourceLocation
    /// Whether it keeps the folder from going live.
    public let severity: Severity
    public let message: String
    /// What to write instead.
    public let advice: String?

    /// Errors keep a folder from going live, warnings do not.
    public enum Severity: String, Sendable {
        /// Keeps the folder from going live.
        case error
        /// Worth a look.
        case warning
    }

    public init(
        at location: SourceLocation, _ message: String, advice: String? = nil, severity: Severity = .error
    ) {
        self.location = location
        self.severity = severity
        self.message = message
        self.advice = advice
    }

    /// `file:line:column: error: what is wrong; what to write`.
    public var description: String {
        "\(location): \(severity.rawValue): \(message)" + (advice.map { "; " + $0 } ?? "")
    }
}

/// All problems, so that a moderator sees them at once.
public struct RuleProblems: Error, Sendable, CustomStringConvertible {
    public var problems: [RuleProblem]

    public init(_ problems: [RuleProblem]) { self.problems = problems }

    public init(at location: SourceLocation, _ message: String, advice: String? = nil) {
        problems = [RuleProblem(at: location, message, advice: advice)]
    }

    /// One a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
