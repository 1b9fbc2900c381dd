public import Moderation
public import RuleFiles

extension Lint {
    /// A rule that holds for more of the posts than this is said to match everything.
    public static let everything = 0.5
    /// A word of a list that is found in more of the posts than this.
    public static let wordShare = 0.05
    /// Of one processor a post, measured alone.
    public static let budget = 50.0
    /// With fewer posts, rules that match none are not reported.
    public static let enough = 1000

    /// What a backtest of the rules against themselves shows.
    public static func problems(of loaded: LoadedRules, seenIn report: BacktestReport) -> [RuleProblem] {
        problems(of: loaded, report.rules, posts: report.posts)
    }

    static func problems(of loaded: LoadedRules, _ lines: [BacktestReport.RuleLine], posts: Int) -> [RuleProblem] {
        let lines = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        guard posts > 0 else { return [] }
        return loaded.ruleset.rules.flatMap { rule -> [RuleProblem] in
            guard let line = lines[rule.id] else { return [] }
            var problems: [RuleProblem] = []
            func warn(_ message: String, _ advice: String) {
                problems.append(RuleProblem(at: rule.location, message, advice: advice, severity: .warning))
            }
            let hits = line.after + line.shadow
            let share = Double(hits) / Double(posts)
            if share > everything {
                warn(
                    "'\(rule.id)' matches \(hits) of \(posts) posts",
                    "is a pattern too broad? moongate test \(rule.id) TEXT")
            }
            if hits == 0, posts >= enough {
                warn("'\(rule.id)' matches none of \(posts) posts", "is it still needed? Is a word misspelt?")
            }
            for (word, count) in line.words where Double(count) > wordShare * Double(posts) && share <= everything {
                warn(
                    "'\(rule.id)' finds '\(word)' in \(count) of \(posts) posts",
                    "is it a common word? Excuse phrases with unless, or remove it")
            }
            if let cost = line.microseconds, cost > budget {
                warn(
                    "'\(rule.id)' costs \(cost.plain) µs a post",
                    "start its pattern with a literal that every match contains")
            }
            return problems
        }
    }
}
