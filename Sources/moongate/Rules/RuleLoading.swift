import ArgumentParser
import Commands
import InstalledPlugins
import Moderation
import Reports
import RuleFiles
import Tuning

/// The rule folder for commands that judge without a daemon.
enum RuleLoading {
    /// What is wrong goes to standard error, one problem a line, and the command ends.
    static func ruleset(_ folder: String) throws -> Ruleset { try loaded(try Self.folder(folder), folder).ruleset }

    /// Its files, read but not looked at.
    static func folder(_ folder: String) throws -> RuleFolder {
        do throws(RuleProblems) {
            return try RuleFolder(reading: folder)
        } catch {
            throw complain(error, folder)
        }
    }

    /// The daemon's copy of the rules in force.
    static func inForce(_ spool: String) throws -> RuleFolder {
        do throws(RuleProblems) {
            return try RuleFolder(copyIn: spool + "/state")
        } catch {
            throw complain(error, spool + "/state/" + RuleFolder.copyName)
        }
    }

    /// Compiled; `name` is for messages. Without `plugins`, all of them, which remember nothing.
    static func loaded(
        _ files: RuleFolder, _ name: String, plugins: [InstalledPlugin]? = nil
    ) throws -> LoadedRules {
        do throws(RuleProblems) {
            return try LoadedRules(
                files, plugins: plugins ?? InstalledPlugin.withoutMemory(InstalledPlugins.all))
        } catch {
            throw complain(error, name)
        }
    }

    /// Rules that were in force, by their fingerprint or its first digits.
    static func kept(_ fingerprint: String, _ spool: String) throws -> RuleFolder {
        let store = RulesetStore(state: spool + "/state")
        if let folder = store.folder(fingerprint) { return folder }
        let some = store.all.prefix(5).map { "\($0.fingerprint) (\($0.at.date))" }
        Terminal.warn(
            "\(spool) keeps no rules '\(SafeText.make(fingerprint))', or several that begin so. "
                + (some.isEmpty ? "It keeps none yet." : "The newest are \(some.joined(separator: ", "))."))
        throw ExitCode.noInput
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
