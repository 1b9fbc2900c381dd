public import Moderation

/// A rule folder that passed every check.
public struct LoadedRules: Sendable {
    /// What is to go live.
    public let ruleset: Ruleset
    /// Worth a look, but no reason to wait.
    public let warnings: [RuleProblem]
    /// Rules that are off, which the ruleset does not contain.
    public let offCount: Int
    /// Examples that were run.
    public let exampleCount: Int
    /// The rules as their files wrote them, those that are off too.
    public var sources: [RuleSource] { parsed.sources }
    /// What is asked of the daemon in addition to judging.
    public var settings: SpoolSettings { parsed.settings }

    /// By path of a file: what `RuleFolder.digests` says.
    public let fileDigests: [String: UInt64]

    /// The keys of the plugins that it was loaded for.
    public let forms: [CheckKeyForm]
    /// Keys that ask nothing of a post and only excuse what other checks find: `unless`.
    public var excusingKeys: Set<String> { Set(forms.filter { !$0.isCondition }.map(\.name)) }

    private let parsed: ParsedFolder
    /// As the files say, whatever was put in shadow since.
    private let written: Ruleset

    /// What the files say, but with these rules in shadow: what is compiled is shared.
    public func shadowing(_ ids: Set<String>) -> LoadedRules {
        LoadedRules(self, ruleset: ids.isEmpty ? written : written.shadowing(ids))
    }

    private init(_ other: LoadedRules, ruleset: Ruleset) {
        self.ruleset = ruleset
        written = other.written
        warnings = other.warnings
        offCount = other.offCount
        exampleCount = other.exampleCount
        forms = other.forms
        parsed = other.parsed
        fileDigests = other.fileDigests
    }

    /// Compiles a folder for these plugins and runs its examples, or throws all that is wrong, sorted by place. From
    /// `earlier`, rules for the same plugins, files that have not changed are taken as they were read.
    public init(
        _ folder: RuleFolder, plugins: [InstalledPlugin], given earlier: LoadedRules? = nil
    ) throws(RuleProblems) {
        let parsed = ParsedFolder(folder, plugins: plugins.map(\.plugin.name), given: earlier?.parsed)
        var problems = folder.warnings + parsed.problems
        let (sources, policy) = (parsed.sources, parsed.policy)
        func compile(_ plugins: [InstalledPlugin], given: Ruleset?, _ problems: inout [RuleProblem]) -> Ruleset? {
            var compiler = RulesetCompiler(plugins: plugins, bases: parsed.bases, lists: parsed.lists)
            let ruleset = compiler.compile(sources, policy: policy, fingerprint: folder.fingerprint, given: given)
            problems += compiler.problems
            return ruleset
        }
        let ruleset = compile(plugins, given: nil, &problems)
        if let ruleset, !problems.contains(where: { $0.severity == .error }),
            sources.contains(where: { !$0.examples.isEmpty })
        {
            // Examples get memory of their own: they must neither see nor teach what the daemon remembers.
            let throwaway = plugins.map { $0.remembers ? .withoutMemory($0.plugin) : $0 }
            var ignored: [RuleProblem] = []
            let forExamples =
                plugins.contains(where: \.remembers) ? compile(throwaway, given: ruleset, &ignored) : ruleset
            problems += Self.runExamples(of: sources, by: forExamples ?? ruleset)
        }
        problems = Self.sorted(problems)
        guard let ruleset, !problems.contains(where: { $0.severity == .error }) else { throw RuleProblems(problems) }
        self.ruleset = ruleset
        written = ruleset
        warnings = problems
        forms = plugins.flatMap(\.keys)
        self.parsed = parsed
        fileDigests = folder.digests
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
