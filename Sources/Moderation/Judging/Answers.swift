/// The examiners' answers to one post's checks. A worker keeps one and empties it for each post, which costs only
/// what was said, however many rules there are.
public struct Answers: Sendable {
    /// Evidence kept for one check; a post that repeats a word a thousand times needs no more.
    public static let evidenceLimit = 8

    /// Whether every check is to be answered, also those of rules that cannot hold any more: to explain a verdict. It
    /// makes no difference to which rules hold.
    public let isExhaustive: Bool

    /// For the verdict.
    public private(set) var annotations: Annotations

    /// The thread's CPU time in nanoseconds, for posts whose cost per check is counted; nil for most.
    /// An examiner then reports work for a single check with `spent`.
    public internal(set) var clock: (@Sendable () -> Int64)?
    /// Reported for this post.
    private(set) var spent: [(check: CheckID, nanoseconds: Int64)] = []

    private var states: [UInt8]
    private var evidenceCounts: [UInt8]
    private(set) var touched: [CheckID] = []
    private var evidence: [(check: CheckID, evidence: Evidence)] = []
    private var reasons: [(check: CheckID, reason: String)] = []

    /// For a ruleset with this number of checks.
    public init(checkCount: Int, annotations: Annotations = Annotations(), isExhaustive: Bool = false) {
        self.annotations = annotations
        states = [UInt8](repeating: Self.doesNotHold, count: checkCount)
        evidenceCounts = [UInt8](repeating: 0, count: checkCount)
        self.isExhaustive = isExhaustive
    }

    private static let doesNotHold: UInt8 = 0
    private static let held: UInt8 = 1
    private static let undecided: UInt8 = 2

    /// CPU time spent on this check alone.
    public mutating func spent(_ nanoseconds: Int64, on check: CheckID) { spent.append((check, nanoseconds)) }

    /// Forgets the last post.
    public mutating func removeAll() {
        spent.removeAll(keepingCapacity: true)
        for check in touched {
            states[check.index] = Self.doesNotHold
            evidenceCounts[check.index] = 0
        }
        annotations.removeValues()
        touched.removeAll(keepingCapacity: true)
        evidence.removeAll(keepingCapacity: true)
        reasons.removeAll(keepingCapacity: true)
    }

    /// Says something about the post in its verdict: short texts, in place of those given before. Never text of the post,
    /// because the journal keeps them. A plugin declares what it says (`AnnotatesVerdicts`).
    public mutating func annotate(_ annotation: Annotation, with values: [String]) {
        annotations.set(annotation, values)
    }

    /// The check holds, without evidence.
    public mutating func holds(_ check: CheckID) {
        if states[check.index] == Self.doesNotHold { touched.append(check) }
        states[check.index] = Self.held
    }

    /// The check holds, and this shows it. May be called again for more of the same check.
    public mutating func holds(_ check: CheckID, _ shown: Evidence) {
        holds(check)
        if evidenceCounts[check.index] > 0, evidence.contains(where: { $0.check == check && $0.evidence == shown }) {
            return
        }
        if evidenceCounts[check.index] < Self.evidenceLimit {
            evidenceCounts[check.index] += 1
            evidence.append((check, shown))
        } else if let weight = shown.weight, let lightest = lightestEvidence(for: check),
            evidence[lightest].evidence.weight ?? 0 < weight
        {
            // Eight light words must not hide a heavy one.
            evidence[lightest] = (check, shown)
        }
    }

    /// Whether more evidence for a check would not be kept.
    public func hasEnough(_ check: CheckID) -> Bool { evidenceCounts[check.index] >= Self.evidenceLimit }

    private func lightestEvidence(for check: CheckID) -> Int? {
        evidence.indices.filter { evidence[$0].check == check }.min {
            evidence[$0].evidence.weight ?? 0 < evidence[$1].evidence.weight ?? 0
        }
    }

    /// The check could not be answered. A check that already holds stays held.
    public mutating func undecided(_ check: CheckID, because reason: String) {
        guard states[check.index] == Self.doesNotHold else { return }
        touched.append(check)
        states[check.index] = Self.undecided
        reasons.append((check, reason))
    }

    /// How many checks could not be answered so far.
    var undecidedCount: Int { reasons.count }

    /// The answer to a check.
    public subscript(check: CheckID) -> Answer {
        switch states[check.index] {
        case Self.held: .holds
        case Self.undecided: .undecided
        default: .doesNotHold
        }
    }

    /// What shows that a check holds, in the order given; `evidenceLimit` pieces at most.
    public func evidence(for check: CheckID) -> [Evidence] {
        guard evidenceCounts[check.index] > 0 else { return [] }
        return evidence.filter { $0.check == check }.map(\.evidence)
    }

    /// Why a check is undecided.
    public func reason(for check: CheckID) -> String? {
        reasons.first { $0.check == check }?.reason
    }
}

/// What can be said of a check: Kleene's three values.
public enum Answer: Sendable {
    /// It does.
    case holds
    /// It does not.
    case doesNotHold
    /// It could be either: the budget was exceeded, or a plugin crashed.
    case undecided

    /// The negation; undecided stays undecided.
    public var negated: Answer {
        switch self {
        case .holds: .doesNotHold
        case .doesNotHold: .holds
        case .undecided: .undecided
        }
    }
}
