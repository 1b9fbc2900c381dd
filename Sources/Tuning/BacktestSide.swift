internal import Foundation
internal import Moderation
internal import RuleFiles
internal import Spool

/// One of the two rule folders, over what its plugins remember.
struct BacktestSide: Sendable {
    let ruleset: Ruleset
    private let plugins: [InstalledPlugin]

    /// Compiles a folder. What is counted of posts begins empty; what was learned from people is as it is today. Rules
    /// that the breaker put in shadow are there here too; gives which.
    static func begin(
        _ folder: RuleFolder, plugins: [any RulePlugin], spool: String
    ) throws(RuleProblems) -> (side: BacktestSide, loaded: LoadedRules, tripped: Set<String>) {
        let opened = plugins.map { plugin in
            let empty = InstalledPlugin.withoutMemory([plugin])[0]
            guard empty.learns,
                let snapshot = FileManager.default.contents(atPath: spool + "/state/memory/" + plugin.name),
                // The daemon reports one that cannot be read.
                let learned = try? InstalledPlugin.opened(plugin, from: StoredMemory(head: Array(snapshot)))
            else { return empty }
            return learned
        }
        let written = try LoadedRules(folder, plugins: opened)
        let tripped = TrippedRules(spool: spool).ids(in: written)
        let loaded = written.shadowing(tripped)
        return (BacktestSide(ruleset: loaded.ruleset, plugins: opened), loaded, tripped)
    }

    /// These rules are in force over these memories, which are its own.
    private init(ruleset: Ruleset, plugins: [InstalledPlugin]) {
        ruleset.beginForMemories()
        self.ruleset = ruleset
        self.plugins = plugins
    }

    /// The same rules with what was remembered on another day.
    func remembering(_ kept: ArchivedMemory) throws -> BacktestSide {
        let opened = try plugins.map { installed in
            guard installed.remembers else { return installed }
            return InstalledPlugin(installed.plugin, memory: try kept.memory(of: installed.plugin))
        }
        return BacktestSide(ruleset: try ruleset.remembering(opened), plugins: opened)
    }

    func judge() throws(ExaminerProblem) -> Judge { try Judge(ruleset: ruleset) }

    func observe(_ post: ExaminedPost, _ verdict: Verdict) {
        for installed in plugins { installed.observing?.observe(post, verdict) }
    }

    /// Names of the keys that ask about earlier posts, or about what people decided.
    func remembered(learned: Bool) -> Set<String> {
        Set(
            plugins.filter { $0.remembers && $0.learns == learned }
                .flatMap { $0.plugin.keys.map(\.name) })
    }
}
