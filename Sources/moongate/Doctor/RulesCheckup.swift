import InstalledPlugins
import Moderation
import RuleFiles
import Spool

/// Whether the rules would go live, and whether patterns become machine code here.
struct RulesCheckup {
    let path: String

    var diagnoses: [Diagnosis] { [machineCode, rules] }

    private var rules: Diagnosis {
        do throws(RuleProblems) {
            let loaded = try LoadedRules(
                try RuleFolder(reading: path), plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
            let what =
                "\(path): \(loaded.ruleset.rules.count) rules, \(loaded.exampleCount) examples came out as they say"
            guard loaded.warnings.isEmpty else {
                return .doubtful("rules", "\(what), \(loaded.warnings.count) warnings", "moongate check \(path)")
            }
            return .well("rules", what)
        } catch {
            let errors = error.problems.filter { $0.severity == .error }
            return .wrong(
                "rules",
                "\(path): " + (errors.first?.description ?? "")
                    + (errors.count > 1 ? " and \(errors.count - 1) more" : ""),
                "moongate check \(path), and fix the errors")
        }
    }

    /// A rule with a pattern, judged: machine code is made and run.
    private var machineCode: Diagnosis {
        let rule = "- id: doctor\n  body (regex): 'a+b'\n  action: flag\n"
        do {
            let folder = RuleFolder(files: [.init(path: "doctor.yaml", bytes: Array(rule.utf8))])
            let loaded = try LoadedRules(folder, plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
            var judge = try Judge(ruleset: loaded.ruleset, explains: false)
            var post = Post(channel: nil)
            post.add(.body, .text(Array("aab".utf8)))
            let now = Instant.fromSystemClock()
            let verdict = judge.judge(ExaminedPost(post, receivedAt: now), now: now)
            guard verdict.outcome == .flagged, verdict.undecided.isEmpty else {
                return failed("a pattern found nothing")
            }
            return .well("patterns", "they run as machine code")
        } catch {
            return failed("\(error)")
        }
    }

    private func failed(_ why: String) -> Diagnosis {
        .wrong(
            "patterns", "they do not run as machine code: \(why)",
            "the kernel or the unit forbids memory that is written and run: MemoryDenyWriteExecute= must be off")
    }
}
