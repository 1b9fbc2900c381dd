internal import Files

/// The steps before the journal.
extension Pipeline {
    /// Never waits while posts are in hand: what cannot be taken now is found again by a scan.
    func claim(_ arrivals: inout ArraySlice<Arrival>, _ hooks: some PipelineHooks) -> [Claimed] {
        var claimed: [Claimed] = []
        var size = 0
        while size < Self.batchSizeLimit, let arrival = arrivals.popFirst() {
            do throws(SpoolProblem) {
                switch try claim.claim(arrival) {
                case .gone, .leftOut: break
                case .notYet: hooks.leftInInbox(arrival, nil, isFirst: claimed.isEmpty)
                case .claimed(let one):
                    if case .post(let post) = one { size += post.bytes.count }
                    claimed.append(one)
                }
            } catch {
                hooks.leftInInbox(arrival, error, isFirst: claimed.isEmpty)
                // The next one would fail as well.
                if error.stopsAll { return claimed }
            }
        }
        return claimed
    }

    func judge(_ claimed: [Claimed], _ hooks: inout some PipelineHooks) -> [(Claimed, JudgedPost)] {
        var judged: [(Claimed, JudgedPost)] = []
        judged.reserveCapacity(claimed.count)
        for one in claimed {
            if let post = hooks.judge(one, mayWait: true) { judged.append((one, post)) }
        }
        return judged
    }

    /// What is judged is what is filed: a file that changed since it was read is judged again. Checked when the complete
    /// batch is judged, just before the journal.
    func recheck(_ judged: [(Claimed, JudgedPost)], _ hooks: inout some PipelineHooks) -> [JudgedPost] {
        var unchanged: [JudgedPost] = []
        unchanged.reserveCapacity(judged.count)
        for (claimed, post) in judged {
            if let post = recheck(claimed, post, &hooks) { unchanged.append(post) }
        }
        return unchanged
    }

    /// Nil if it is gone, or after a stop.
    private func recheck(
        _ claimed: Claimed, _ judged: JudgedPost, _ hooks: inout some PipelineHooks
    ) -> JudgedPost? {
        var (claimed, judged) = (claimed, judged)
        for _ in 0..<3 {
            guard case .post(let post) = claimed else { return judged }
            do throws(SpoolProblem) {
                switch try claim.recheck(post) {
                case .unchanged: return judged
                case .gone: return nil
                case .changed(let again):
                    guard let verdict = hooks.judge(again, mayWait: true) else { return nil }
                    (claimed, judged) = (again, verdict)
                }
            } catch {
                hooks.failed(.recheck, error)
                return hooks.hold(claimed, because: .cannotRecheck(error))
            }
        }
        return hooks.hold(claimed, because: .keptChanging)
    }
}
