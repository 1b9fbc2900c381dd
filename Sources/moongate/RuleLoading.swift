import ArgumentParser
import InstalledPlugins
import Moderation
import RuleFiles

/// The rule folder for commands that judge without a daemon.
enum RuleLoading {
    /// What is wrong goes to standard error, one problem a line, and the command ends.
    static func ruleset(_ folder: String) throws -> Ruleset {
        do throws(RuleProblems) {
            return try LoadedRules(
                try RuleFolder(reading: folder), plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all)
            ).ruleset
        } catch {
            throw complain(error, folder)
        }
    }

    /// Its files, read but not looked at.
    static func folder(_ folder: String) throws -> RuleFolder {
        do throws(RuleProblems) {
            return try RuleFolder(reading: folder)
        } catch {
            throw complain(error, folder)
        }
    }

    /// Says what is wrong, and gives the code to end with.
    static func complain(_ problems: RuleProblems, _ folder: String) -> ExitCode {
        for problem in problems.problems where problem.severity == .error {
            Terminal.warn(SafeText.make(problem.description))
        }
        Terminal.warn("The rules in \(folder) cannot be used: run `moongate check \(folder)`.")
        return ExitCode.rulesUnusable
    }
}
