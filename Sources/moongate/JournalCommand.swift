import ArgumentParser
import Foundation
import JSON
import Moderation
import Spool

struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Read the record of verdicts.",
        discussion: """
            One line a verdict; with --json the lines of the journal as they are, for jq. The journal holds no text of \
            posts. Works while the daemon runs and while it is stopped.

            Examples:
              moongate journal --outcome flagged --last 20
              moongate journal --rule wechat-handle --since 2026-11-01
              moongate journal --follow
              moongate journal --json | jq -r 'select(.score > 6) | .post'
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Option(help: "Only this outcome: approved, flagged, rejected or failed.")
    var outcome: String?

    @Option(help: "Only posts for which this rule held.")
    var rule: String?

    @Option(help: "Only this channel.")
    var channel: String?

    @Option(help: "Only the post with this file name.")
    var post: String?

    @Option(help: "Only verdicts from this time on: 2026-11-24, 2026-11-24T09:30:00Z, or an age such as 2h, 3d.")
    var since: String?

    @Option(help: "Only the last so many.")
    var last: Int?

    @Flag(help: "Go on with what is journalled from now on, until Ctrl-C.")
    var follow = false

    @Flag(help: "Print the journal's own lines.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    private static let outcomes = Outcome.allCases.map(\.rawValue) + ["failed"]

    func validate() throws {
        if let outcome, !Self.outcomes.contains(outcome) {
            throw ValidationError(
                "'\(outcome)' is no outcome; "
                    + DidYouMean.advice(for: outcome, among: Self.outcomes, what: "write one of"))
        }
        if let since, Self.instant(since) == nil {
            throw ValidationError("--since takes 2026-11-24, 2026-11-24T09:30:00Z, or an age such as 30m, 2h, 3d")
        }
        if let last, last < 1 { throw ValidationError("--last is a number from 1 on") }
    }

    func run() throws {
        let terminal = Terminal(color)
        do throws(SpoolProblem) {
            var reader = JournalReader(try Folder(path: spool + "/journal"))
            var kept: [JournalEntry] = []
            let from = since.flatMap(Self.instant)
            while let entry = try reader.next() {
                guard matches(entry, from) else { continue }
                if let last {
                    kept.append(entry)
                    if kept.count >= last * 2 { kept.removeFirst(kept.count - last) }
                } else {
                    show(entry, terminal)
                }
            }
            for entry in kept.suffix(last ?? 0) { show(entry, terminal) }
            if reader.badLines > 0 { Terminal.warn("\(reader.badLines) lines could not be read and were passed over") }
            while follow {
                while let entry = try reader.next() { if matches(entry, from) { show(entry, terminal) } }
                usleep(200_000)
            }
        } catch {
            Terminal.warn("\(error)")
            throw ExitCode.noInput
        }
    }

    private func matches(_ entry: JournalEntry, _ from: Instant?) -> Bool {
        if let outcome, entry.outcome != outcome { return false }
        if let channel, entry.channel != channel { return false }
        if let post, entry.post != post { return false }
        if let from, (entry.decidedAt ?? from) < from { return false }
        guard let rule else { return true }
        let findings = (try? JSONValue(parsing: entry.line))?["findings"]?.array ?? []
        return findings.contains { $0["rule"]?.string == rule }
    }

    private func show(_ entry: JournalEntry, _ terminal: Terminal) {
        if json { return Terminal.show(json: String(decoding: entry.line, as: UTF8.self)) }
        let style: Terminal.Style =
            ["approved": .green, "flagged": .yellow, "rejected": .red, "failed": .red][entry.outcome ?? ""] ?? .dim
        let time = (entry.decidedAt?.rfc3339).map { String($0.prefix(19)) + "Z" } ?? "-"
        let name = SafeText.make((entry.channel.map { $0 + "/" } ?? "") + entry.post)
        Terminal.show(
            "\(terminal.paint(time, .dim))  \(terminal.paint(Columns.pad(entry.outcome ?? entry.kind, to: 8), style))  "
                + "\(Columns.pad(Columns.cut(name, to: 32), to: 32))  \(SafeText.make(entry.because ?? ""))")
    }

    private static func instant(_ text: String) -> Instant? {
        if let instant = Instant(rfc3339: text.utf8) { return instant }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let last = text.last, let unit = units[last], let count = Double(text.dropLast()), count >= 0 else {
            return nil
        }
        return Instant(seconds: Date().timeIntervalSince1970 - count * unit)
    }
}
