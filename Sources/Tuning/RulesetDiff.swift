internal import Moderation
public import RuleFiles

/// What changed between two rule folders, in words.
public struct RulesetDiff: Sendable {
    /// One rule, or the policy.
    public struct Change: Hashable, Sendable {
        /// The rule's id, or `moongate.yaml`.
        public let what: String
        /// What was done to it.
        public let kind: BacktestReport.Change
        /// What is different, a sentence each.
        public let details: [String]
    }

    /// All changes: of the policy, then of the rules, by id.
    public let changes: [Change]

    /// Both folders passed every check.
    public init(from old: LoadedRules, to new: LoadedRules) {
        var changes: [Change] = []
        let policy = Self.policy(old.ruleset.policy, new.ruleset.policy) + Self.settings(old.settings, new.settings)
        if !policy.isEmpty { changes.append(Change(what: "moongate.yaml", kind: .edited, details: policy)) }
        let (before, after) = (Self.byID(old), Self.byID(new))
        for id in Set(before.keys).union(after.keys).sorted() {
            switch (before[id], after[id]) {
            case (nil, let rule?): changes.append(Change(what: id, kind: .added, details: [Self.words(of: rule)]))
            case (let rule?, nil): changes.append(Change(what: id, kind: .removed, details: [Self.words(of: rule)]))
            case (let a?, let b?):
                let details = Self.details(a, b)
                if !details.isEmpty { changes.append(Change(what: id, kind: .edited, details: details)) }
            case (nil, nil): break
            }
        }
        self.changes = changes
    }

    private struct Both {
        let source: RuleSource
        /// Nil if it is off.
        let rule: Rule?
        var mode: String { source.mode.rawValue }
    }

    private static func byID(_ loaded: LoadedRules) -> [String: Both] {
        let rules = Dictionary(loaded.ruleset.rules.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        return Dictionary(
            loaded.sources.map { ($0.id.text, Both(source: $0, rule: rules[$0.id.text])) },
            uniquingKeysWith: { a, _ in a })
    }

    private static func worth(_ rule: RuleSource) -> String {
        rule.action.map { "action \($0.rawValue)" } ?? "score \((rule.score ?? 0).plain)"
    }

    private static func words(of both: Both) -> String {
        let checks = values(of: both).keys.sorted().joined(separator: ", ")
        return "\(worth(both.source)), \(both.mode)"
            + (both.source.rollout < 1 ? " for \((both.source.rollout * 100).plain)% of posts" : "")
            + (checks.isEmpty ? "" : "; asks \(checks)") + (both.source.summary.map { ": \($0)" } ?? "")
    }

    private static func details(_ a: Both, _ b: Both) -> [String] {
        var details: [String] = []
        func note(_ what: String, _ old: String, _ new: String) {
            if old != new { details.append("\(what): \(old) → \(new)") }
        }
        note("worth", worth(a.source), worth(b.source))
        note("mode", a.mode, b.mode)
        note("rollout", (a.source.rollout * 100).plain + "%", (b.source.rollout * 100).plain + "%")
        note("channels", text(a.source.channels), text(b.source.channels))
        note("group", a.source.group?.text ?? "none", b.source.group?.text ?? "none")
        note("priority", "\(a.source.priority)", "\(b.source.priority)")
        let (old, new) = (values(of: a), values(of: b))
        for key in Set(old.keys).union(new.keys).sorted() {
            switch (old[key], new[key]) {
            case (nil, let values?): details.append("asks also \(key): \(shown(values))")
            case (let values?, nil): details.append("asks no longer \(key): \(shown(values))")
            case (let before?, let after?):
                let added = after.filter { !before.contains($0) }
                let removed = before.filter { !after.contains($0) }
                if !added.isEmpty { details.append("\(key): with \(shown(added))") }
                if !removed.isEmpty { details.append("\(key): without \(shown(removed))") }
            case (nil, nil): break
            }
        }
        if details.isEmpty, a.rule?.version != b.rule?.version {
            details.append("its checks are joined in another way")
        }
        return details
    }

    /// By key, its value; lists expanded.
    private static func values(of both: Both) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for check in both.rule?.checks ?? [] { values[check.key.source.text, default: []] += check.value.texts }
        // `unless` asks nothing by itself, and a rule that is off was not compiled.
        for case .check(let key, let value) in both.source.conditions where values[key.source.text] == nil {
            values[key.source.text] = value.texts
        }
        return values
    }

    private static func shown(_ values: [String]) -> String {
        values.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
            + (values.count > 8 ? " and \(values.count - 8) more" : "")
    }

    private static func text(_ channels: Rule.Channels) -> String {
        switch channels {
        case .all: "all"
        case .only(let names): names.sorted().joined(separator: ", ")
        case .except(let names): "all but " + names.sorted().joined(separator: ", ")
        }
    }

    // MARK: moongate.yaml

    private static func policy(_ a: Policy, _ b: Policy) -> [String] {
        var details: [String] = []
        func note(_ what: String, _ old: String, _ new: String) {
            if old != new { details.append("\(what): \(old) → \(new)") }
        }
        note("flag_at", a.thresholds.flagAt.plain, b.thresholds.flagAt.plain)
        note("reject_at", a.thresholds.rejectAt?.plain ?? "off", b.thresholds.rejectAt?.plain ?? "off")
        func list(_ names: some Sequence<String>) -> String {
            let text = names.joined(separator: ", ")
            return text.isEmpty ? "none" : text
        }
        note("languages", list(a.languages), list(b.languages))
        for channel in Set(a.channels.keys).union(b.channels.keys).sorted() {
            let (old, new) = (a.thresholds(for: channel), b.thresholds(for: channel))
            note("flag_at of \(channel)", old.flagAt.plain, new.flagAt.plain)
            note("reject_at of \(channel)", old.rejectAt?.plain ?? "off", new.rejectAt?.plain ?? "off")
        }
        for channel in Set(a.languagesByChannel.keys).union(b.languagesByChannel.keys).sorted() {
            note("languages of \(channel)", list(a.languages(for: channel)), list(b.languages(for: channel)))
        }
        for plugin in Set(a.outages.keys).union(b.outages.keys).sorted() {
            func text(_ policy: Policy) -> String { policy.outages[plugin, default: .hold].rawValue }
            note("outage of \(plugin)", text(a), text(b))
        }
        note("plugins that read only what is asked", list(a.onlyAsked.sorted()), list(b.onlyAsked.sorted()))
        for group in Set(a.groupCaps.keys).union(b.groupCaps.keys).sorted() {
            note("cap of \(group)", a.groupCaps[group]?.plain ?? "none", b.groupCaps[group]?.plain ?? "none")
        }
        return details
    }

    private static func settings(_ a: SpoolSettings, _ b: SpoolSettings) -> [String] {
        func text(_ archive: SpoolSettings.Archive?) -> String {
            archive.map { "\($0.days) days, \(Double($0.size) / 1e9) GB" } ?? "off"
        }
        func text(_ guardian: SpoolSettings.ReloadGuard?) -> String {
            guardian.map { "\($0.posts) posts, more than \($0.points.plain) points" } ?? "off"
        }
        func text(_ breaker: SpoolSettings.Breaker?) -> String {
            breaker.map {
                "more than \($0.hits) posts and \(($0.share * 100).plain)% within \(TimeSpan.text($0.seconds))"
            }
                ?? "off"
        }
        return [
            ("archive", text(a.archive), text(b.archive)), ("reload guard", text(a.reload), text(b.reload)),
            ("breaker", text(a.breaker), text(b.breaker)),
        ].filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) → \($0.2)" }
    }
}
