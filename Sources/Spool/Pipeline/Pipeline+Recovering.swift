public import Files

extension Pipeline {
    /// A post that was in hand in this many crashes of the judging process is not judged again.
    public static let crashLimit = 2
    /// Posts that are recovered in one batch.
    static let recoveredBatchLimit = 64

    /// Finishes what the last process left in `work/`, before anything new is claimed: on one thread, each suspect of a
    /// crash in a batch of its own, so that its next crash neither blames other posts nor loses their verdicts.
    public func finish(
        _ recovery: inout Recovery, suspects inHand: InHand? = nil, with hooks: inout some PipelineHooks
    ) throws(SpoolProblem) {
        let suspects = inHand?.suspects ?? [:]
        var batch: [JudgedPost] = []
        while let claimed = try recovery.next() {
            let crashes = suspects[claimed.file.sequence] ?? 0
            if crashes >= Self.crashLimit {
                batch.append(hooks.hold(claimed, because: .crashing(times: crashes)))
            } else {
                if crashes > 0 { flush(&batch, hooks) }
                if let post = hooks.judge(claimed, mayWait: false) { batch.append(post) }
            }
            if crashes > 0 || batch.count >= Self.recoveredBatchLimit { flush(&batch, hooks) }
            if crashes > 0 { inHand?.forget(claimed.file.sequence) }
        }
        flush(&batch, hooks)
        if let unfiled = recovery.takeUnfiled() { hooks.putAside(unfiled, nil) }
        // What is not in work/ any more was filed.
        for sequence in suspects.keys { inHand?.forget(sequence) }
    }

    private func flush(_ batch: inout [JudgedPost], _ hooks: some PipelineHooks) {
        deliver(batch, hooks)
        batch = []
    }
}
