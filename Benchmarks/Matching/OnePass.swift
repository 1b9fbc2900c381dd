import Moderation

/// Moongate's way: all rules at once, through the text plugin as a worker uses it.
final class OnePass {
    private var examiner: any Examiner
    private var answers: Answers
    private let checkCount: Int

    init(_ ruleset: Ruleset) throws {
        func make(_ compiled: some CompiledChecks) throws -> any Examiner { try compiled.makeExaminer() }
        examiner = try make(ruleset.plugins[0].compiled)
        checkCount = ruleset.checkCount
        answers = Answers(checkCount: checkCount)
    }

    /// Words, gates, filters, confirmation, evidence.
    func examine(_ post: ExaminedPost) {
        answers.removeAll()
        examiner.examine(post, now: Matching.now, into: &answers)
    }

    /// How many checks hold.
    func count(in post: ExaminedPost) -> Int {
        examine(post)
        return (0..<checkCount).count { answers[CheckID($0)] == .holds }
    }
}
