#if DEBUG
    import Files
    import Moderation
    import Synchronization

    @testable import Spool

    /// Drives a pipeline as the daemon's worker does, but gives up soon where that would wait. What a post amounts to is
    /// written in it: `flag`, `bad`, or else.
    final class DrivenWorker: PipelineHooks {
        private let pipeline: Pipeline
        private let retries = Mutex(0)
        /// Names the rules that judge: they may change at any time.
        private let ruleset: () -> String

        init(_ pipeline: Pipeline, ruleset: @escaping () -> String = { "0123456789abcdef" }) {
            self.pipeline = pipeline
            self.ruleset = ruleset
        }

        func judge(_ claimed: Claimed, mayWait: Bool) -> JudgedPost? {
            switch claimed {
            case .refused(let refused): return JudgedPost(refused, decidedAt: Verdict.day)
            case .post(let post):
                let text = String(decoding: post.bytes, as: UTF8.self)
                if text.hasPrefix("bad") {
                    return JudgedPost(post, failedBecause: "it is bad", decidedAt: Verdict.day)
                }
                return judged(post, text.hasPrefix("flag") ? .flagged : .approved)
            }
        }

        func hold(_ claimed: Claimed, because reason: HoldReason) -> JudgedPost {
            switch claimed {
            case .refused(let refused): JudgedPost(refused, decidedAt: Verdict.day)
            case .post(let post): judged(post, .flagged)
            }
        }

        private func judged(_ post: ClaimedPost, _ outcome: Outcome) -> JudgedPost {
            let verdict = Verdict.of(outcome, ruleset: ruleset())
            return JudgedPost(
                post, verdict: verdict, sidecar: outcome == .flagged ? Sidecar.verdict(verdict, of: post.file) : nil)
        }

        func waitForRetry() -> Bool {
            retries.withLock { retries in
                retries += 1
                return retries % 3 != 0
            }
        }

        func putAside(_ batch: PipelineBatch, _ problem: SpoolProblem?) {
            var batch = batch
            for _ in 0..<2 where !batch.isDone { _ = pipeline.file(&batch) }
        }

        func leftInInbox(_ arrival: Arrival, _ problem: SpoolProblem?, isFirst: Bool) {}
        func failed(_ step: PipelineStep, _ problem: SpoolProblem) {}
        func works(_ step: PipelineStep) {}
        func recorded(_ posts: [JudgedPost]) {}
        func filed(_ posts: [FiledPost]) {}
    }
#endif
