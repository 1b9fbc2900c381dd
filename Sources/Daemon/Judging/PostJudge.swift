internal import CLinux
internal import Files
internal import Logging
internal import Moderation
internal import PostFormats
internal import RuleFiles
internal import Spool

/// One worker's judge: reads a file as a post and judges it by the rules in force, which it follows.
struct PostJudge {
    private let rules: RulesInForce
    private let outages: Outages
    private let inHand: InHand
    private let worker: Int
    private let costs: LiveCosts
    private var judge: Judge
    private var untilCounted = 0
    private let problems: ActiveProblems
    private var version: Int
    /// Of the compiled rules that it judges by.
    private var number: Int
    /// After rules that no judge could be made of, in nanoseconds of the monotonic clock.
    private var retryAt: Int64 = 0

    init(_ worker: Int, _ context: WorkerContext) throws(ExaminerProblem) {
        self.worker = worker
        rules = context.rules
        outages = context.outages
        costs = context.costs
        inHand = context.inHand
        problems = context.problems
        let following = rules.following(worker: worker)
        (version, number) = (following.version, following.number)
        judge = try following.judge()
        reportActivePlugin()
    }

    /// A plugin that ends the process is known by it.
    private mutating func reportActivePlugin() {
        judge.onEntering = { [inHand, worker] in inHand.enter(worker, plugin: $0) }
    }

    /// Whether the last post is to be judged again later: a plugin is out, and posts are to wait for it.
    var mustWait: Bool { judge.mustWait }

    private static let threadClock: @Sendable () -> Int64 = { moongate_thread_cpu_nanoseconds() }

    var ruleset: Ruleset { judge.ruleset }

    /// With the post as it was examined, if it is one.
    mutating func judge(
        _ bytes: [UInt8], name: String, channel: String?, receivedAt: Instant, now: Instant
    ) -> (Judgement, ExaminedPost?) {
        let began = moongate_thread_cpu_nanoseconds()
        follow()
        let post: Post
        do throws(PostProblem) {
            post = try PostReader.read(bytes, name: name, channel: channel)
        } catch {
            return (.failed(because: error.description), nil)
        }
        let examined = ExaminedPost(post, receivedAt: receivedAt)
        judge.barred = outages.barred(at: now)
        let isCounted = untilCounted == 0
        untilCounted = isCounted ? LiveCosts.interval - 1 : untilCounted - 1
        judge.clock = isCounted ? Self.threadClock : nil
        var verdict = judge.judge(examined, now: now)
        if isCounted { costs.add(judge.costs, by: judge.ruleset) }
        for turn in judge.turns { outages.note(turn, by: worker) }
        verdict.microseconds = Int((moongate_thread_cpu_nanoseconds() - began) / 1000)
        return (.verdict(verdict), examined)
    }

    /// Takes up new rules between two posts. The reload made a judge of them for this worker; if that is used up, and no
    /// other can be made, the rules of before are tried again a second later, and `status` says so.
    private mutating func follow() {
        guard rules.version != version, moongate_monotonic_nanoseconds() >= retryAt else { return }
        let following = rules.following(worker: worker)
        if following.number == number {
            judge.take(modesOf: following.ruleset)
        } else {
            do throws(ExaminerProblem) {
                judge = try following.judge()
            } catch {
                problems.report(.following, SpoolProblem(.exhausted, "\(error)"), by: worker)
                retryAt = moongate_monotonic_nanoseconds() + 1_000_000_000
                return
            }
            problems.over(.following, by: worker)
            reportActivePlugin()
            outages.forget(worker: worker)
        }
        (version, number) = (following.version, following.number)
    }
}
