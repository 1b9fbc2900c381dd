public import Moderation

/// A post that would come out otherwise.
public struct BacktestExample: Sendable {
    /// The rule that makes the difference, perhaps with others.
    public let rule: String
    /// From approved to held; else the other way.
    public let isHeld: Bool
    public let name: String
    /// When it was filed.
    public let at: Instant
    public let post: Post
    /// By the rules in force.
    public let before: Verdict
    /// By the edited rules.
    public let after: Verdict

    let lot: UInt64
    let recordedDigest: String

    init(rule: String, isHeld: Bool, recorded: RecordedPost, post: Post, before: Verdict, after: Verdict) {
        self.rule = rule
        self.isHeld = isHeld
        name = recorded.name
        at = recorded.decidedAt
        lot = recorded.lot
        recordedDigest = recorded.digest
        self.post = post
        self.before = before
        self.after = after
    }

    /// What shows why: evidence of the side that holds it, of the rule if it has some.
    public var evidence: [Evidence] {
        let findings = (isHeld ? after : before).findings
        let own = findings.filter { $0.rule.id == rule }
        return (own.isEmpty ? findings : own).flatMap(\.evidence)
    }
}
