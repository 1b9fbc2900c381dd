internal import Moderation

/// The text checks of one rule, in the order in which they are asked: what must be there first, exceptions last.
struct TextRule: Sendable {
    let checks: [TextCheck]

    static func grouped(_ checks: [TextCheck]) -> [TextRule] {
        var order: [String] = []
        var byRule: [String: [TextCheck]] = [:]
        for check in checks {
            if byRule[check.rule] == nil { order.append(check.rule) }
            byRule[check.rule, default: []].append(check)
        }
        return order.map { rule in
            let all = byRule[rule] ?? []
            return TextRule(checks: all.filter { !$0.isNegated } + all.filter(\.isNegated))
        }
    }
}
