/// The outcome for a post, with everything that a person needs to understand it.
public struct Verdict: Sendable {
    public var outcome: Outcome
    /// The channel by whose thresholds it was judged: the inbox's folder, or what the post itself says.
    public var channel: String?
    /// The sum of the live findings.
    public var score: Double
    /// What the score was compared with.
    public var thresholds: Policy.Thresholds
    /// Why.
    public var by: Policy.Reason
    /// Rules that held, including shadow rules.
    public var findings: [Finding]
    /// Rules that could not be answered.
    public var undecided: [Undecided]
    /// What plugins say about the post, such as its languages.
    public var annotations: Annotations
    /// The fingerprint of the rules in force.
    public var ruleset: String
    /// When the post was taken.
    public var receivedAt: Instant
    /// When it was judged.
    public var decidedAt: Instant
    /// CPU time for judging.
    public var microseconds: Int
    /// Plugins that were out and did not count (`outage: ignore`).
    public var without: [String] = []
    /// Fields that hold text which no rule reads, if no rule reads any text of the post.
    public var unread: [Field] = []

    public init(
        outcome: Outcome, score: Double, thresholds: Policy.Thresholds, by: Policy.Reason, findings: [Finding] = [],
        undecided: [Undecided] = [], annotations: Annotations = Annotations(), ruleset: String,
        receivedAt: Instant, decidedAt: Instant, microseconds: Int = 0
    ) {
        self.outcome = outcome
        self.score = score
        self.thresholds = thresholds
        self.by = by
        self.findings = findings
        self.undecided = undecided
        self.annotations = annotations
        self.ruleset = ruleset
        self.receivedAt = receivedAt
        self.decidedAt = decidedAt
        self.microseconds = microseconds
    }

    /// A post that could not be judged, held for a moderator.
    public static func held(
        because reason: String, ruleset: Ruleset, receivedAt: Instant, decidedAt: Instant
    ) -> Verdict {
        Verdict(
            outcome: .flagged, score: 0, thresholds: Policy.Thresholds(), by: .failure(reason),
            annotations: ruleset.annotations, ruleset: ruleset.fingerprint, receivedAt: receivedAt,
            decidedAt: decidedAt)
    }
}

/// A rule that held for a post, with what shows it.
public struct Finding: Sendable {
    public let rule: Rule
    /// What shows it, in the order of the rule's checks.
    public let evidence: [Evidence]
    /// What it adds: the rule's score, or the largest weight of the words that were found.
    public let score: Double
    /// Whether it counts for this post: a rule that is rolled out to a share of posts is in shadow for the rest.
    public let mode: Rule.Mode

    init(rule: Rule, mode: Rule.Mode, evidence: [Evidence]) {
        self.rule = rule
        self.mode = mode
        self.evidence = evidence
        let weights = evidence.compactMap(\.weight)
        // Words without a weight of their own count as the rule does.
        let hasUnweighted = evidence.contains { $0.weight == nil && $0.range != nil }
        score =
            weights.isEmpty || rule.action != nil
            ? rule.score : (weights + (hasUnweighted ? [rule.score] : [])).max() ?? 0
    }
}

/// A rule that could be neither affirmed nor denied.
public struct Undecided: Sendable {
    public let rule: Rule
    /// Why, a check each.
    public let reasons: [String]
    /// Whether it would have counted for this post.
    public let mode: Rule.Mode
}

extension Verdict {
    /// The arithmetic in one line: `4 (wechat-handle) + 1.5 (link-drop) = 5.5, flagged from 4`.
    public var because: String {
        let live = findings.filter { $0.mode == .live }
        switch by {
        case .failure(let reason): return reason
        case .action(let action):
            let ids = live.filter { $0.rule.action == action }.map(\.rule.id)
            return
                "\(ids.joined(separator: ", ")) \(ids.count == 1 ? "demands" : "demand") it (action: \(action.rawValue))"
        case .unread:
            return
                "held, because no rule reads its text, which is in \(unread.map(\.name).joined(separator: ", ")): drop it as "
                + "body, or write a rule for that field"
        case .undecided:
            let ids = undecided.filter { $0.mode == .live }.map(\.rule.id)
            return "held, because \(ids.joined(separator: ", ")) could not be answered and may have changed the outcome"
        case .score:
            let terms = live.filter { $0.score != 0 }.map { "\($0.score.plain) (\($0.rule.id))" }
            let sum =
                switch terms.count {
                case 0: "score 0"
                case 1: terms[0]
                default: terms.joined(separator: " + ").replacing("+ -", with: "- ") + " = \(score.plain)"
                }
            let limit =
                if outcome == .rejected, let rejectAt = thresholds.rejectAt {
                    "rejected from \(rejectAt.plain)"
                } else {
                    "flagged from \(thresholds.flagAt.plain)"
                }
            return "\(sum), \(limit)"
        }
    }
}

extension Double {
    /// As a person writes it: at most three decimals, none if it is whole: `4`, `1.5`.
    public var plain: String {
        guard isFinite, magnitude < 1e12 else { return String(self) }
        if let whole = Int(exactly: self) { return String(whole) }
        let thousandths = Int64((self * 1000).rounded())
        var decimals = String(1000 + thousandths.magnitude % 1000).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        let whole = (thousandths < 0 ? "-" : "") + String(thousandths.magnitude / 1000)
        return decimals.isEmpty ? whole : whole + "." + decimals
    }
}
