internal import CLinux
internal import Moderation
internal import RuleFiles

/// What rules cost a post, each measured alone, beside a ruleset without rules. In one ruleset they share work, so that all
/// together cost less than the sum.
enum RuleCosts {
    /// Rules measured at the most: those that an edit touched first.
    static let ruleLimit = 150

    static func measure(
        _ after: RuleFolder, before: RuleFolder, edited: Set<String>, tally: BacktestTally,
        plugins: [any RulePlugin]
    ) -> (before: [String: Double], after: [String: Double]) {
        let posts = tally.samples.map(\.post)
        guard posts.count >= 8 else { return ([:], [:]) }
        return (measure(before, posts, plugins, first: edited), measure(after, posts, plugins, first: edited))
    }

    private static func measure(
        _ folder: RuleFolder, _ posts: [ExaminedPost], _ plugins: [any RulePlugin], first edited: Set<String>
    ) -> [String: Double] {
        let single = SingleRules(folder, plugins: InstalledPlugin.withoutMemory(plugins))
        guard let empty = single.empty, let floor = microseconds(empty, posts) else { return [:] }
        var costs: [String: Double] = [:]
        for id in chosen(of: single.ids, first: edited) {
            guard let ruleset = single.ruleset(of: id), let cost = microseconds(ruleset, posts) else { continue }
            costs[id] = max(0, cost - floor)
        }
        return costs
    }

    /// `ruleLimit` rules at the most: those in `edited`, and then the others, each in the order of the files.
    static func chosen(of ids: [String], first edited: Set<String>) -> ArraySlice<String> {
        (ids.filter(edited.contains) + ids.filter { !edited.contains($0) }).prefix(ruleLimit)
    }

    /// Of one processor a post: the least of three rounds, as whatever else happens only adds to it.
    private static func microseconds(_ ruleset: Ruleset, _ posts: [ExaminedPost]) -> Double? {
        guard var judge = try? Judge(ruleset: ruleset) else { return nil }
        var least = Int64.max
        for _ in 0..<3 {
            let start = moongate_thread_cpu_nanoseconds()
            for post in posts { _ = judge.judge(post, now: post.receivedAt) }
            least = min(least, moongate_thread_cpu_nanoseconds() - start)
        }
        return Double(least) / 1000 / Double(posts.count)
    }
}
