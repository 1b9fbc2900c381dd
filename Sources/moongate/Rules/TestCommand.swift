import ArgumentParser
import Commands
import JSON
import Moderation
import Reports
import RuleFiles
import Spool

struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test one rule on texts: does it hold, and which check decides?",
        discussion: """
            Examples:
              moongate test wechat-handle '加微信：abcd12345'
              moongate test slur-english 'what does this word mean?' 'a second text'
              moongate test wechat-handle --json '加微信：abcd12345' | jq .holds

            Exit codes: 0 the rule holds for every text; 1 it does not hold for at least one; 64 there is no such rule; 78 \
            the rules have errors.
            """)

    @Argument(help: ArgumentHelp("The id of the rule.", valueName: "rule"))
    var rule: String

    @Argument(help: ArgumentHelp("Texts, each judged as the body of a post.", valueName: "text"))
    var texts: [String]

    @Option(help: "The rule folder.")
    var rules: String = Defaults.rules

    @Option(help: "The channel that the posts come through.")
    var channel: String?

    @Flag(help: "Print one JSON object per text.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        guard !texts.isEmpty else { throw ValidationError("give at least one text, in quotes") }
        let ruleset = try RuleLoading.ruleset(rules)
        guard ruleset.rules.contains(where: { $0.id == rule }) else {
            throw ValidationError(
                "there is no rule '\(rule)'; "
                    + DidYouMean.advice(for: rule, among: ruleset.rules.map(\.id), what: "there are"))
        }
        var judge = try Judge(ruleset: ruleset, explains: true)
        let terminal = Terminal(color)
        var holdsForAll = true
        for (index, text) in texts.enumerated() {
            var post = Post(channel: channel)
            post.add(.body, .text(Array(text.utf8)))
            let now = Instant.fromSystemClock()
            var verdict = judge.judge(ExaminedPost(post, receivedAt: now), now: now)
            verdict.findings.removeAll { $0.rule.id != rule }
            verdict.undecided.removeAll { $0.rule.id != rule }
            if verdict.findings.isEmpty { holdsForAll = false }
            guard !json else {
                Terminal.show(json: Self.json(rule, verdict))
                continue
            }
            let explanation = Explanation(
                post: post, verdict: verdict, judge: judge, terminal: terminal, showsAll: false)
            if index > 0 { Terminal.show("") }
            Terminal.show(explanation.text(of: rule))
        }
        if !holdsForAll { throw ExitCode.problemsFound }
    }

    private static func json(_ rule: String, _ verdict: Verdict) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("rule", rule)
            json.member("holds", !verdict.findings.isEmpty)
            json.member("undecided", !verdict.undecided.isEmpty)
        }
        return json.text
    }
}
