public import Moderation

/// A rule folder that passed every check.
public struct LoadedRules: Sendable {
    /// What is to go live.
    public let ruleset: Ruleset
    /// Worth a look, but no reason to wait.
    public let warnings: [RuleProblem]
    /// Rules that are off, beside the ruleset's.
    public let offCount: Int
    /// Examples that were run.
    public let exampleCount: Int

    /// Compiles a folder for these plugins and runs its examples, or throws all that is wrong, sorted by place.
    public init(_ folder: RuleFolder, plugins: [InstalledPlugin]) throws(RuleProblems) {
        var problems: [RuleProblem] = []
        var sources: [RuleSource] = []
        var bases: [RuleSource] = []
        var policy = Policy()
        for file in folder.files {
            if file.isRules {
                let reader = RuleReader(file)
                sources += reader.rules
                bases += reader.bases
                problems += reader.problems
            } else if file.path == RuleFolder.policyFile {
                do throws(RuleProblems) {
                    policy = try PolicyReader.read(file, plugins: plugins.map(\.plugin.name))
                } catch {
                    problems += error.problems
                }
            }
        }
        let lists = WordLists(folder.files.filter(\.isList))
        func compile(_ plugins: [InstalledPlugin], given: Ruleset?, _ problems: inout [RuleProblem]) -> Ruleset? {
            var compiler = RulesetCompiler(plugins: plugins, bases: bases, lists: lists)
            let ruleset = compiler.compile(sources, policy: policy, fingerprint: folder.fingerprint, given: given)
            problems += compiler.problems
            return ruleset
        }
        let ruleset = compile(plugins, given: nil, &problems)
        if let ruleset, !problems.contains(where: { $0.severity == .error }),
            sources.contains(where: { !$0.examples.isEmpty })
        {
            // Examples get memory of their own: they must neither see nor teach what the daemon remembers.
            let throwaway = plugins.map { $0.memory.changesAnswers ? .withoutMemory($0.plugin) : $0 }
            var ignored: [RuleProblem] = []
            let forExamples =
                plugins.contains { $0.memory.changesAnswers }
                ? compile(throwaway, given: ruleset, &ignored) : ruleset
            problems += Self.runExamples(of: sources, by: forExamples ?? ruleset)
        }
        problems = Self.sorted(problems)
        guard let ruleset, !problems.contains(where: { $0.severity == .error }) else { throw RuleProblems(problems) }
        self.ruleset = ruleset
        warnings = problems
        offCount = sources.count { $0.mode == .off }
        exampleCount = sources.reduce(0) { $0 + $1.examples.count }
    }

    private static func runExamples(of sources: [RuleSource], by ruleset: Ruleset) -> [RuleProblem] {
        do throws(ExaminerProblem) {
            var runner = try ExampleRunner(ruleset)
            return sources.flatMap { runner.problems(of: $0) }
        } catch {
            let place = SourceLocation(file: ".", line: 1, column: 1)
            return [RuleProblem(at: place, "the examples cannot be run: \(error)")]
        }
    }

    private static func sorted(_ problems: [RuleProblem]) -> [RuleProblem] {
        var seen = Set<RuleProblem>()
        return problems.filter { seen.insert($0).inserted }.sorted {
            ($0.location, $0.message) < ($1.location, $1.message)
        }
    }
}
