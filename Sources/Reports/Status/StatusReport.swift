internal import Foundation
public import JSON

/// What a daemon answers to `status`, for a person.
public struct StatusReport {
    private let status: JSONValue
    private let terminal: Terminal

    public init(_ status: JSONValue, _ terminal: Terminal) {
        self.status = status
        self.terminal = terminal
    }

    /// Whether something needs an administrator: what makes `moongate status` exit with 1.
    public var hasProblems: Bool {
        status["problems"]?.array?.isEmpty == false || rules?["problems"]?.array?.isEmpty == false
            || rules?["held"] != nil || rules?["tripped"] != nil
    }

    public var text: String { (process + counts + unread + edits + work).joined(separator: "\n") }

    private var process: [String] {
        let running =
            "\(terminal.paint("running", .green)) since \(string(status["since"])), process \(string(status["pid"]))"
        guard let deaths = status["deaths"]?.integer, deaths > 0 else { return [line("moongate", running)] }
        let died = "its judging process crashed \(deaths) times and was restarted; see the log"
        return [
            line("moongate", running),
            line("", terminal.paint(died, .yellow) + ", running since \(string(status["judging_since"]))"),
        ]
    }

    private var rules: JSONValue? { status["rules"] }
    private var folder: String { string(rules?["folder"]) }
    private var broken: [JSONValue] { rules?["problems"]?.array ?? [] }
    private var isLastGood: Bool { rules?["source"]?.string == "last-good" }

    private var isOlder: Bool { rules?["is_older"]?.truth == true }

    private var counts: [String] {
        let posts = status["posts"]
        return [
            line("spool", "\(string(status["spool"])), \(gigabytes) GB free"),
            line(
                "rules",
                "\(string(rules?["count"])) in force since \(string(rules?["in_force_since"])), fingerprint \(string(status["ruleset"]))"
            ),
            line(
                "",
                isLastGood
                    ? (isOlder
                        ? "from an older copy of the rules: the last ones in force could not be saved"
                        : "from the copy of the last good rules") + (broken.isEmpty ? "" : "; \(folder) has errors")
                    : "from \(folder)"),
            line(
                "posts",
                ["approved", "flagged", "rejected", "failed"].map { "\(string(posts?[$0])) \($0)" }.joined(
                    separator: ", ")
                    + " since the start"),
            line(
                "rate",
                "\(string(posts?["last_minute"])) in the last minute, \(string(posts?["mean_microseconds"])) µs of judging each, "
                    + "\(string(status["waiting"])) waiting"),
        ]
    }

    /// Posts whose text no rule reads, by field.
    private var unread: [String] {
        guard case .object(let fields) = status["unread"] else { return [] }
        let named = fields.sorted { ($1.value.number ?? 0, $0.key) < ($0.value.number ?? 0, $1.key) }.prefix(5)
            .map { "\(SafeText.make($0.key)) (\(string($0.value)) posts)" }.joined(separator: ", ")
        let text = "No rule reads the text of some posts, which is in \(named)"
        return [
            line("unread", terminal.paint(text + ".", .yellow)),
            line("", "Send it as body, or write a rule for that field; unread_text: hold flags such posts."),
        ]
    }

    /// What became of the last edits: errors, a change that waits, rules that were put in shadow.
    private var edits: [String] {
        var lines: [String] = []
        if !broken.isEmpty {
            let which = isLastGood ? "the last good copy is in force" : "the rules above stay in force"
            lines.append(line("errors", terminal.paint("the rule folder has errors; \(which):", .red)))
            lines += broken.prefix(10).map { line("", string($0)) }
            if broken.count > 10 {
                lines.append(line("", "... and \(broken.count - 10) more: moongate check \(folder)"))
            }
        }
        for file in rules?["being_written"]?.array ?? [] {
            lines.append(
                line(
                    "writing",
                    "\(string(file)) is still being written: it is read when it is closed, or has not changed for a minute"
                ))
        }
        lines += lastChange
        if rules?["is_trying"] != nil {
            lines.append(
                line("trying", "The folder was edited: the change is tried on earlier posts before it goes live."))
        }
        if let held = rules?["held"] {
            let text = HeldText.lines(held)
            lines.append(line("waiting", terminal.paint(text[0], .yellow)))
            lines += text.dropFirst().map { line("", $0) }
        }
        for tripped in rules?["tripped"]?.array ?? [] {
            let id = string(tripped["rule"])
            lines.append(
                line(
                    "in shadow",
                    terminal.paint(
                        "\(id) since \(string(tripped["since"])): new or edited, it counted for \(string(tripped["hits"])) of "
                            + "\(string(tripped["posts"])) posts", .red)))
            lines.append(
                line(
                    "",
                    "posts it alone flagged: moongate journal --rule \(id) --alone; let them go: moongate rejudge --rule \(id)"
                ))
        }
        return lines
    }

    /// Rules that are gone, which nothing else shows.
    private var lastChange: [String] {
        guard let change = rules?["last_change"] else { return [] }
        let (files, ids) = (change["removed_files"]?.array ?? [], change["removed_rules"]?.array ?? [])
        var lines = [
            line(
                "last edit",
                "files: \(string(change["added"])) added, \(string(change["changed"])) changed, \(string(change["removed"])) removed"
            )
        ]
        func name(_ names: [JSONValue], _ what: String) {
            guard !names.isEmpty else { return }
            let more = names.count > 10 ? " and more" : ""
            lines.append(
                line(
                    "",
                    terminal.paint("\(what): " + names.prefix(10).map(string).joined(separator: ", ") + more, .yellow)))
        }
        name(files, "files that are gone")
        name(ids, "rules that are gone")
        return lines
    }

    /// Background work, and what is wrong with it.
    private var work: [String] {
        var lines: [String] = []
        if let archive = status["archive"] {
            let missed = archive["missed"]?.integer ?? 0
            lines.append(
                line(
                    "archive",
                    "\(string(archive["kept"])) posts kept since the start" + (missed > 0 ? ", \(missed) left out" : "")
                ))
        }
        if let job = status["job"] {
            lines.append(
                line("at work", "\(string(job["command"])): \(string(job["done"])) of \(string(job["total"]))"))
        }
        for problem in status["problems"]?.array ?? [] {
            lines.append(
                line(
                    "problem",
                    terminal.paint("\(string(problem["step"])) fails since \(string(problem["since"])): ", .red)
                        + string(problem["problem"])))
        }
        return lines
    }

    private var gigabytes: String {
        ((status["free_bytes"]?.number ?? 0) / 1e9).formatted(.number.precision(.fractionLength(1)))
    }

    private func line(_ label: String, _ text: String) -> String {
        terminal.paint(Columns.pad(label, to: 10), .dim) + text
    }

    private func string(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): SafeText.make(text)
        case .number(let number): Int(exactly: number).map { String($0) } ?? String(number)
        case .truth(let truth): String(truth)
        default: "-"
        }
    }
}
