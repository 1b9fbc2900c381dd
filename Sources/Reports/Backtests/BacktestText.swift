internal import Moderation
public import Tuning

/// A backtest as a person reads it in the terminal.
public struct BacktestText {
    private let report: BacktestReport
    private let terminal: Terminal
    private let showsAll: Bool
    private let folder: String

    public init(_ report: BacktestReport, _ terminal: Terminal, showsAll: Bool, rules folder: String) {
        self.report = report
        self.terminal = terminal
        self.showsAll = showsAll
        self.folder = folder
    }

    /// Limits of the rules listed, and of the examples of each direction.
    private static let ruleLimit = 20
    private static let exampleLimit = 10
    private static let channelLimit = 10

    public var text: String {
        var lines = [
            terminal.paint("\(SafeText.make(folder)) compared with the rules in force", .bold), period, "",
        ]
        lines += summary
        if report.fingerprints.before == report.fingerprints.after {
            lines += ["", "The folder is as it is in force: nothing was edited."]
        }
        lines += table + channels + agreement + examples + cautions
        return lines.joined(separator: "\n")
    }

    private var period: String {
        let days = report.days
        let time = days.first.map { first in
            days.count == 1 ? " of \(first.name)" : " from \(first.name) to \(days.last?.name ?? "")"
        }
        let share = report.coverage.share.map { $0 < 0.99 ? ", \(Figures.percent($0)) of what was filed" : "" } ?? ""
        let rate = report.cost.processor > 0 ? Double(report.posts) / report.cost.processor : 0
        return terminal.paint(
            "\(Figures.count(report.posts, "post"))\(time ?? "")\(share); "
                + "\(Figures.duration(report.cost.seconds)), \(Figures.count(Int(rate))) posts a processor second", .dim
        )
    }

    private var summary: [String] {
        let posts = report.posts
        let rows = [
            [
                "newly flagged", (report.newlyHeld > 0 ? "+" : "") + Figures.count(report.newlyHeld),
                Figures.percent(report.newlyHeld, of: posts),
                "approved now, would be flagged",
            ],
            [
                "newly approved", (report.newlyApproved > 0 ? "-" : "") + Figures.count(report.newlyApproved),
                Figures.percent(report.newlyApproved, of: posts), "flagged now, would be approved",
            ],
            [
                "held in all", Figures.count(report.heldBefore) + " → " + Figures.count(report.heldAfter),
                Figures.percent(report.heldBefore, of: posts) + " → " + Figures.percent(report.heldAfter, of: posts),
                Figures.signed(report.points) + " points",
            ],
        ]
        return Columns.table(rows, painted: [.bold, .cyan, nil, .dim], by: terminal).map { "  " + $0 }
    }

    private var shownRules: [BacktestReport.RuleLine] {
        report.rules.filter { rule in
            showsAll || rule.change != .same || rule.newlyHeld + rule.newlyApproved > 0 || rule.before != rule.after
        }
    }

    private var table: [String] {
        let rules = shownRules
        guard !rules.isEmpty else { return [] }
        let rows = rules.prefix(showsAll ? rules.count : Self.ruleLimit).map { rule in
            [
                rule.id, rule.change.rawValue,
                rule.before == rule.after
                    ? Figures.count(rule.after) : "\(Figures.count(rule.before)) → \(Figures.count(rule.after))",
                Figures.percent(rule.after, of: report.posts),
                rule.newlyHeld > 0 ? "+\(Figures.count(rule.newlyHeld))" : "",
                rule.newlyApproved > 0 ? "-\(Figures.count(rule.newlyApproved))" : "",
                rule.precision.count > 0 ? Figures.interval(rule.precision) : "",
                rule.microseconds.map { Figures.fixed($0, 1) + " µs" } ?? "",
            ]
        }
        let head = ["rule", "", "posts", "share", "newly flagged", "newly approved", "people agreed", "cost a post"]
        var lines = ["", terminal.paint("By rule", .bold)]
        lines += Columns.table(
            [head] + rows, painted: [.cyan, .yellow, nil, nil, nil, nil, nil, .dim], by: terminal
        ).map { "  " + $0.trimmingEnd }
        if rules.count > rows.count { lines.append("  ... and \(rules.count - rows.count) more: --all") }
        return lines
    }

