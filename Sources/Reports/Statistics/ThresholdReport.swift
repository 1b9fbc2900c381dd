internal import JSON
internal import Moderation
public import Tuning

/// How scores are spread, and what each threshold would give: `moongate threshold`.
public struct ThresholdReport {
    private let spread: ScoreSpread
    /// Posts that a rule's action decided, whatever their score.
    private let decidedByAction: Int
    public let histogram: ScoreHistogram

    public init(_ spread: ScoreSpread, decidedByAction: Int) {
        self.spread = spread
        self.decidedByAction = decidedByAction
        histogram = ScoreHistogram(spread)
    }

    public func text(_ terminal: Terminal) -> String {
        var lines = [
            terminal.paint("Scores of \(Figures.count(spread.posts, "post"))", .bold)
                + (decidedByAction > 0
                    ? terminal.paint("; \(Figures.count(decidedByAction)) more were decided by a rule's action", .dim)
                    : "")
        ]
        lines += histogram.lines(terminal)
        let rows = spread.thresholds.map { threshold in
            [
                threshold.flagAt == spread.flagAt ? "→" : "", threshold.flagAt.plain, Figures.count(threshold.held),
                Figures.percent(threshold.held, of: spread.posts), Figures.interval(threshold.precision),
                Figures.interval(threshold.recall),
            ]
        }
        let head = ["", "flag_at", "posts held", "share", "people against them", "of bad posts, held"]
        lines += ["", terminal.paint("What each threshold would give", .bold)]
        lines += Columns.table([head] + rows, painted: [.cyan, .bold, nil, .dim, nil, nil], by: terminal)
        let own = spread.ownThresholds.sorted { $0.key < $1.key }.map { "\(SafeText.make($0.key)) (\($0.value.plain))" }
        if !own.isEmpty {
            lines.append(
                terminal.paint(
                    "Channels with a flag_at of their own keep it in every line: \(own.joined(separator: ", ")). For one "
                        + "alone: --channel NAME.", .dim))
        }
        lines.append(
            terminal.paint(
                spread.decided == 0
                    ? "No decisions on these posts yet, so the quality of a threshold is unknown."
                    : "→ is in force. By \(Figures.count(spread.decided, "decision")); people mostly see what was flagged, so "
                        + "what lower thresholds would find is known worse.", .dim))
        return lines.joined(separator: "\n")
    }

    public var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("posts", spread.posts)
            json.member("decided_by_action", decidedByAction)
            json.member("flag_at", spread.flagAt)
            json.member("own_thresholds") { json in
                json.object { json in
                    for (channel, flagAt) in spread.ownThresholds.sorted(by: { $0.key < $1.key }) {
                        json.member(channel, flagAt)
                    }
                }
            }
            json.member("scores") { json in
                json.array { json in
                    for bar in histogram.bars {
                        json.element { json in
                            json.object { json in
                                json.member("score", bar.score)
                                json.member("approved", bar.approved)
                                json.member("held", bar.held)
                                json.member("overturned", bar.overturned)
                            }
                        }
                    }
                }
            }
            json.member("thresholds") { json in
                json.array { json in
                    for threshold in spread.thresholds {
                        json.element { json in
                            json.object { json in
                                json.member("flag_at", threshold.flagAt)
                                json.member("held", threshold.held)
                                json.member("precision") { threshold.precision.write(to: &$0) }
                                json.member("recall") { threshold.recall.write(to: &$0) }
                            }
                        }
                    }
                }
            }
        }
        return json.text
    }
}
