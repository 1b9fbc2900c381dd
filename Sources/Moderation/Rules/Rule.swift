/// An id, its checks, what it is worth or demands, and its mode.
public struct Rule: Sendable {
    /// Unique in its folder.
    public let id: String
    /// Where it begins.
    public let location: SourceLocation
    /// What it is about, in a moderator's words.
    public let summary: String?
    /// Why it is there, in a moderator's words.
    public let reason: String?
    /// What it adds to the score. 0 if it has an action instead.
    public let score: Double
    /// What it demands at once.
    public let action: Action?
    /// Whether it counts.
    public let mode: Mode
    /// The share of posts that it acts on, 0 to 1; for the rest it is in shadow.
    public let rollout: Double
    /// Changes with what the rule asks and does, not with its place, summary, reason or examples: 16 hexadecimal digits.
    public let version: String
    /// The scores of a group's rules may be capped together.
    public let group: String?
    /// Of rules with actions, those with the highest priority decide.
    public let priority: Int
    /// Where it applies.
    public let channels: Channels
    /// When it holds.
    public let condition: Condition
    /// Its checks, in the order of the file.
    public let checks: [Check]

    /// A rule, ready to be judged by.
    public init(
        id: String, location: SourceLocation, summary: String? = nil, reason: String? = nil, score: Double,
        action: Action? = nil, mode: Mode = .live, rollout: Double = 1, version: String = "", group: String? = nil,
        priority: Int = 0, channels: Channels = .all, condition: Condition, checks: [Check]
    ) {
        self.id = id
        self.location = location
        self.summary = summary
        self.reason = reason
        self.score = score
        self.action = action
        self.mode = mode
        self.rollout = rollout
        self.version = version
        self.group = group
        self.priority = priority
        self.channels = channels
        self.condition = condition
        self.checks = checks
    }

    /// What a rule may demand without regard to the score.
    public enum Action: String, CaseIterable, Sendable {
        /// Files the post as approved.
        case approve
        /// Files the post as flagged, for the moderators.
        case flag
        /// Files the post as rejected.
        case reject
    }

    /// Whether a rule counts.
    public enum Mode: String, CaseIterable, Sendable {
        /// It counts.
        case live
        /// It is recorded, and does not count.
        case shadow
        /// It is not asked.
        case off
    }

    /// Which channels a rule applies to.
    public enum Channels: Sendable, Hashable {
        /// Every one, and posts without one.
        case all
        /// Only these.
        case only(Set<String>)
        /// All but these.
        case except(Set<String>)

        /// Whether it applies to a post of this channel.
        public func contains(_ channel: String?) -> Bool {
            switch self {
            case .all: true
            case .only(let names): channel.map { names.contains($0) } ?? false
            case .except(let names): channel.map { !names.contains($0) } ?? true
            }
        }
    }

    /// Whether it counts for a post with this hash (`Post.rolloutHash`): a rule that is rolled out to a share of posts is
    /// live only for those. Each rule has its own share.
    func mode(forHash hash: UInt64) -> Mode {
        guard mode == .live, rollout < 1 else { return mode }
        var own = FNV1a(from: hash)
        own.add(id.utf8)
        var mixed = own.value
        // The last steps of MurmurHash3 (A. Appleby): every bit of the id reaches every bit of the number.
        mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return Double((mixed ^ (mixed >> 33)) >> 11) < rollout * 0x1p53 ? .live : .shadow
    }

    /// The same rule in another mode.
    func with(mode: Mode) -> Rule {
        Rule(
            id: id, location: location, summary: summary, reason: reason, score: score, action: action, mode: mode,
            rollout: rollout, version: version, group: group, priority: priority, channels: channels,
            condition: condition, checks: checks)
    }

    /// Whether it can only make the outcome milder: what an undecided one might have excused.
    var eases: Bool { action == .approve || (action == nil && score < 0) }
}

/// When a rule holds: its checks, joined. Evaluated in Kleene's three-valued logic.
public indirect enum Condition: Sendable {
    /// One check holds.
    case check(CheckID)
    /// Another rule holds, by its place in the ruleset.
    case rule(Int)
    /// The opposite.
    case not(Condition)
    /// Every one; holds if there is none.
    case all([Condition])
    /// At least one; fails if there is none.
    case any([Condition])

    /// What it comes to. `rules` tells what happened to the rules that were evaluated before; those it does not name do
    /// not hold.
    public func answer(_ answers: borrowing Answers, rules: [Int: Answer] = [:]) -> Answer {
        switch self {
        case .check(let check): return answers[check]
        case .rule(let rule): return rules[rule] ?? .doesNotHold
        case .not(let inner): return inner.answer(answers, rules: rules).negated
        case .all(let parts):
            var result = Answer.holds
            for part in parts {
                switch part.answer(answers, rules: rules) {
                case .doesNotHold: return .doesNotHold
                case .undecided: result = .undecided
                case .holds: break
                }
            }
            return result
        case .any(let parts):
            var result = Answer.doesNotHold
            for part in parts {
                switch part.answer(answers, rules: rules) {
                case .holds: return .holds
                case .undecided: result = .undecided
                case .doesNotHold: break
                }
            }
            return result
        }
    }

    /// Checks of which one at least must not be false for the condition to be so: what a ruleset files a rule under,
    /// so that only rules in question are evaluated. Nil if there are none (`~` alone).
    var triggers: [CheckID]? {
        switch self {
        case .check(let check): return [check]
        case .not, .rule: return nil
        case .all(let parts): return parts.lazy.compactMap(\.triggers).first
        case .any(let parts):
            var all: [CheckID] = []
            for part in parts {
                guard let some = part.triggers else { return nil }
                all += some
            }
            return all
        }
    }

    /// The rules it refers to, by their places in the ruleset.
    var referredRules: [Int] {
        switch self {
        case .check: []
        case .rule(let rule): [rule]
        case .not(let inner): inner.referredRules
        case .all(let parts), .any(let parts): parts.flatMap(\.referredRules)
        }
    }

    /// The checks that hold without negation, in order: where evidence comes from.
    var affirmed: [CheckID] {
        switch self {
        case .check(let check): [check]
        case .not, .rule: []
        case .all(let parts), .any(let parts): parts.flatMap(\.affirmed)
        }
    }
}
