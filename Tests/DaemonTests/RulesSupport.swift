import Logging
import Moderation
import RuleFiles
import Tuning

@testable import Daemon

/// Rules of `letter: x`, which hold for every post or cannot be judged by.
struct LetterPlugin: RulePlugin {
    let name = "letter"
    /// Examiners for `letter: broken` fail once this says so.
    var fails: @Sendable () -> Bool = { false }

    var keys: [CheckKeyForm] {
        [CheckKeyForm("letter", modifiers: [], summary: "A letter", example: "letter: x")]
    }

    func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled {
        var isBroken = false
        for check in checks { isBroken = try check.value.scalars().contains { $0.text == "broken" } || isBroken }
        return Compiled(checks: checks.map(\.id), isBroken: isBroken, fails: fails)
    }

    struct Compiled: CompiledChecks {
        let checks: [CheckID]
        let isBroken: Bool
        let fails: @Sendable () -> Bool

        func makeExaminer() throws(ExaminerProblem) -> Worker {
            if isBroken, fails() { throw ExaminerProblem("there is no memory for the letter") }
            return Worker(checks: checks)
        }
    }

    struct Worker: Examiner {
        let checks: [CheckID]
        mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
            for check in checks { answers.holds(check) }
        }
    }

    static func rule(_ id: String, _ letter: String = "x", score: Int = 1) -> String {
        "- {id: \(id), summary: S, letter: \(letter), score: \(score)}\n"
    }

    static func loaded(_ files: [String: String]) throws -> LoadedRules {
        try LoadedRules(
            RuleFolder(files: files.map { .init(path: $0.key, bytes: Array($0.value.utf8)) }),
            plugins: InstalledPlugin.withoutMemory([LetterPlugin()]))
    }
}

extension LoadedRules {
    /// All rules new since an instant.
    func ages(since: Double = 1000) -> [String: RuleAge] {
        Dictionary(
            ruleset.rules.map { ($0.id, RuleAge(version: $0.version, since: Instant(seconds: since))) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A verdict as each of these rules gives it.
    func verdict(_ now: Double = 1001) throws -> Verdict {
        var judge = try Judge(ruleset: ruleset)
        return judge.judge(
            ExaminedPost(Post(), receivedAt: Instant(seconds: now)), now: Instant(seconds: now))
    }
}
