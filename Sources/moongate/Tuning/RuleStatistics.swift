import ArgumentParser
import JSON
import Moderation
import Tuning

/// What each rule of a folder did: `moongate rules --by`.
struct RuleStatistics {
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case noise, hits, never
    }

    private struct Line {
        let rule: Rule
        let counts: JournalStatistics.RuleCounts
    }

    private let lines: [Line]
    private let statistics: JournalStatistics
    private let order: Order

    init(_ rules: [Rule], _ statistics: JournalStatistics, spool: String, by order: Order) {
        self.statistics = statistics
        self.order = order
        let all = rules.map { Line(rule: $0, counts: statistics.rules[$0.id] ?? JournalStatistics.RuleCounts()) }
        switch order {
        case .never: lines = all.filter { $0.counts.hits + $0.counts.shadowHits == 0 }
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

    func text(_ terminal: Terminal, since: String) -> String {
        let days = statistics.dayNames
        let rows = lines.map { line in
            let counts = line.counts
            return [
                line.rule.id, line.rule.worth, line.rule.modeText,
                Figures.count(counts.hits)
                    + (counts.shadowHits > 0 ? " (+\(Figures.count(counts.shadowHits)) in shadow)" : ""),
                Figures.percent(counts.hits, of: statistics.posts), Figures.count(counts.alone),
                counts.decided > 0 ? "\(Figures.count(counts.overturned)) of \(Figures.count(counts.decided))" : "-",
                counts.lastHit?.date ?? "never",
                Figures.sparkline(days.suffix(30).map { Double(counts.days[$0] ?? 0) }),
            ]
        }
        let head = ["rule", "worth", "", "posts", "share", "alone", "overturned", "last", "by day"]
        var text = Columns.table(
            [head] + rows, painted: [.bold, .cyan, .yellow, nil, .dim, nil, nil, .dim, .cyan], by: terminal)
        let never = lines.count { $0.counts.hits + $0.counts.shadowHits == 0 }
        text.append(
            terminal.paint(
                "\(Figures.count(statistics.posts, "post")) since \(since); \(never) of these rules held for none. alone: posts that "
                    + "would have been approved without the rule. overturned: of those decided about, how many a person "
                    + "approved.", .dim))
        return text.joined(separator: "\n")
    }

    var json: String {
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
                        if let last = line.counts.lastHit { json.member("last", last.rfc3339) }
                    }
                }
            }
        }
        return json.text
    }
}

extension JournalStatistics.RuleCounts {
    /// How much of what it holds people overturn, at the least (95 %).
    fileprivate var noise: Double { decided == 0 ? 0 : Interval(overturned, of: decided).lower }
}
