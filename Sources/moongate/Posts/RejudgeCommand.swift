import ArgumentParser
import Commands
import Foundation
import JSON
import Moderation
import Reports

struct RejudgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejudge",
        abstract: "Judge flagged posts again by the rules in force, and move those whose outcome changes.",
        discussion: """
            Use it after a bad rule flagged thousands of posts (fix the rule first), or after a plugin outage. Posts are \
            judged as of the time they arrived. Posts that a moderator decided stay where they are. Everything is \
            journalled. The daemon works at low priority, and continues if this command is interrupted or the daemon is \
            restarted: `moongate status` shows the progress. While the daemon is stopped, the command does the work; if it \
            is interrupted, run it again for the rest.

            Examples:
              moongate rejudge --dry-run
              moongate rejudge --rule wechat-handle --since 2d
              moongate rejudge --undecided
              moongate rejudge --ruleset 0123456789abcdef --json

            Exit codes: 0 done; 1 it was not started or ended early, with the reason; 66 there is no spool; 69 the \
            daemon exited meanwhile and did not come back within a minute: it resumes when it is started; 74 reading or \
            writing failed; 75 another process uses the spool; 78 the daemon is stopped and the rules have errors.
            """)

    @Option(help: "Only posts that this rule matched, or for which it was undecided.")
    var rule: String?

    @Flag(help: "Only posts with undecided checks, and posts that were flagged without being judged.")
    var undecided = false

    @Option(help: "Only posts judged since this time: 2026-11-24, 2026-11-24T09:30:00Z, or an age such as 2h, 3d.")
    var since: String?

    @Option(help: "Only posts judged until this time.")
    var until: String?

    @Option(help: "Only posts judged by the ruleset with this fingerprint.")
    var ruleset: String?

    @Flag(help: "Move nothing; show what would be moved.")
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
                + "\(count("decided_by_people")) left alone because a moderator decided, \(count("gone")) gone meanwhile, "
                + "\(count("unreadable")) not posts")
        if count("deadly") != "0" {
            Terminal.show(
                "\(count("deadly")) still flagged and not judged: they crashed the judging process (its log has their names)"
            )
        }
    }
}
