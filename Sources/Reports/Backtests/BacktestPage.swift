internal import Moderation
public import Tuning

/// A backtest as one HTML file: no scripts, nothing loaded from elsewhere, light and dark.
public struct BacktestPage {
    private let report: BacktestReport

    public init(_ report: BacktestReport) { self.report = report }

    public var text: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>What the edited rules would change</title>
        <style>
        \(PageStyle.text)
        </style>
        </head>
        <body><main>
        <h1>What the edited rules would change</h1>
        <p class="dim">\(lead)</p>
        \(tiles)
        \(days)
        \(rules)
        \(channels)
        \(agreement)
        \(examples(isHeld: true, "Would be flagged", "Approved by the rules in force. The marked words are why."))
        \(examples(isHeld: false, "Would be approved", "Held by the rules in force. The marked words are why."))
        \(cautions)
        <p class="dim">Rules in force \(report.fingerprints.before), edited \(report.fingerprints.after). Made by
        <code>moongate backtest --html</code> in \(Figures.duration(report.cost.seconds)).</p>
        </main></body>
        </html>

        """
    }

    private var lead: String {
        let days = report.days
        let time = days.first.map { $0.name == days.last?.name ? $0.name : "\($0.name) to \(days.last?.name ?? "")" }
        let share = report.coverage.share.map { $0 < 0.99 ? ", \(Figures.percent($0)) of all that was filed then" : "" }
        return "\(Figures.count(report.posts, "post")) of \(time ?? "")\(share ?? "")"
    }

    private var tiles: String {
        func tile(_ value: String, _ label: String, _ kind: String) -> String {
            "<div class=\"tile \(kind)\"><b>\(value)</b><span>\(label)</span></div>"
        }
        return """
            <div class="tiles">
            \(tile(report.newlyHeld == 0 ? "0" : "+\(Figures.count(report.newlyHeld))", "newly flagged, \(Figures.percent(report.newlyHeld, of: report.posts)) of posts", "held"))
            \(tile(report.newlyApproved == 0 ? "0" : "−\(Figures.count(report.newlyApproved))", "newly approved, \(Figures.percent(report.newlyApproved, of: report.posts)) of posts", "free"))
            \(tile("\(Figures.percent(report.heldBefore, of: report.posts)) → \(Figures.percent(report.heldAfter, of: report.posts))", "of posts held, \(Figures.signed(report.points)) points", ""))
            </div>
            """
    }

    /// Two lines over the days: the share held now, and after the edit.
    private var days: String {
        guard report.days.count > 1 else { return "" }
        let chart = LineChart(
            labels: report.days.map { String($0.name.dropFirst(5)) },
            lines: [
                .init(name: "in force", kind: "now", values: report.days.map { 100 * $0.share(\.before) }),
                .init(name: "edited", kind: "next", values: report.days.map { 100 * $0.share(\.after) }),
            ], unit: "%")
        return "<section><h2>Share of posts held, by day</h2>\(chart.svg)</section>"
    }

    private var rules: String {
        let shown = report.rules.filter {
            $0.change != .same || $0.newlyHeld + $0.newlyApproved > 0 || $0.before != $0.after
        }
        guard !shown.isEmpty else { return "<section><p>No rule was edited.</p></section>" }
        let top = shown.map { max($0.newlyHeld, $0.newlyApproved) }.max() ?? 1
        let rows = shown.prefix(60).map { rule in
            """
            <tr><th scope="row">\(Self.safe(rule.id)) <em>\(rule.change.rawValue)</em></th>
            <td class="number">\(Figures.count(rule.before))</td><td class="number">\(Figures.count(rule.after))</td>
            <td>\(Self.bar(rule.newlyHeld, of: top, "held"))</td><td>\(Self.bar(rule.newlyApproved, of: top, "free"))</td>
            <td>\(Self.whisker(rule.precision))</td><td class="number">\(rule.microseconds.map { Figures.fixed($0, 1) + " µs" } ?? "")</td></tr>
            """
        }
        return """
            <section><h2>By rule</h2>
            <div class="wide"><table><thead><tr><th>rule</th><th class="number">posts now</th><th class="number">edited</th><th>newly flagged</th>
            <th>newly approved</th><th>people agreed</th><th class="number">cost a post</th></tr></thead><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            <p class="dim">People agreed: of the posts that the rule counts for and that people decided about, the share they were
            against, with the range in which the true share lies 19 times of 20.</p></section>
            """
    }

    /// Share of the traffic and of each channel's posts that are held.
    private var channels: String {
        let channels = report.channels
        guard channels.count > 1, let top = channels.map(\.posts).max() else { return "" }
        let rows = channels.prefix(60).map { channel in
            """
            <tr><th scope="row">\(Self.safe(channel.title))</th><td>\(Self.bar(channel.posts, of: top, "all"))</td>
            <td class="number">\(Figures.percent(channel.posts, of: report.posts))</td>
            <td class="number">\(Figures.percent(channel.before, of: channel.posts))</td>
            <td class="number">\(Figures.percent(channel.after, of: channel.posts))</td></tr>
            """
        }
        let more =
            channels.count > rows.count ? "<p class=\"dim\">... and \(channels.count - rows.count) more.</p>" : ""
        return """
            <section><h2>By channel</h2>
            <div class="wide"><table><thead><tr><th>channel</th><th>posts</th><th class="number">of all</th>
            <th class="number">held now</th><th class="number">edited</th></tr></thead><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>\(more)</section>
            """
    }

    private var agreement: String {
        guard report.decided > 0 else { return "" }
        func row(_ name: String, _ side: BacktestReport.Agreement) -> String {
            "<tr><th scope=\"row\">\(name)</th><td>\(Self.whisker(side.precision))</td><td>\(Self.whisker(side.recall))</td></tr>"
        }
        return """
            <section><h2>Beside what people decided</h2>
            <div class="wide"><table><thead><tr><th>\(Figures.count(report.decided, "post"))</th><th>of what is held, people were against</th>
            <th>of what people were against, is held</th></tr></thead><tbody>
            \(row("in force", report.agreement.before))
            \(row("edited", report.agreement.after))
            </tbody></table></div></section>
            """
    }

    private func examples(isHeld: Bool, _ title: String, _ lead: String) -> String {
        let examples = report.examplesByTurns(isHeld: isHeld, limit: 40)
        guard !examples.isEmpty else { return "" }
        let items = examples.map { example in
            let text = MarkedText(example.post, example.evidence, reach: 160).pieces.map {
                $0.isMarked ? "<mark>\(Self.safe($0.text))</mark>" : Self.safe($0.text)
            }.joined()
            let verdict = isHeld ? example.after : example.before
            return """
                <li><p class="post" dir="auto">\(text)</p>
                <p class="dim"><b>\(Self.safe(example.rule))</b> · \(Self.safe(SafeText.make(example.name))) · \(example.at.date) · \(Self.safe(SafeText.make(verdict.because)))</p></li>
                """
        }
        return
            "<section><h2>\(title)</h2><p class=\"dim\">\(lead)</p><ul class=\"posts\">\(items.joined(separator: "\n"))</ul></section>"
    }

    private var cautions: String {
        guard !report.cautions.isEmpty else { return "" }
        return "<section><h2>Caveats</h2><ul>"
            + report.cautions.map { "<li>\(Self.safe(SafeText.make($0)))</li>" }.joined() + "</ul></section>"
    }

    // MARK: Pieces

    public static func safe(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func bar(_ value: Int, of top: Int, _ kind: String) -> String {
        guard value > 0 else { return "" }
        let width = max(2, 120 * value / max(1, top))
        return
            "<svg class=\"bar\" width=\"\(width)\" height=\"12\" role=\"img\" aria-label=\"\(value)\"><rect class=\"\(kind)\" "
            + "width=\"\(width)\" height=\"12\" rx=\"2\"/></svg> \(Figures.count(value))"
    }

    /// A dot for the share, a line for its interval, from 0 to 100 %.
    private static func whisker(_ interval: Interval) -> String {
        guard let share = interval.share else { return "<span class=\"dim\">–</span>" }
        func x(_ share: Double) -> String { Figures.fixed(4 + share * 112, 1) }
        return """
            <svg class="whisker" width="120" height="14" role="img" aria-label="\(Figures.interval(interval))"><line class="axis" x1="4" x2="116" y1="7" y2="7"/>\
            <line class="range" x1="\(x(interval.lower))" x2="\(x(interval.upper))" y1="7" y2="7"/><circle cx="\(x(share))" cy="7" r="4"/></svg> \
            \(Figures.interval(interval))
            """
    }
}

extension BacktestReport.Slice {
    /// A channel's name; posts may have none.
    public var title: String { name.isEmpty ? "(none)" : SafeText.make(name) }

    /// Of its posts, 0 to 1.
    public func share(_ count: KeyPath<Self, Int>) -> Double {
        posts == 0 ? 0 : Double(self[keyPath: count]) / Double(posts)
    }
}
