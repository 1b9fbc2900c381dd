internal import JSON
internal import Moderation
public import Tuning

/// Outcomes, channels and languages over time: `moongate stats`.
public struct StatisticsReport {
    private let statistics: JournalStatistics
    private let since: String

    /// `since` is the period as it was asked for, such as `30d`.
    public init(_ statistics: JournalStatistics, since: String) {
        self.statistics = statistics
        self.since = since
    }

    public func text(_ terminal: Terminal) -> String {
        let names = statistics.dayNames
        guard let first = statistics.days.keys.min(), let last = statistics.days.keys.max() else {
            return "No verdict since \(since)."
        }
        func row(_ name: String, _ count: Int, _ values: [Int], _ note: String) -> [String] {
            [
                name, Figures.count(count), Figures.percent(count, of: statistics.posts),
                Figures.sparkline(values.map(Double.init)), note,
            ]
        }
        let days = names.map { statistics.days[$0] ?? JournalStatistics.Day() }
        var rows = [["outcomes", "", "", "", ""]]
        for outcome in Outcome.allCases {
            let count = statistics.days.values.reduce(0) { $0 + ($1.outcomes[outcome] ?? 0) }
            guard count > 0 else { continue }
            rows.append(row("  " + outcome.rawValue, count, days.map { $0.outcomes[outcome] ?? 0 }, ""))
        }
        func groups(_ title: String, _ groups: [String: JournalStatistics.Group], _ none: String) {
            guard groups.keys.contains(where: { !$0.isEmpty }) else { return }
            rows.append([title, "", "", "", ""])
            for (name, group) in groups.sorted(by: { ($1.value.posts, $0.key) < ($0.value.posts, $1.key) }).prefix(12) {
                rows.append(
                    row(
                        "  " + (name.isEmpty ? none : SafeText.make(name)), group.posts,
                        names.map { group.days[$0] ?? 0 },
                        "\(Figures.percent(group.held, of: group.posts)) held"))
            }
        }
        groups("channels", statistics.channels, "(none)")
        groups("languages", statistics.languages, "(unknown)")
        let failed = statistics.days.values.reduce(0) { $0 + $1.failed }
        var lines = [
            terminal.paint("\(Figures.count(statistics.posts, "post")) from \(first) to \(last)", .bold)
                + terminal.paint(", \(Figures.fixed(statistics.meanMicroseconds, 0)) µs of judging each", .dim)
        ]
        lines += Columns.table(rows, painted: [nil, nil, .dim, .cyan, .dim], by: terminal)
        if failed > 0 {
            lines.append(terminal.paint("\(Figures.count(failed, "file")) could not be read as posts", .yellow))
        }
        return lines.joined(separator: "\n")
    }

    public var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("posts", statistics.posts)
            json.member("days") { json in
                json.array { json in
                    for (name, day) in statistics.days.sorted(by: { $0.key < $1.key }) {
                        json.element { json in
                            json.object { json in
                                json.member("day", name)
                                for outcome in Outcome.allCases {
                                    json.member(outcome.rawValue, day.outcomes[outcome] ?? 0)
                                }
                                json.member("failed", day.failed)
                            }
                        }
                    }
                }
            }
            for (title, groups) in [("channels", statistics.channels), ("languages", statistics.languages)] {
                json.member(title) { json in
                    json.object { json in
                        for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
                            json.member(name) { json in
                                json.object { json in
                                    json.member("posts", group.posts)
                                    json.member("held", group.held)
                                }
                            }
                        }
                    }
                }
            }
        }
        return json.text
    }
}
