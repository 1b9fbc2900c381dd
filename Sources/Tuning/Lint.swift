internal import Foundation
public import Moderation
public import RuleFiles

/// What is allowed in rules but rarely intended: warnings, in addition to the errors of a check.
public enum Lint {
    /// From the rules alone.
    public static func problems(of loaded: LoadedRules) -> [RuleProblem] {
        let rules = loaded.ruleset.rules
        return duplicates(rules) + rules.flatMap { neverFires($0) + sameWordTwice($0) + values($0, loaded.forms) }
            + loaded.sources.flatMap { alwaysExcused($0, by: loaded.excusingKeys) + excusesNothing($0, loaded) }
            + contained(rules)
    }

    private static func warning(_ rule: Rule, _ message: String, _ advice: String) -> RuleProblem {
        RuleProblem(at: rule.location, message, advice: advice, severity: .warning)
    }

    // MARK: Rules compared with each other

    /// What a rule asks, without what it is worth.
    private static func question(_ rule: Rule) -> String {
        let checks = rule.checks.map { "\($0.key.source.text)=\($0.value.texts.joined(separator: "\u{1F}"))" }
        return "\(rule.condition)\u{1E}\(checks.sorted().joined(separator: "\u{1E}"))".replacing(
            /CheckID\(index: [0-9]+\)/, with: "check")
    }

    private static func duplicates(_ rules: [Rule]) -> [RuleProblem] {
        var seen: [String: Rule] = [:]
        return rules.compactMap { rule in
            guard rule.condition.mayCompare else { return nil }
            guard let first = seen[question(rule)] else {
                seen[question(rule)] = rule
                return nil
            }
            guard overlap(first.channels, rule.channels) else { return nil }
            if first.isAgainst != rule.isAgainst {
                return warning(
                    rule,
                    "'\(rule.id)' contradicts '\(first.id)' (\(first.location)): both ask the same, one speaks for the "
                        + "post and one against it", "remove one, or give them different checks")
            }
            return warning(
                rule,
                "'\(rule.id)' has the same checks as '\(first.id)' (\(first.location)): every such post counts twice",
                "remove one, or put both into a group with a cap")
        }
    }

    /// A rule whose words for a field are all among those by which another rule decides at once, whatever else it asks.
    private static func contained(_ rules: [Rule]) -> [RuleProblem] {
        func words(_ check: Check) -> Set<String>? {
            check.key.isNegated || check.key.has("regex") ? nil : Set(check.value.texts.map(folded))
        }
        let compared = rules.filter { $0.condition.mayCompare && $0.mode == .live }
        var great: [String: [(rule: Rule, words: Set<String>)]] = [:]
        for rule in compared where rule.checks.count == 1 && rule.action != nil && rule.channels == .all {
            guard let all = words(rule.checks[0]) else { continue }
            great[rule.checks[0].key.source.text, default: []].append((rule, all))
        }
        return compared.compactMap { small in
            for check in small.checks where check.isRequired {
                guard let some = words(check) else { continue }
                let other = great[check.key.source.text]?.first {
                    // Identical rules are reported as duplicates.
                    $0.rule.id != small.id && some.isSubset(of: $0.words)
                        && (small.checks.count > 1 || some.count < $0.words.count)
                        && $0.rule.isAgainst == small.isAgainst && $0.rule.demands(atLeast: small)
                }
                guard let rule = other?.rule else { continue }
                return warning(
                    small,
                    "'\(small.id)' adds nothing to '\(rule.id)' (\(rule.location)), which decides alone: all its words are "
                        + "there too", "remove it, or take its words out of the other")
            }
            return nil
        }
    }

    private static func overlap(_ a: Rule.Channels, _ b: Rule.Channels) -> Bool {
        switch (a, b) {
        case (.only(let x), .only(let y)): !x.isDisjoint(with: y)
        case (.only(let x), .except(let y)), (.except(let y), .only(let x)): !x.isSubset(of: y)
        default: true
        }
    }

    // MARK: One rule

    /// Two checks that cannot both hold.
    private static func neverFires(_ rule: Rule) -> [RuleProblem] {
        let required = rule.checks.filter(\.isRequired)
        for (place, check) in required.enumerated() {
            for other in required.dropFirst(place + 1) where names(check) == names(other) {
                if !check.key.isNegated, !other.key.isNegated, modifiers(check) == modifiers(other),
                    let a = comparison(check), let b = comparison(other), !canBoth(a, b)
                {
                    return [
                        warning(
                            rule,
                            "'\(rule.id)' can never hold: nothing is both \(check.value.texts[0]) and "
                                + "\(other.value.texts[0])", "reverse one of the comparison signs, or make two rules")
                    ]
                }
            }
        }
        for wanted in required where !wanted.key.isNegated {
            guard let other = required.first(where: { forbids($0, wanted) }) else { continue }
            return [
                warning(
                    rule,
                    "'\(rule.id)' can never hold: '\(other.key.source.text)' rules out all that "
                        + "'\(wanted.key.source.text)' asks for", "remove one of the two checks, or let them differ")
            ]
        }
        if case .only(let channels) = rule.channels, channels.isEmpty {
            return [warning(rule, "'\(rule.id)' applies to no channel", "name one, or remove channels")]
        }
        return []
    }