    /// Where posts come from: nothing if all come through the same channel.
    private var channels: [String] {
        let channels = report.channels
        guard channels.count > 1 else { return [] }
        let rows = channels.prefix(showsAll ? channels.count : Self.channelLimit).map { channel in
            [
                channel.title, Figures.count(channel.posts), Figures.percent(channel.posts, of: report.posts),
                Figures.percent(channel.before, of: channel.posts) + " → "
                    + Figures.percent(channel.after, of: channel.posts),
            ]
        }
        var lines = ["", terminal.paint("By channel", .bold)]
        lines += Columns.table(
            [["channel", "posts", "share", "of its posts held"]] + rows, painted: [.cyan, nil, nil, nil], by: terminal
        ).map { "  " + $0.trimmingEnd }
        if channels.count > rows.count { lines.append("  ... and \(channels.count - rows.count) more: --all") }
        return lines
    }

    private var agreement: [String] {
        guard report.decided > 0 else { return [] }
        func row(_ name: String, _ side: BacktestReport.Agreement) -> [String] {
            [name, Figures.interval(side.precision), Figures.interval(side.recall)]
        }
        let rows = [
            ["", "of what is held, people were against", "of what people were against, is held"],
            row("in force", report.agreement.before), row("edited", report.agreement.after),
        ]
        return [
            "",
            terminal.paint("Compared with people's decisions", .bold)
                + terminal.paint(
                    " (\(Figures.count(report.decided, "post")); in parentheses the 95 % confidence interval)",
                    .dim),
        ] + Columns.table(rows, painted: [.cyan, nil, nil], by: terminal).map { "  " + $0.trimmingEnd }
    }

    private var examples: [String] {
        [(true, "Would be flagged", report.newlyHeld), (false, "Would be approved", report.newlyApproved)]
            .flatMap { isHeld, title, count -> [String] in
                // One of each rule before a second of any.
                let examples = report.examplesByTurns(isHeld: isHeld, limit: Self.exampleLimit)
                guard !examples.isEmpty else { return [] }
                return [
                    "",
                    terminal.paint(title, .bold)
                        + terminal.paint(" (\(examples.count) to read, of \(Figures.count(count)))", .dim),
                ] + examples.flatMap(lines)
            }
    }

    private func lines(of example: BacktestExample) -> [String] {
        let verdict = example.isHeld ? example.after : example.before
        let because = example.isHeld ? verdict.because : "now " + verdict.because
        return [
            "  \(terminal.paint(example.rule, .cyan))  "
                + terminal.paint(
                    "\(Columns.cut(SafeText.make(example.name), to: 32)), \(example.at.date): \(SafeText.make(because))",
                    .dim),
            "      " + MarkedText(example.post, example.evidence).line(terminal, width: 100),
        ]
    }

    private var cautions: [String] {
        guard !report.cautions.isEmpty else { return [] }
        return ["", terminal.paint("Caveats", .bold)] + report.cautions.map { "  • " + SafeText.make($0) }
    }
}

extension BacktestReport {
    /// Examples of one direction: of each rule one, then of each another.
    public func examplesByTurns(isHeld: Bool, limit: Int) -> [BacktestExample] {
        let wanted = examples.filter { $0.isHeld == isHeld }
        let order = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let byRule = Dictionary(grouping: wanted, by: \.rule).sorted { (order[$0.key] ?? 0) < (order[$1.key] ?? 0) }
        var shown: [BacktestExample] = []
        for round in 0..<(byRule.map(\.value.count).max() ?? 0) {
            for (_, list) in byRule where round < list.count {
                let isTold = shown.contains { $0.name == list[round].name && $0.at == list[round].at }
                if shown.count < limit, !isTold { shown.append(list[round]) }
            }
        }
        return shown
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
