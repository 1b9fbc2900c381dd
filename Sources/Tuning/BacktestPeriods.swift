internal import Files
internal import Moderation
internal import Spool
internal import Synchronization

/// Both sides with what was remembered when a post was judged. A period begins where the archive keeps a copy of it
/// (once a day); what comes before the first copy is judged with a memory that begins empty.
final class BacktestPeriods: Sendable {
    typealias Sides = (before: BacktestSide, after: BacktestSide)

    private let first: Sides
    private let kept: [ArchivedMemory]
    /// By period: a copy is large, so only those in use are open.
    private let open: Mutex<[Int: Sides]>

    /// Threads are at most one period apart, as each takes the next posts.
    private static let openLimit = 3

    init(_ first: Sides, spool: String) throws(SpoolProblem) {
        self.first = first
        kept = try ArchivedMemory.all(inSpool: spool)
        open = Mutex([:])
    }

    /// When there is a copy for the first time; nil if there is none.
    var begin: Instant? { kept.first?.at }

    /// The period of a post that was judged at an instant: 0 before the first copy.
    func number(at instant: Instant) -> Int { kept.partitioningIndex { instant < $0.at } }

    func sides(of period: Int) throws -> Sides {
        guard period > 0 else { return first }
        return try open.withLock { open in
            if let sides = open[period] { return sides }
            let memory = kept[period - 1]
            let sides = (try first.before.remembering(memory), try first.after.remembering(memory))
            // The one furthest away is done with.
            while open.count >= Self.openLimit, let old = open.keys.max(by: { abs($0 - period) < abs($1 - period) }) {
                open[old] = nil
            }
            open[period] = sides
            return sides
        }
    }
}

/// What one thread of a backtest judges by: both sides in the period of its last post.
struct BacktestJudges {
    private let periods: BacktestPeriods
    private var period = 0
    private var sides: BacktestPeriods.Sides
    private var before: Judge
    private var after: Judge

    init(_ periods: BacktestPeriods) throws {
        self.periods = periods
        sides = try periods.sides(of: 0)
        (before, after) = (try sides.before.judge(), try sides.after.judge())
    }

    /// Both verdicts, and whether they are by what was remembered on the post's day. Then both sides remember the post.
    mutating func judge(_ post: ExaminedPost, at now: Instant) throws -> (
        before: Verdict, after: Verdict, isOfItsDay: Bool
    ) {
        let number = periods.number(at: now)
        if number != period {
            sides = try periods.sides(of: number)
            (before, after) = (try sides.before.judge(), try sides.after.judge())
            period = number
        }
        let verdicts = (before.judge(post, now: now), after.judge(post, now: now))
        sides.before.observe(post, verdicts.0)
        sides.after.observe(post, verdicts.1)
        return (verdicts.0, verdicts.1, number > 0)
    }
}

extension Array {
    /// The place of the first element for which `isBehind` holds; those before it are without exception.
    fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
