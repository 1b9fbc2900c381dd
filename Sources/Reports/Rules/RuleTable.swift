internal import JSON
public import Moderation
public import Tuning

/// The rules of a folder, a row each: `moongate rules`.
public struct RuleTable {
    private let rules: [Rule]
    private let statistics: JournalStatistics?

    public init(_ rules: [Rule], _ statistics: JournalStatistics? = nil) {
        self.rules = rules
        self.statistics = statistics
    }

    /// What they are about, and what they did if there is a journal.
    public func lines(_ terminal: Terminal) -> [String] {
        let rows = rules.map { rule in
            var row = [rule.id, rule.worth, rule.modeText]
            if let statistics {
                let counts = statistics.rules[rule.id] ?? JournalStatistics.RuleCounts()
                row += [counts.postsText, counts.lastHit?.date ?? "never"]
            }
            let place = SafeText.make("\(rule.location.file):\(rule.location.line)")
            return row + [place, SafeText.make(rule.summary ?? "")]
        }
        guard statistics != nil else {
            return Columns.table(rows, painted: [.bold, .cyan, .yellow, .dim, nil], by: terminal)
        }
        return Columns.table(
            [["rule", "worth", "", "posts", "last", "where", "what it is about"]] + rows,
            painted: [.bold, .cyan, .yellow, nil, .dim, .dim, nil], by: terminal)
    }

    public var json: String {
        var json = JSONWriter()
        json.array { json in
            for rule in rules {
                json.element { json in
                    json.object { json in
                        json.member("id", rule.id)
                        json.member("file", rule.location.file)
                        json.member("line", rule.location.line)
                        json.member("score", rule.score)
                        if let action = rule.action { json.member("action", action.rawValue) }
                        json.member("mode", rule.mode.rawValue)
                        if rule.rollout < 1 { json.member("rollout", rule.rollout) }
                        if let group = rule.group { json.member("group", group) }
                        if let summary = rule.summary { json.member("summary", summary) }
                        if let reason = rule.reason { json.member("reason", reason) }
                    }
                }
            }
        }
        return json.text
    }
}
