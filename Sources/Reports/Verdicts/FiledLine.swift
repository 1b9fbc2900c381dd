public import Moderation

/// A filed post on one line: `flagged   4   note.txt   4 (wechat-handle), flagged from 4`.
public enum FiledLine {
    /// Without a verdict the file was not a post, because of `failure`.
    public static func text(
        of name: String, in channel: String?, _ verdict: Verdict?, failure: String?, _ terminal: Terminal
    ) -> String {
        let name = SafeText.make((channel.map { $0 + "/" } ?? "") + name)
        guard let verdict else {
            let reason = SafeText.make(failure ?? "")
            return terminal.paint("failed  ", .red)
                + "        \(Columns.pad(Columns.cut(name, to: 32), to: 32))  \(reason)"
        }
        let style: Terminal.Style = [.approved: .green, .flagged: .yellow, .rejected: .red][verdict.outcome] ?? .dim
        let outcome = terminal.paint(Columns.pad(verdict.outcome.rawValue, to: 8), style)
        let score = String(repeating: " ", count: max(0, 6 - verdict.score.plain.count)) + verdict.score.plain
        let because = verdict.findings.isEmpty && verdict.outcome == .approved ? "" : SafeText.make(verdict.because)
        return "\(outcome)\(score)  \(Columns.pad(Columns.cut(name, to: 32), to: 32))  \(because)"
    }
}
