import ArgumentParser
import Glibc
import InstalledPlugins
import JSON
import Moderation
import RuleFiles
import Tuning

/// What each rule of a folder did: `moongate rules --by`.
struct RuleStatistics {
    enum Order: String, ExpressibleByArgument, CaseIterable {
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
    private let costs: [String: Double]

    /// Microseconds a post of each rule alone, on posts of the spool.
    static func costs(of folder: RuleFolder, spool: String) throws -> [String: Double] {
        let backtest = Backtest(
            inForce: folder, edited: folder, plugins: InstalledPlugins.all, spool: spool, selection: .sample(20_000),
            threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        do {
            let lines = try backtest.run().rules
            return Dictionary(
                lines.compactMap { line in line.microseconds.map { (line.id, $0) } }, uniquingKeysWith: { a, _ in a })
        } catch {
            Terminal.warn("what rules cost cannot be measured: \(error)")
            throw ExitCode.noInput
        }
    }

    init(
        _ rules: [Rule], _ statistics: JournalStatistics, ages: [String: RuleAge], costs: [String: Double],
        by order: Order
    ) {
        self.ages = ages
        self.costs = costs
        self.statistics = statistics
        self.order = order
        let all = rules.map { Line(rule: $0, counts: statistics.rules[$0.id] ?? JournalStatistics.RuleCounts()) }
        switch order {
        case .never: lines = all.filter { $0.counts.hits + $0.counts.shadowHits == 0 }
        case .cost: lines = all.sorted { (costs[$1.rule.id] ?? -1) < (costs[$0.rule.id] ?? -1) }
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
                counts.postsText,
                Figures.percent(counts.hits, of: statistics.posts), Figures.count(counts.alone),
                counts.decided > 0 ? "\(Figures.count(counts.overturned)) of \(Figures.count(counts.decided))" : "-",
                counts.lastHit?.date ?? "never", sinceText(line.rule),
                costs[line.rule.id].map { Figures.fixed($0, 1) + " µs" } ?? "-",
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
                "\(Figures.count(statistics.posts, "post")) since \(since); \(never) of these rules held for none. alone: posts that "
                    + "would have been approved without the rule. overturned: of those decided about, how many a person "
                    + "approved." + (costs.isEmpty ? " What rules cost is measured with --by cost." : ""), .dim))
        return text.joined(separator: "\n")
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
                        if let cost = costs[line.rule.id] { json.member("microseconds", cost) }
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
    var postsText: String {
        Figures.count(hits) + (shadowHits > 0 ? " (+\(Figures.count(shadowHits)) in shadow)" : "")
    }

    /// How much of what it holds people overturn, at the least (95 %).
    fileprivate var noise: Double { decided == 0 ? 0 : Interval(overturned, of: decided).lower }
}
