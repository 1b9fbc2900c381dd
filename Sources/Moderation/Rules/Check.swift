/// One condition of a rule, one key in its file: `~title+body#second (regex, case-sensitive): [one, two]`.
public struct Check: Sendable {
    /// Its place among all the checks of a ruleset.
    public let id: CheckID
    /// The id of its rule.
    public let rule: String
    /// The left side, taken apart. A `~` is the ruleset's business: plugins answer as if it were not there.
    public let key: CheckKey
    /// The right side.
    public let value: SourceValue
    /// Whether the rule cannot hold without it: then, once it is known to fail, the rule's other checks need no answer.
    public let isRequired: Bool
    /// The fields of a post whose words it reads.
    public let fields: [Field]

    public init(
        id: CheckID, rule: String, key: CheckKey, value: SourceValue, isRequired: Bool = true, fields: [Field] = []
    ) {
        self.fields = fields
        self.id = id
        self.rule = rule
        self.key = key
        self.value = value
        self.isRequired = isRequired
    }
}

/// The number of a check in its ruleset, from 0 without gaps.
public struct CheckID: Hashable, Comparable, Sendable {
    public let index: Int

    public init(_ index: Int) { self.index = index }

    public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// The left side of a check: `[~]name[+name...][#label] (modifier, ...)`.
public struct CheckKey: Sendable {
    /// `~`: the check holds if its opposite does not.
    public let isNegated: Bool
    /// The names between the plus signs; one at least.
    public let names: [SourceText]
    /// The text after `#`, which distinguishes two checks with the same names.
    public let label: String?
    /// The words in the parentheses.
    public let modifiers: [SourceText]
    public let source: SourceText

    /// A key taken apart.
    public init(
        isNegated: Bool, names: [SourceText], label: String?, modifiers: [SourceText], source: SourceText
    ) {
        self.isNegated = isNegated
        self.names = names
        self.label = label
        self.modifiers = modifiers
        self.source = source
    }

    /// Whether a modifier is there.
    public func has(_ modifier: String) -> Bool { modifiers.contains { $0.text == modifier } }
}

extension [Check] {
    /// What a plugin keeps of each, made by `compile`; where some are wrong, all their problems at once.
    public func compiled<Compiled>(
        _ compile: (Check) throws(RuleProblems) -> Compiled
    ) throws(RuleProblems) -> [Compiled] {
        var compiled: [Compiled] = []
        var problems: [RuleProblem] = []
        for check in self {
            do throws(RuleProblems) {
                compiled.append(try compile(check))
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
        return compiled
    }
}
