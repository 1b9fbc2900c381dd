internal import JSON
internal import Moderation
internal import Spool
internal import Synchronization

/// Counts since the start of the service, and per second of the last minute: what `moongate status` shows.
final class Tally: Sendable {
    private let counts: Mutex<Counts>
    /// Where they outlive this process; nil in tests.
    private let kept: InHand?

    fileprivate struct Counts {
        var totals = [Int](repeating: 0, count: InHand.Count.allCases.count)
        /// Ring of the last 64 seconds: which second, and how many.
        var seconds = [(second: Int64, count: Int)](repeating: (0, 0), count: 64)

        subscript(count: InHand.Count) -> Int {
            get { totals[count.rawValue] }
            set { totals[count.rawValue] = newValue }
        }
    }

    init(_ kept: InHand? = nil) {
        self.kept = kept
        var counts = Counts()
        if let kept { for count in InHand.Count.allCases { counts[count] = kept[count] } }
        self.counts = Mutex(counts)
    }

    func count(_ verdict: Verdict, at second: Int64) {
        add(at: second) { counts in
            switch verdict.outcome {
            case .approved: counts[.approved] += 1
            case .flagged: counts[.flagged] += 1
            case .rejected: counts[.rejected] += 1
            }
            if !verdict.undecided.isEmpty { counts[.undecided] += 1 }
            counts[.microseconds] += verdict.microseconds
            counts[.judged] += 1
        }
    }

    func countFailed(at second: Int64) { add(at: second) { $0[.failed] += 1 } }

    private func add(at second: Int64, _ change: (inout Counts) -> Void) {
        counts.withLock { counts in
            change(&counts)
            counts.tick(second)
            // The supervisor counts deaths.
            guard let kept else { return }
            for count in InHand.Count.allCases where count != .deaths { kept[count] = counts[count] }
        }
    }

    var total: Int { counts.withLock { $0[.approved] + $0[.flagged] + $0[.rejected] + $0[.failed] } }

    func write(to json: inout JSONWriter, now: Int64) {
        let counts = counts.withLock { $0 }
        json.member("posts") { json in
            json.object { json in
                json.member("approved", counts[.approved])
                json.member("flagged", counts[.flagged])
                json.member("rejected", counts[.rejected])
                json.member("failed", counts[.failed])
                json.member("undecided", counts[.undecided])
                let lastMinute = counts.seconds.filter { $0.second > now - 60 && $0.second <= now }
                json.member("last_minute", lastMinute.reduce(0) { $0 + $1.count })
                json.member("mean_microseconds", counts[.judged] == 0 ? 0 : counts[.microseconds] / counts[.judged])
            }
        }
    }
}

extension Tally.Counts {
    fileprivate mutating func tick(_ second: Int64) {
        let slot = Int(second & 63)
        if seconds[slot].second != second { seconds[slot] = (second, 0) }
        seconds[slot].count += 1
    }
}
