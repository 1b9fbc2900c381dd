internal import Foundation
internal import Moderation
public import Tuning

/// How many posts had which score, by what became of them: in the terminal and as a picture. Most posts score 0, so the
/// bars grow with the logarithm of the number.
public struct ScoreHistogram {
    public struct Bar {
        public let score: Double
        public var approved = 0
        public var held = 0
        /// Held posts that people approved.
        public var overturned = 0
        public var total: Int { approved + held + overturned }
    }

    public let bars: [Bar]
    private let flagAt: Double

    public init(_ spread: ScoreSpread) {
        var bars: [Double: Bar] = [:]
        for (scored, count) in spread.scores {
            var bar = bars[scored.score] ?? Bar(score: scored.score)
            switch (scored.outcome, scored.word) {
            case (.approved, _): bar.approved += count
            case (_, .approve): bar.overturned += count
            default: bar.held += count
            }
            bars[scored.score] = bar
        }
        self.bars = bars.values.sorted { $0.score < $1.score }
        flagAt = spread.flagAt
    }

    private var top: Double { log10(Double(bars.map(\.total).max() ?? 1) + 1) }

    /// Of the whole height: the bar's, and of that each part's by its share.
    private func length(_ bar: Bar) -> Double { top > 0 ? log10(Double(bar.total) + 1) / top : 0 }

    public func lines(_ terminal: Terminal) -> [String] {
        let width = 48.0
        var lines: [String] = []
        var isPast = false
        for bar in bars {
            if bar.score >= flagAt, !isPast {
                isPast = true
                lines.append(terminal.paint("  ──────── flag_at: \(flagAt.plain) ────────", .dim))
            }
            let cells = max(1, Int((length(bar) * width).rounded()))
            func part(_ count: Int) -> Int { Int((Double(cells * count) / Double(max(1, bar.total))).rounded()) }
            let (held, overturned) = (part(bar.held), part(bar.overturned))
            let score = bar.score.plain
            lines.append(
                "  " + String(repeating: " ", count: max(0, 5 - score.count)) + score + "  "
                    + terminal.paint(String(repeating: "█", count: max(0, cells - held - overturned)), .green)
                    + terminal.paint(String(repeating: "▓", count: held), .yellow)
                    + terminal.paint(String(repeating: "░", count: overturned), .red) + " " + Figures.count(bar.total)
                    + (bar.overturned > 0 ? terminal.paint(", \(Figures.count(bar.overturned)) overturned", .dim) : ""))
        }
        lines.append(
            "         " + terminal.paint("█ approved", .green) + "  " + terminal.paint("▓ held", .yellow) + "  "
                + terminal.paint("░ held, then approved by a person", .red)
                + terminal.paint("  (a bar of twice the length is many times the number)", .dim))
        return lines
    }

    public var svg: String {
        let (left, height, step) = (50.0, 260.0, 26.0)
        let width = left + step * Double(max(8, bars.count)) + 20
        var parts: [String] = []
        for (place, bar) in bars.enumerated() {
            let x = left + step * Double(place)
            var y = height
            let whole = length(bar) * (height - 30)
            for (kind, count) in [("approved", bar.approved), ("held", bar.held), ("overturned", bar.overturned)]
            where count > 0 {
                let part = whole * Double(count) / Double(bar.total)
                y -= part
                parts.append(
                    "<rect class=\"\(kind)\" x=\"\(x)\" y=\"\(Figures.fixed(y, 1))\" width=\"\(step - 6)\" height=\"\(Figures.fixed(part, 1))\"><title>\(bar.score.plain): \(count) \(kind)</title></rect>"
                )
            }
            parts.append(
                "<text x=\"\(x + step / 2 - 3)\" y=\"\(Figures.fixed(y - 4, 1))\" text-anchor=\"middle\" class=\"small\">\(bar.total)</text>"
                    + "<text x=\"\(x + step / 2 - 3)\" y=\"\(height + 16)\" text-anchor=\"middle\">\(bar.score.plain)</text>"
            )
        }
        if let place = bars.firstIndex(where: { $0.score >= flagAt }) {
            let x = left + step * Double(place) - 3
            parts.append(
                "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"10\" y2=\"\(height)\"/><text x=\"\(x + 4)\" y=\"16\">flag_at \(flagAt.plain)</text>"
            )
        }
        let legend = [("approved", "approved"), ("held", "held"), ("overturned", "held, then approved by a person")]
            .enumerated().map { place, item in
                let x = left + Double(place) * 90
                return
                    "<rect class=\"\(item.0)\" x=\"\(x)\" y=\"\(height + 30)\" width=\"10\" height=\"10\"/><text x=\"\(x + 15)\" y=\"\(height + 39)\">\(item.1)</text>"
            }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(max(width, 420)) \(height + 50)" font-family="system-ui, sans-serif" font-size="11">
            <style>svg { background: #fff } text { fill: #4a5261 } .small { font-size: 9px } .approved { fill: #1f7a4d } .held { fill: #d98324 } .overturned { fill: #2f5fd0 }
            line { stroke: #b42318; stroke-dasharray: 4 3 }
            @media (prefers-color-scheme: dark) { svg { background: #14171c } text { fill: #b8c0cc } .approved { fill: #5fc794 } .held { fill: #f0a35c } .overturned { fill: #7ea2ff } }</style>
            \(parts.joined(separator: "\n"))
            \(legend.joined(separator: "\n"))
            </svg>

            """
    }
}
