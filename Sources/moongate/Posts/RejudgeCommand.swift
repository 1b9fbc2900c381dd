import ArgumentParser
import Commands
import Foundation
import JSON
import Moderation
import Reports

struct RejudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejudge",
        abstract: "Judge flagged posts again by the rules in force, and move those that come to something else.",
        discussion: """
            The way out when a bad rule flagged thousands, or when checks could not be answered for a while: mend the \
            rule, then judge its posts again, as at the time they came. Posts that a person decided about stay where \
            they are. Everything is journalled. The daemon does it behind normal posts, and goes on when this command is \
            interrupted and when it is started again itself: `moongate status` says how far it is. While the daemon is \
            stopped, the command does it; interrupted then, it is given again and does what is left.

            Examples:
              moongate rejudge --dry-run
              moongate rejudge --rule wechat-handle --since 2d
              moongate rejudge --undecided
              moongate rejudge --ruleset 0123456789abcdef --json

            Exit codes: 0 done; 1 it was not started or ended early, with the reason; 66 there is no spool; 69 the \
            daemon went away meanwhile and did not come back within a minute: it goes on when it is started; 74 \
            reading or writing failed; 75 the spool is held by another process; 78 it is stopped and the rules are wrong.
            """)

    @Option(help: "Only posts for which this rule held or was undecided.")
    var rule: String?

    @Flag(help: "Only posts of which checks were undecided, or that were held without being judged.")
    var undecided = false

    @Option(help: "Only posts judged from this time on: 2026-11-24, 2026-11-24T09:30:00Z, or an age such as 2h, 3d.")
    var since: String?

    @Option(help: "Only posts judged until then.")
    var until: String?

    @Option(help: "Only posts judged by the rules with this fingerprint.")
    var ruleset: String?

    @Flag(help: "Move nothing; say what would be.")
    var dryRun = false

    @Flag(help: "Print one JSON object at the end.")
    var json = false

    @OptionGroup var asked: AskedSpool

    func validate() throws {
        for (name, text) in [("--since", since), ("--until", until)] {
            if let text, Ago.instant(text) == nil {
                throw ValidationError("\(name) \(Ago.advice)")
            }
        }
    }

    func run() throws {
        var members: [String: JSONValue] = ["command": "rejudge"]
        if let rule { members["rule"] = .string(rule) }
        if let ruleset { members["ruleset"] = .string(ruleset) }
        for (name, text) in [("since", since), ("until", until)] {
            if let instant = text.flatMap(Ago.instant) { members[name] = .string(instant.rfc3339) }
        }
        members["undecided"] = .truth(undecided)
        members["dry_run"] = .truth(dryRun)
        let result = try JobWatch(asked, readsRules: true).run(.object(members), showsProgress: !json)
        if json { return Terminal.show(answer: result) }
        for post in (result["posts"]?.array ?? []) {
            Terminal.show("\(SafeText.make(post["post"]?.string ?? "")) -> \(SafeText.make(post["to"]?.string ?? ""))")
        }
        func count(_ name: String) -> String { String(result[name]?.integer ?? 0) }
        Terminal.show(
            "\(count("total")) judged again\(dryRun ? " (nothing was moved)" : ""): \(count("approved")) to approved, "
                + "\(count("rejected")) to rejected, \(count("unchanged")) still flagged; "
                + "\(count("decided_by_people")) left alone because a person decided, \(count("gone")) gone meanwhile, "
                + "\(count("unreadable")) no posts")
        if count("deadly") != "0" {
            Terminal.show(
                "\(count("deadly")) still flagged and not judged: the judging process died of them (its log has their names)"
            )
        }
    }
}
