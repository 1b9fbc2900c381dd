internal import JSON
internal import Moderation
internal import Synchronization

/// Counts since the start, and per second of the last minute: what `moongate status` shows.
final class Tally: Sendable {
    private let counts = Mutex(Counts())

    fileprivate struct Counts {
        var outcomes: [String: Int] = [:]
        var undecided = 0
        var microseconds = 0
        var judged = 0
        /// Ring of the last 64 seconds: which second, and how many.
        var seconds = [(second: Int64, count: Int)](repeating: (0, 0), count: 64)
    }

    func count(_ verdict: Verdict, at second: Int64) {
        counts.withLock {
            $0.outcomes[verdict.outcome.rawValue, default: 0] += 1
            if !verdict.undecided.isEmpty { $0.undecided += 1 }
            $0.microseconds += verdict.microseconds
            $0.judged += 1
            $0.tick(second)
        }
    }

    func countFailed(at second: Int64) {
        counts.withLock {
            $0.outcomes["failed", default: 0] += 1
            $0.tick(second)
        }
    }

    var total: Int { counts.withLock { $0.outcomes.values.reduce(0, +) } }

    func write(to json: inout JSONWriter, now: Int64) {
        let counts = counts.withLock { $0 }
        json.member("posts") { json in
            json.object { json in
                for name in Outcome.allCases.map(\.rawValue) + ["failed"] {
                    json.member(name, counts.outcomes[name] ?? 0)
                }
                json.member("undecided", counts.undecided)
                let lastMinute = counts.seconds.filter { $0.second > now - 60 && $0.second <= now }
                json.member("last_minute", lastMinute.reduce(0) { $0 + $1.count })
                json.member("mean_microseconds", counts.judged == 0 ? 0 : counts.microseconds / counts.judged)
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
