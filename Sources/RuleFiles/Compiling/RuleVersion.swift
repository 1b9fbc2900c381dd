internal import Moderation

/// What a rule asks and does, as a number: changes with its checks, the words of its lists, its worth and its mode, not
/// with its place, summary, reason or examples.
struct RuleVersion {
    private var hash = FNV1a()

    /// 16 hexadecimal digits.
    var text: String { hash.text }

    init(_ source: RuleSource, conditions: [SourceCondition], checks: [Check]) {
        add("\(source.score ?? 0) \(source.action?.rawValue ?? "") \(source.mode.rawValue) \(source.rollout)")
        add("\(source.group?.text ?? "") \(source.priority)")
        switch source.channels {
        case .all: add("all")
        case .only(let names): add("only " + names.sorted().joined(separator: ","))
        case .except(let names): add("except " + names.sorted().joined(separator: ","))
        }
        for condition in conditions { add(condition) }
        for check in checks {
            add(check.key.source.text)
            add(check.value)
        }
    }

    private mutating func add(_ text: String) {
        hash.add(text.utf8)
        // Where it ends: "ab", "c" is not "a", "bc".
        hash.add(0)
    }

    private mutating func add(_ value: SourceValue) {
        switch value {
        case .scalar(let text):
            add(text.text)
            for (name, attribute) in text.attributes.sorted(by: { $0.key < $1.key }) { add(name + "=" + attribute) }
        case .list(let elements, _): for element in elements { add(element) }
        case .map(let entries, _):
            for entry in entries {
                add(entry.key.text)
                add(entry.value)
            }
        }
    }

    /// How checks are joined; what they ask is added with the checks.
    private mutating func add(_ condition: SourceCondition) {
        switch condition {
        case .check(let key, _): add(key.source.text)
        case .any(let blocks, _):
            for block in blocks {
                add("any")
                for inner in block { add(inner) }
            }
        case .rules(let expression): add(expression)
        }
    }

    private mutating func add(_ expression: RuleExpression) {
        switch expression {
        case .rule(let name): add(name.text)
        case .not(let inner):
            add("not")
            add(inner)
        case .all(let parts):
            add("all \(parts.count)")
            for part in parts { add(part) }
        case .any(let parts):
            add("any \(parts.count)")
            for part in parts { add(part) }
        }
    }
}