    /// Whether no post may have, where `wanted` looks, what `wanted` looks for.
    private static func forbids(_ check: Check, _ wanted: Check) -> Bool {
        func values(_ check: Check) -> Set<String> {
            let isExact = ["regex", "case-sensitive", "original"].contains(where: check.key.has)
            return Set(check.value.texts.map { isExact ? $0 : folded($0) })
        }
        return check.key.isNegated && Set(names(check)).isSuperset(of: names(wanted))
            && modifiers(check) == modifiers(wanted) && values(check).isSuperset(of: values(wanted))
    }

    private static func names(_ check: Check) -> [String] { check.key.names.map(\.text) }
    private static func modifiers(_ check: Check) -> [String] { check.key.modifiers.map(\.text).sorted() }

    /// `> 3`, `<= 2 days` as a sign and a number.
    private static func comparison(_ check: Check) -> (sign: String, number: Double)? {
        guard case .scalar(let text) = check.value else { return nil }
        let sign = String(text.text.prefix { "<>=".contains($0) })
        let rest = text.text.dropFirst(sign.count).drop { $0 == " " }
        guard !sign.isEmpty, let number = Double(rest) ?? TimeSpan.seconds(rest) else { return nil }
        return (sign, number)
    }

    private static func canBoth(_ a: (sign: String, number: Double), _ b: (sign: String, number: Double)) -> Bool {
        func below(_ x: (sign: String, number: Double)) -> Bool { x.sign.hasPrefix("<") }
        func above(_ x: (sign: String, number: Double)) -> Bool { x.sign.hasPrefix(">") }
        let closed = a.sign.hasSuffix("=") && b.sign.hasSuffix("=")
        if below(a), above(b) { return closed ? a.number >= b.number : a.number > b.number }
        if above(a), below(b) { return closed ? b.number >= a.number : b.number > a.number }
        return true
    }

    private static func sameWordTwice(_ rule: Rule) -> [RuleProblem] {
        rule.checks.compactMap { check in
            guard case .list(let elements, _) = check.value, !check.key.has("regex"), !check.key.has("case-sensitive")
            else {
                return nil
            }
            var seen: [String: SourceText] = [:]
            for case .scalar(let text) in elements where text.attributes.isEmpty {
                if let first = seen.updateValue(text, forKey: folded(text.text)) {
                    return RuleProblem(
                        at: text.location, "'\(text.text)' is there already, at \(first.location)",
                        advice: "remove one of them", severity: .warning)
                }
            }
            return nil
        }
    }

    /// A word that is also a phrase which excuses: it never counts.
    private static func alwaysExcused(_ source: RuleSource, by excusing: Set<String>) -> [RuleProblem] {
        var words: [SourceText] = []
        var excuses: [String: String] = [:]
        for case .check(let key, let value) in source.conditions where !key.has("regex") {
            let texts = (try? value.scalars()) ?? []
            if excusing.contains(key.names[0].text) {
                for text in texts { excuses[folded(text.text)] = key.names[0].text }
            } else {
                words += texts
            }
        }
        return words.compactMap { word in
            excuses[folded(word.text)].map { key in
                RuleProblem(
                    at: word.location, "'\(word.text)' never counts: '\(key)' excuses exactly this word",
                    advice: "remove it here or there, or excuse a longer phrase with it", severity: .warning)
            }
        }
    }

    private static func folded(_ text: String) -> String { text.lowercased() }
}

extension Rule {
    /// Whether it speaks against a post.
    fileprivate var isAgainst: Bool { action.map { $0 != .approve } ?? (score >= 0) }

    /// Whether it decides at once, so that the other rule has no effect.
    fileprivate func demands(atLeast other: Rule) -> Bool {
        guard let action, mode == .live, rollout == 1, priority >= other.priority else { return false }
        return other.action == nil || other.action == action
    }
}

extension Condition {
    /// Whether it is about checks alone: rules that name others are not compared.
    fileprivate var mayCompare: Bool {
        switch self {
        case .check: true
        case .rule: false
        case .not(let inner): inner.mayCompare
        case .all(let parts), .any(let parts): !parts.isEmpty && parts.allSatisfy(\.mayCompare)
        }
    }
}
