public import JSON
public import Moderation

/// The verdict that a filed post got, as a person reads it: from the sidecar or the journal, whatever the rules say now.
public struct FiledExplanation {
    private let post: Post
    private let verdict: JSONValue
    private let terminal: Terminal

    /// `verdict` is a sidecar's object or a line of the journal. The post is needed for its text: the journal has none.
    public init(post: Post, verdict: JSONValue, terminal: Terminal) {
        self.post = post
        self.verdict = verdict
        self.terminal = terminal
    }

    /// All of it, with `title` (a file's name) in the head line.
    public func text(titled title: String) -> String {
        let receivedAt = verdict["received_at"]?.string.flatMap { Instant(rfc3339: $0.utf8) }
        let head = PostText.head(of: post, receivedAt: receivedAt)
        var lines = [terminal.paint(SafeText.make(title), .bold) + "  " + terminal.paint(head, .dim)]
        let outcome = verdict["outcome"]?.string.flatMap { Outcome(rawValue: $0) }
        lines.append("\(outcome.map(terminal.paint) ?? "?")  \(string("because"))")
        if let decidedAt = verdict["decided_at"]?.string {
            let ruleset = SafeText.make(verdict["ruleset"]?.string ?? "-")
            let judged = "judged \(SafeText.make(decidedAt.prefix(19)))Z by ruleset \(ruleset); --now judges it again"
            lines.append(terminal.paint(judged, .dim))
        }
        if let decision = verdict["decision"], let word = decision["word"]?.string {
            let by = SafeText.make(decision["by"]?.string ?? "-")
            let at = SafeText.make((decision["at"]?.string ?? "").prefix(19))
            lines.append("decided: \(SafeText.make(word)) by \(by), \(at)Z")
        }
        let unread = (verdict["unread"]?.array ?? []).compactMap(\.string)
        if !unread.isEmpty {
            let names = SafeText.make(unread.joined(separator: ", "))
            lines.append(terminal.paint("No rule read the text of this post, which is in \(names).", .yellow))
        }
        let findings = verdict["findings"]?.array ?? []
        lines.append("")
        lines += PostText(post, findings.flatMap(Self.evidence)).lines(terminal)
        for finding in findings { lines += ["", heading(finding)] + evidenceLines(finding) }
        for one in verdict["undecided"]?.array ?? [] {
            lines += ["", heading(one), "    ? " + SafeText.make(one["because"]?.string ?? "")]
        }
        return lines.joined(separator: "\n")
    }

    private func string(_ member: String) -> String { SafeText.make(verdict[member]?.string ?? "") }

    private func heading(_ finding: JSONValue) -> String {
        let id = terminal.paint(SafeText.make(finding["rule"]?.string ?? "-"), .bold)
        let worth =
            finding["action"]?.string.map { "action: " + SafeText.make($0) }
            ?? finding["score"]?.number.map { ($0 > 0 ? "+" : "") + $0.plain } ?? ""
        let mode = finding["mode"]?.string == "shadow" ? " (shadow: did not count)" : ""
        let place = SafeText.make("\(finding["file"]?.string ?? ""):\(finding["line"]?.integer ?? 0)")
        let summary = SafeText.make(finding["summary"]?.string ?? "")
        return "  \(id)  \(terminal.paint(worth, .cyan))\(mode)  "
            + (summary.isEmpty ? "" : summary + "  ") + terminal.paint(place, .dim)
    }

    private func evidenceLines(_ finding: JSONValue) -> [String] {
        Self.evidence(of: finding).map { evidence in
            let value = evidence.value.map { SafeText.make($0) } ?? ""
            guard let range = evidence.range, let quoted = post.quoted(evidence) else {
                return "    ✓ " + (value.isEmpty ? SafeText.make(evidence.field.name) : value)
            }
            let place = terminal.paint(
                "\(SafeText.make(evidence.field.name)) bytes \(range.lowerBound)-\(range.upperBound)", .dim)
            return "    ✓ \(value.isEmpty ? "" : value + " ")\"\(Columns.cut(SafeText.make(quoted), to: 60))\" \(place)"
        }
    }

    /// What a finding points at. A damaged line may hold anything: ranges that are none are left out.
    private static func evidence(of finding: JSONValue) -> [Evidence] {
        (finding["evidence"]?.array ?? []).compactMap { one in
            guard let field = one["field"]?.string else { return nil }
            var range: Range<Int>?
            if let start = one["start"]?.integer, let end = one["end"]?.integer, start >= 0, start <= end {
                range = start..<end
            }
            let element = one["element"]?.integer
            let value = one["value"]?.string
            return range.map { Evidence(Field(field), element: element, range: $0, value: value) }
                ?? Evidence(Field(field), value: value ?? "")
        }
    }
}
