internal import JSON
public import Moderation
public import Tuning

/// What each rule of a folder did: `moongate rules --by`.
public struct RuleStatistics {
    public enum Order: String, CaseIterable, Sendable {
        case noise, hits, never, cost
    }

    private struct Line {
        let rule: Rule
        let counts: JournalStatistics.RuleCounts
    }

    private let lines: [Line]
    private let statistics: JournalStatistics
    private let order: Order
    private let ages: [String: RuleAge]
    private let costs: Costs

    /// What rules cost, and where that is from.
    public struct Costs {
        public var byRule: [String: Double] = [:]
        /// Posts that the daemon counted; 0 where it was measured.
        public var countedPosts = 0
        /// What plugins do for all their rules together, in microseconds a post; only counted ones.
        public var shared: [(plugin: String, microseconds: Double)] = []

        public init(
            byRule: [String: Double] = [:], countedPosts: Int = 0, shared: [(plugin: String, microseconds: Double)] = []
        ) {
            self.byRule = byRule
            self.countedPosts = countedPosts
            self.shared = shared
        }
    }

    public init(
        _ rules: [Rule], _ statistics: JournalStatistics, ages: [String: RuleAge], costs: Costs = Costs(),
        by order: Order
    ) {
        self.ages = ages
        self.costs = costs
        self.statistics = statistics
        self.order = order
        let all = rules.map { Line(rule: $0, counts: statistics.rules[$0.id] ?? JournalStatistics.RuleCounts()) }
        switch order {
        case .never: lines = all.filter { $0.counts.hits + $0.counts.shadowHits == 0 }
        case .cost: lines = all.sorted { (costs.byRule[$1.rule.id] ?? -1) < (costs.byRule[$0.rule.id] ?? -1) }
        case .hits:
            lines = all.sorted { ($1.counts.hits + $1.counts.shadowHits) < ($0.counts.hits + $0.counts.shadowHits) }
        case .noise:
            lines = all.sorted { a, b in
                // The least share of posts that people overturn with some certainty; without decisions, what it holds alone.
                let (x, y) = (a.counts.noise, b.counts.noise)
                return x != y ? x > y : a.counts.alone > b.counts.alone
            }
        }
    }

    public func text(_ terminal: Terminal, since: String) -> String {
        let days = statistics.dayNames
        let rows = lines.map { line in
            let counts = line.counts
            return [
                line.rule.id, line.rule.worth, line.rule.modeText,
                counts.postsText,
                Figures.percent(counts.hits, of: statistics.posts), Figures.count(counts.alone),
                counts.decided > 0 ? "\(Figures.count(counts.overturned)) of \(Figures.count(counts.decided))" : "-",
                counts.lastHit?.date ?? "never", sinceText(line.rule),
                costs.byRule[line.rule.id].map { Figures.fixed($0, 1) + " µs" } ?? "-",
                Figures.sparkline(days.suffix(30).map { Double(counts.days[$0] ?? 0) }),
            ]
        }
        let head = [
            "rule", "worth", "", "posts", "share", "alone", "overturned", "last", "as it is since", "cost a post",
            "by day",
        ]
        var text = Columns.table(
            [head] + rows, painted: [.bold, .cyan, .yellow, nil, .dim, nil, nil, .dim, .dim, nil, .cyan], by: terminal)
        let never = lines.count { $0.counts.hits + $0.counts.shadowHits == 0 }
        text.append(
            terminal.paint(
                "\(Figures.count(statistics.posts, "post")) since \(since); \(never) of these rules matched none. alone: posts that "
                    + "would have been approved without the rule. overturned: of the decided posts, how many a person "
                    + "approved." + (order == .cost ? "" : " What rules cost is shown with --by cost."), .dim))
        if order == .cost { text.append(terminal.paint(explanation, .dim)) }
        return text.joined(separator: "\n")
    }

    /// What the costs are of.
    private var explanation: String {
        guard costs.countedPosts > 0 else {
            return "cost a post: each rule alone, on posts of the archive; together rules share work and cost less."
        }
        let shared = costs.shared.map { "\($0.plugin) \(Figures.fixed($0.microseconds, 1)) µs" }.joined(separator: ", ")
        return
            "cost a post: what the daemon did for this rule alone, on \(Figures.count(costs.countedPosts, "counted post")). "
            + "For all rules of a plugin together: \(shared)."
    }

    /// Since when it is as it is: a day, or words where no day is known.
    private func sinceText(_ rule: Rule) -> String {
        guard !ages.isEmpty else { return "-" }
        guard let age = ages[rule.id], age.version == rule.version else { return "not in force" }
        return age.since.microseconds > 0 ? age.since.date : "the first start"
    }

    private func dayUnchanged(_ rule: Rule) -> String? {
        guard let age = ages[rule.id], age.version == rule.version, age.since.microseconds > 0 else { return nil }
        return age.since.date
    }

    public var json: String {
        var json = JSONWriter()
        json.array { json in
            for line in lines {
                json.element { json in
                    json.object { json in
                        json.member("id", line.rule.id)
                        json.member("mode", line.rule.mode.rawValue)
                        json.member("posts", line.counts.hits)
                        json.member("shadow_posts", line.counts.shadowHits)
                        json.member(
                            "share", statistics.posts == 0 ? 0 : Double(line.counts.hits) / Double(statistics.posts))
                        json.member("alone", line.counts.alone)
                        json.member("decided", line.counts.decided)
                        json.member("overturned", line.counts.overturned)
                        if let cost = costs.byRule[line.rule.id] { json.member("microseconds", cost) }
                        if let day = dayUnchanged(line.rule) { json.member("unchanged_since", day) }
                        if let last = line.counts.lastHit { json.member("last", last.rfc3339) }
                    }
                }
            }
        }
        return json.text
    }
}

extension JournalStatistics.RuleCounts {
    /// `12 (+3 in shadow)`
    public var postsText: String {
        Figures.count(hits) + (shadowHits > 0 ? " (+\(Figures.count(shadowHits)) in shadow)" : "")
    }

    /// How much of what it holds people overturn, at the least (95 %).
    fileprivate var noise: Double { decided == 0 ? 0 : Interval(overturned, of: decided).lower }
}
