import ArgumentParser
import InstalledPlugins
import Moderation
import RuleFiles

/// The rule folder for commands that judge without a daemon.
enum RuleLoading {
    /// What is wrong goes to standard error, one problem a line, and the command ends. Without `plugins`, all of them,
    /// which remember nothing.
    static func ruleset(_ folder: String, plugins: [InstalledPlugin]? = nil) throws -> Ruleset {
        do throws(RuleProblems) {
            return try LoadedRules(
                try RuleFolder(reading: folder),
                plugins: plugins ?? InstalledPlugin.withoutMemory(InstalledPlugins.all)
            ).ruleset
        } catch {
            for problem in error.problems where problem.severity == .error {
                Terminal.warn(SafeText.make(problem.description))
            }
            Terminal.warn("The rules in \(folder) cannot be used: run `moongate check \(folder)`.")
            throw ExitCode.rulesUnusable
        }
    }
}
