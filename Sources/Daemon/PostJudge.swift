internal import CLinux
internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles

/// One worker's judge: reads a file as a post and judges it by the rules in force, which it follows.
struct PostJudge {
    private let rules: RulesInForce
    private var judge: Judge
    private var version: Int

    init(_ rules: RulesInForce) throws(ExaminerProblem) {
        self.rules = rules
        version = rules.version
        judge = try Judge(ruleset: rules.current.loaded.ruleset)
    }

    /// What a file comes to.
    enum Judged {
        case verdict(Verdict, ExaminedPost)
        /// It is no post, for this reason.
        case notAPost(String)
    }

    var ruleset: String { judge.ruleset.fingerprint }

    mutating func judge(_ bytes: [UInt8], name: String, channel: String?, receivedAt: Instant, now: Instant) -> Judged {
        let began = moongate_thread_cpu_nanoseconds()
        follow()
        let post: Post
        do throws(PostProblem) {
            post = try PostReader.read(bytes, name: name, channel: channel)
        } catch {
            return .notAPost(error.description)
        }
        let examined = ExaminedPost(post, receivedAt: receivedAt)
        var verdict = judge.judge(examined, now: now)
        verdict.microseconds = Int((moongate_thread_cpu_nanoseconds() - began) / 1000)
        return .verdict(verdict, examined)
    }

    /// Takes up new rules between two posts. Where no examiner can be made of them (no memory), the old ones stay for
    /// this worker until the next swap.
    private mutating func follow() {
        let current = rules.version
        guard current != version else { return }
        if let fresh = try? Judge(ruleset: rules.current.loaded.ruleset) {
            judge = fresh
            version = current
        }
    }
}
