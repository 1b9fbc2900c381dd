internal import CLinux
internal import Moderation
internal import RuleFiles
internal import Synchronization

/// What rules cost a post, each measured alone, minus a ruleset without rules. In one ruleset they share work, so that all
/// together cost less than the sum.
enum RuleCosts {
    /// Rules measured at most: those that an edit touched first.
    static let ruleLimit = 150

    static func measure(
        _ after: RuleFolder, before: RuleFolder, edited: Set<String>, posts: [ExaminedPost],
        plugins: [any RulePlugin], threads: Int
    ) -> (before: [String: Double], after: [String: Double]) {
        guard posts.count >= 8 else { return ([:], [:]) }
        func measure(_ folder: RuleFolder, _ choose: ([String]) -> [String]) -> [String: Double] {
            let single = SingleRules(folder, plugins: InstalledPlugin.withoutMemory(plugins))
            return Self.measure(single, choose(single.ids), posts, threads)
        }
        let now = measure(after) { chosen(of: $0, first: edited) }
        // What was not edited costs what it did.
        let earlier = measure(before) { chosen(of: $0.filter(edited.contains), first: []) }
        return (now.merging(earlier) { _, earlier in earlier }, now)
    }

    private static func measure(
        _ single: SingleRules, _ ids: [String], _ posts: [ExaminedPost], _ threads: Int
    ) -> [String: Double] {
        guard !ids.isEmpty, let empty = single.empty, let floor = microseconds(empty, posts) else { return [:] }
        let costs = Mutex<[String: Double]>([:])
        let next = Atomic(0)
        InParallel.run(min(threads, ids.count), nice: true) { _ in
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < ids.count else { return }
                guard let ruleset = single.ruleset(of: ids[place]), let cost = microseconds(ruleset, posts) else {
                    continue
                }
                costs.withLock { $0[ids[place]] = max(0, cost - floor) }
            }
        }
        return costs.withLock { $0 }
    }

    /// `ruleLimit` rules at most: those in `edited`, and then the others, each in the order of the files.
    static func chosen(of ids: [String], first edited: Set<String>) -> [String] {
        Array((ids.filter(edited.contains) + ids.filter { !edited.contains($0) }).prefix(ruleLimit))
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
