public import ArgumentParser
import Commands
import InstalledPlugins
import JSON
public import Moderation
import Reports
import RuleFiles
import Tuning

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List the rules of a folder, show what they did, and compare two rulesets.",
        discussion: """
            Examples:
              moongate rules
              moongate rules --mode shadow
              moongate rules --by noise         each rule's effects, most overturned first
              moongate rules --by never         rules that never matched a post
              moongate rules --keys             every key and modifier that a rule may use
              moongate rules --json | jq -r '.[] | select(.score > 4) | .id'
              moongate rules diff 3f2a Rules    what changed since that ruleset

            Exit codes: 0 listed; 66 there is no journal or no such ruleset; 78 the rules have errors.
            """,
        subcommands: [RulesListCommand.self, RulesDiffCommand.self], defaultSubcommand: RulesListCommand.self)
}

struct RulesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the rules of a folder: id, score or action, file and line, summary.")

    @Option(help: "The rule folder.")
    var rules: String = Defaults.rules

    @Option(help: "Only rules with this mode: live or shadow.")
    var mode: Rule.Mode?

    @Option(
        help: """
            Show what each rule did, from the journal, ordered by: noise (most overturned, or deciding alone, first), hits, \
            never (rules that matched no post), cost (counted by the running daemon, else measured on archived posts).
            """)
    var by: RuleStatistics.Order?

    @OptionGroup var period: JournalPeriod

    @Flag(help: "Show the keys and modifiers of the rule language instead.")
    var keys = false

    @Flag(help: "With --keys: print Markdown, like Documentation/rule-reference.md.")
    var markdown = false

    @Flag(help: "Print one JSON list.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let terminal = Terminal(color)
        if keys {
            let text =
                markdown
                ? RuleReference.markdown(InstalledPlugins.all)
                : KeyTable.text(of: InstalledPlugins.all.flatMap(\.keys), terminal) + "\n"
            return Terminal.show(String(text.dropLast()))
        }
        let ruleset = try RuleLoading.ruleset(rules)
        let shown = ruleset.rules.filter { mode == nil || $0.mode == mode }
        if let by {
            let statistics = RuleStatistics(
                shown, try period.read(), ages: RulesetStore(state: period.spool + "/state").ages,
                costs: by == .cost
                    ? try MeasuredCosts.costs(of: RuleLoading.folder(rules), spool: period.spool) : .init(), by: by)
            return json
                ? Terminal.show(json: statistics.json) : Terminal.show(statistics.text(terminal, since: period.since))
        }
        if json { return Terminal.show(json: RuleTable(shown).json) }
        for line in RuleTable(shown, try period.readIfThere()).lines(terminal) { Terminal.show(line) }
        Terminal.show(terminal.paint("\(shown.count) rules, fingerprint \(ruleset.fingerprint)", .dim))
    }
}

extension Rule.Mode: ExpressibleByArgument {}
