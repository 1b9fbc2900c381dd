import Daemon
import Moderation

/// A filed post on one line: `flagged   4   note.txt   4 (wechat-handle), flagged from 4`.
struct VerdictPrinter {
    let terminal: Terminal

    func show(_ notice: FiledNotice) {
        let name = SafeText.make((notice.channel.map { $0 + "/" } ?? "") + notice.name)
        guard let verdict = notice.verdict else {
            let reason = SafeText.make(notice.failure ?? "")
            return Terminal.show(
                "\(terminal.paint("failed  ", .red))        \(Columns.pad(Columns.cut(name, to: 32), to: 32))  \(reason)"
            )
        }
        let style: Terminal.Style = [.approved: .green, .flagged: .yellow, .rejected: .red][verdict.outcome] ?? .dim
        let outcome = terminal.paint(Columns.pad(verdict.outcome.rawValue, to: 8), style)
        let score = String(repeating: " ", count: max(0, 6 - verdict.score.plain.count)) + verdict.score.plain
        let because = verdict.findings.isEmpty && verdict.outcome == .approved ? "" : SafeText.make(verdict.because)
        Terminal.show("\(outcome)\(score)  \(Columns.pad(Columns.cut(name, to: 32), to: 32))  \(because)")
    }
}
