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
    /// Notified of each ruleset that begins or ends: `begin x`, with the letters of its checks.
    var follow: @Sendable (String) -> Void = { _ in }

    var keys: [CheckKeyForm] {
        [CheckKeyForm("letter", modifiers: [], summary: "A letter", example: "letter: x")]
    }

    func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> Compiled {
        var letters: [String] = []
        for check in checks { letters += try check.value.scalars().map(\.text) }
        return Compiled(checks: checks.map(\.id), letters: letters, fails: fails, follow: follow)
    }

    struct Compiled: FollowsRulesets {
        let checks: [CheckID]
        let letters: [String]
        let fails: @Sendable () -> Bool
        let follow: @Sendable (String) -> Void

        func begin() { follow("begin " + letters.joined(separator: " ")) }
        func end() { follow("end " + letters.joined(separator: " ")) }

        func makeExaminer() throws(ExaminerProblem) -> Worker {
            if letters.contains("broken"), fails() { throw ExaminerProblem("there is no memory for the letter") }
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
