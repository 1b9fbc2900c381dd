internal import CLinux
internal import Files
internal import Foundation
internal import Glibc
public import Moderation
internal import PostFormats
public import RuleFiles
internal import Spool
internal import Synchronization

/// Edited rules compared with the rules in force, on real posts. Read-only, and gives way to
/// everything else on the machine.
///
/// What plugins remember between posts (floods) is that of each post's day if the archive kept it, and goes on from there
/// with the posts themselves, in about their order; otherwise it starts empty, and such rules are reported as approximate.
public struct Backtest: Sendable {
    /// Which posts.
    public enum Selection: Hashable, Sendable {
        case all
        /// N posts chosen at random, the same ones every time.
        case sample(Int)
        /// Only the last N.
        case newest(Int)
    }

    private let inForce: RuleFolder
    private let edited: RuleFolder
    private let plugins: [any RulePlugin]
    private let spool: String
    private let selection: Selection
    private let since: Instant?
    private let threads: Int
    private let countsWords: Bool
    private let measuresCosts: Bool

    /// Two rule folders, and the spool whose posts they are tried on: those judged since an instant, or all.
    /// With `countsWords`, the report says what each rule found. Without `measuresCosts`, not what each rule costs.
    public init(
        inForce: RuleFolder, edited: RuleFolder, plugins: [any RulePlugin], spool: String,
        selection: Selection = .all, since: Instant? = nil, threads: Int, countsWords: Bool = false,
        measuresCosts: Bool = true
    ) {
        self.inForce = inForce
        self.edited = edited
        self.plugins = plugins
        self.spool = spool
        self.selection = selection
        self.since = since
        self.threads = max(1, threads)
        self.countsWords = countsWords
        self.measuresCosts = measuresCosts
    }

    /// Posts on which rules are measured: a sample of this size is enough if only costs are wanted.
    public static var measuredPosts: Int { BacktestTally.sampleLimit }

    /// Progress.
    public struct Progress: Sendable {
        /// Posts that were judged.
        public let posts: Int
        /// Of the work, 0 to 1.
        public let share: Double
        /// Since the first post.
        public let seconds: Double
        /// Posts per second.
        public var rate: Double { seconds > 0 ? Double(posts) / seconds : 0 }
        /// Seconds to go; nil while nobody can tell.
        public var left: Double? { share > 0.01 ? seconds / share * (1 - share) : nil }
    }

    /// Runs it; `progress` is called now and then, from one thread at a time. Throws if rules are wrong
    /// (`RuleProblems`) or the spool cannot be read (`SpoolProblem`).
    ///
    /// Throws `BacktestAbandoned` soon after `isAbandoned` says so, which is asked from several threads.
    public func run(
        progress: @escaping @Sendable (Progress) -> Void = { _ in },
        isAbandoned: @escaping @Sendable () -> Bool = { false }
    ) throws -> BacktestReport {
        let before = try BacktestSide.begin(inForce, plugins: plugins, spool: spool)
        if isAbandoned() { throw BacktestAbandoned() }
        let after = try BacktestSide.begin(edited, plugins: plugins, spool: spool)
        let periods = try BacktestPeriods((before.side, after.side), spool: spool)
        let decisions = try Folder(path: spool).folderIfThere("journal").map { try Decisions(journal: $0) }
        let limit = try lotLimit()
        let work = try BacktestWork(
            spool: spool, since: since, limit: limit, newest: newestCount, progress: progress)
        let collected = Mutex(BacktestTally(countsWords: countsWords))
        let failure = Mutex<String?>(nil)
        for phase in BacktestWork.Phase.allCases {
            work.begin(phase)
            InParallel.run(threads, nice: true) { _ in
                do {
                    var tally = BacktestTally(countsWords: countsWords)
                    var judges = try BacktestJudges(periods)
                    while !isAbandoned(), let posts = work.next() {
                        for post in posts {
                            try tally.judge(post, &judges, word: decisions?.word(for: post.digest))
                        }
                        work.done(posts.count)
                    }
                    tally.addCost()
                    let found = tally
                    collected.withLock { $0.merge(found) }
                } catch {
                    failure.withLock { $0 = "\(error)" }
                }
            }
        }
        if isAbandoned() { throw BacktestAbandoned() }
        if let problem = work.problem { throw problem }
        if let text = failure.withLock({ $0 }) { throw BacktestProblem(description: text) }
        let tally = collected.withLock { $0 }
        return BacktestReport(
            tally, before: before.loaded, after: after.loaded, tripped: before.tripped.union(after.tripped),
            coverage: try Coverage(spool: spool, since: since, seen: tally.seen, work: work),
            costs: RuleCosts.measure(
                edited, before: inForce, edited: Self.edited(before.loaded, after.loaded),
                posts: measuresCosts ? tally.samples.map(\.post) : [], plugins: plugins, threads: threads),
            remembering: Remembering(after.side, since: periods.begin, anew: tally.anew),
            decisions: decisions?.count ?? 0, seconds: work.seconds, isWhole: selection == .all)
    }

    /// Rules that are on only one side, or differ between the sides.
    private static func edited(_ before: LoadedRules, _ after: LoadedRules) -> Set<String> {
        func versions(_ loaded: LoadedRules) -> Set<[String]> { Set(loaded.ruleset.rules.map { [$0.id, $0.version] }) }
        return Set(versions(before).symmetricDifference(versions(after)).map { $0[0] })
    }

    private var newestCount: Int? { if case .newest(let count) = selection { count } else { nil } }

    /// Of a sample: the largest lot that is in it. Reads the archive once more, without judging.
    private func lotLimit() throws -> UInt64? {
        guard case .sample(let count) = selection else { return nil }
        let work = try BacktestWork(spool: spool, since: since, limit: nil, newest: nil, progress: { _ in })
        var lots: [UInt64] = []
        for phase in BacktestWork.Phase.allCases {
            work.begin(phase)
            while let posts = work.next() { lots += posts.map(\.lot) }
        }
        guard lots.count > count else { return nil }
        lots.sort()
        return lots[count - 1]
    }
}

/// The backtest was cancelled.
public struct BacktestAbandoned: Error {}

/// Why a backtest cannot be run, where neither rules nor spool are to blame.
public struct BacktestProblem: Error, CustomStringConvertible {
    public let description: String
}
