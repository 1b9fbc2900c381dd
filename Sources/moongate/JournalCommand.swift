import ArgumentParser
import Commands
internal import Files
import Glibc
import Moderation
import Reports
import Spool
import Tuning

struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Read the record of verdicts.",
        discussion: """
            Prints one line per verdict; with --json, the lines of the journal as they are, for jq. The journal does not \
            contain the text of posts. Works whether the daemon is running or stopped.

            Examples:
              moongate journal --outcome flagged --last 20
              moongate journal --rule wechat-handle --since 2026-11-01
              moongate journal --campaign 3fa9c2d41b07
              moongate journal --follow
              moongate journal --json | jq -r 'select(.score > 6) | .post'

            Exit codes: 0 read, even if nothing matches; 64 usage error; 66 there is no readable journal.
            """)

    @Option(help: "The spool.")
    var spool: String = Defaults.spool

    @Option(help: "Only this outcome: approved, flagged, rejected or failed.")
    var outcome: String?

    @Option(help: "Only posts that this rule matched.")
    var rule: String?

    @Flag(help: "With --rule: only posts that would have been approved without it.")
    var alone = false

    @Option(help: "Only this channel.")
    var channel: String?

    @Option(help: "Only posts of this campaign (near-duplicates).")
    var campaign: String?

    @Option(help: "Only the post with this file name.")
    var post: String?

    @Option(help: "Only verdicts since this time: 2026-11-24, 2026-11-24T09:30:00Z, or an age such as 2h, 3d.")
    var since: String?

    @Option(help: "Only the last N verdicts.")
    var last: Int?

    @Flag(help: "Keep printing new verdicts until Ctrl-C, like tail -f.")
    var follow = false

    @Flag(help: "Print the lines of the journal, as JSON.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    private static let outcomes = Outcome.allCases.map(\.rawValue) + ["failed"]

    func validate() throws {
        if let outcome, !Self.outcomes.contains(outcome) {
            throw ValidationError(
                "'\(outcome)' is not an outcome; "
                    + DidYouMean.advice(for: outcome, among: Self.outcomes, what: "write one of"))
        }
        if let since, Ago.instant(since) == nil {
            throw ValidationError("--since \(Ago.advice)")
        }
        if alone, rule == nil { throw ValidationError("--alone goes with --rule ID") }
        if let last, last < 1 { throw ValidationError("--last is a number from 1 on") }
    }

    func run() throws {
        try SpoolPlace.require(spool)
        let terminal = Terminal(color)
        do throws(SpoolProblem) {
            var campaigns: Set<String>?
            if let campaign { campaigns = try Self.campaigns(joinedTo: campaign, spool) }
            var reader = JournalReader(try Folder(path: spool + "/journal"))
            var kept: [JournalLine] = []
            let from = since.flatMap(Ago.instant)
            while let entry = try reader.next() {
                guard matches(entry, from, campaigns) else { continue }
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
                while let entry = try reader.next() { if matches(entry, from, campaigns) { show(entry, terminal) } }
                usleep(200_000)
            }
        } catch {
            Terminal.warn("\(error)")
            throw ExitCode.noInput
        }
    }

    /// Posts judged at the same moment begin campaigns of their own, until a later one belongs to several: then these are
    /// one. So the whole journal is read for what is joined before anything is shown.
    private static func campaigns(joinedTo id: String, _ spool: String) throws(SpoolProblem) -> Set<String> {
        var joined: [Set<String>] = []
        var reader = JournalReader(try Folder(path: spool + "/journal"))
        while let entry = try reader.next() {
            let named = Set(campaigns(of: entry))
            guard named.count > 1 else { continue }
            let touching = joined.indices.filter { !joined[$0].isDisjoint(with: named) }
            let union = touching.reduce(named) { $0.union(joined[$1]) }
            for index in touching.reversed() { joined.remove(at: index) }
            joined.append(union)
        }
        return joined.first { $0.contains(id) } ?? [id]
    }

    private static func campaigns(of entry: JournalLine) -> [String] {
        entry.verdict?.texts(of: "campaigns") ?? []
    }

    private func matches(_ entry: JournalLine, _ from: Instant?, _ campaigns: Set<String>?) -> Bool {
        if let outcome, entry.outcome != outcome { return false }
        if let channel, entry.channel != channel { return false }
        if let post, entry.post != post { return false }
        if let from, (entry.decidedAt ?? from) < from { return false }
        if let campaigns, campaigns.isDisjoint(with: Self.campaigns(of: entry)) { return false }
        guard let rule else { return true }
        guard let verdict = entry.verdict, verdict.findings.contains(where: { $0.rule == rule }) else { return false }
        return !alone || verdict.decisive.contains(rule)
    }

    /// What they call themselves, and the user that they really are if that is another name.
    private static func decision(_ entry: JournalLine) -> String? {
        guard case .decision(_, let decision) = entry.event else { return nil }
        let user = decision.user.flatMap { $0 == decision.by ? nil : " (user \($0))" } ?? ""
        return "\(decision.word.rawValue) by \(decision.by)\(user)"
    }

    private func show(_ entry: JournalLine, _ terminal: Terminal) {
        if json { return Terminal.show(json: String(decoding: entry.bytes, as: UTF8.self)) }
        let outcome = entry.outcome ?? ""
        let style: Terminal.Style =
            ["approved": .green, "flagged": .yellow, "rejected": .red, "failed": .red][outcome] ?? .dim
        let time = (entry.decidedAt?.rfc3339).map { String($0.prefix(19)) + "Z" } ?? "-"
        let name = SafeText.make((entry.channel.map { $0 + "/" } ?? "") + entry.post)
        Terminal.show(
            "\(terminal.paint(time, .dim))  \(terminal.paint(Columns.pad(entry.event.kind == "verdict" ? outcome : entry.event.kind, to: 8), style))  "
                + "\(Columns.pad(Columns.cut(name, to: 32), to: 32))  \(SafeText.make(Self.decision(entry) ?? entry.because ?? ""))"
        )
    }
}
