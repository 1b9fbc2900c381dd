import ArgumentParser
import Commands
import Foundation
import Glibc
import InstalledPlugins
import Moderation
import RuleFiles

/// Where a community's rules are to lie. They appear there whole, or not at all.
struct RulesPlace {
    private let path: String

    /// Throws where something lies there already.
    init(_ path: String) throws(InitProblem) {
        self.path = path
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["a file"]
        guard names.isEmpty else {
            throw InitProblem(
                "\(path) is there already, and nothing is overwritten; give another folder, or check it: moongate check \(path)",
                .exists)
        }
    }

    /// Copies the rules that ship, with a policy of its own, and gives their number.
    func fill(from source: String, policy: CommunityPolicy) throws(InitProblem) -> Int {
        let policyPath = source + "/" + RuleFolder.policyFile
        guard let shipped = try? String(contentsOfFile: policyPath, encoding: .utf8),
            let text = policy.applied(to: shipped)
        else { throw InitProblem("\(policyPath) is not the file that came with Moongate", .noInput) }
        let draft = "\(path).new-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            try FileManager.default.copyItem(atPath: source, toPath: draft)
            try Data(text.utf8).write(to: URL(fileURLWithPath: draft + "/" + RuleFolder.policyFile))
        } catch {
            throw InitProblem("cannot make \(path): \(error.localizedDescription)", .inputOutput)
        }
        let count = try Self.checked(draft)
        // An empty folder gives way; anything that came meanwhile does not.
        guard rename(draft, path) == 0 else { throw InitProblem(making: path, errno: errno) }
        return count
    }

    private static func checked(_ folder: String) throws(InitProblem) -> Int {
        do throws(RuleProblems) {
            return try LoadedRules(
                try RuleFolder(reading: folder), plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all)
            ).ruleset.rules.count
        } catch {
            throw InitProblem(
                error.problems.map(\.description).joined(separator: "\n")
                    + "\nthe rules in \(folder) are not as they came",
                .rulesUnusable)
        }
    }
}
