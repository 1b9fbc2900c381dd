internal import Files
internal import Spool
internal import Synchronization

/// Reads the rules again whenever somebody asks, on one thread that lives as long as the process: one reload in progress
/// and one pending, however many signals ask. A caller that waits gets the result of a reload that began after it asked.
///
/// One lock, never held while the rules are read.
final class ReloadRequests: Sendable {
    typealias Outcome = RuleReloader.Outcome

    /// Why a reload begins.
    enum Reason: Sendable { case asked, accepted, retry }

    private let monitor = Monitor(State())
    private let isAccepting: @Sendable (Bool) -> Void
    private let wantsRetry: @Sendable () -> Bool
    private let retryInterval: Duration
    private let reload: @Sendable (Reason) -> Outcome?

    private struct State {
        var isPending = false
        var accepts = false
        var isStopping = false
        /// Reloads begun so far.
        var begun = 0
        /// The last results, by the number of the reload.
        var outcomes: [(number: Int, outcome: Outcome)] = []
    }

    /// Seconds between tries while a file cannot be read, or no copy of the rules can be kept.
    static let retryInterval = Duration.seconds(30)
    /// More than there are connections that could wait.
    private static let outcomeLimit = 64

    convenience init(_ reloader: RuleReloader) {
        self.init(
            retryInterval: Self.retryInterval, wantsRetry: { reloader.wantsRetry },
            isAccepting: { reloader.acceptIsPending.store($0, ordering: .relaxed) }, reload: reloader.reload)
    }

    /// `reload` gives nil if it gave way to a person who accepts; `isAccepting` is told whether one waits.
    init(
        retryInterval: Duration, wantsRetry: @escaping @Sendable () -> Bool,
        isAccepting: @escaping @Sendable (Bool) -> Void, reload: @escaping @Sendable (Reason) -> Outcome?
    ) {
        self.retryInterval = retryInterval
        self.wantsRetry = wantsRetry
        self.isAccepting = isAccepting
        self.reload = reload
    }

    /// The thread's work, until `stop`.
    func run() {
        while let (number, reason) = next() {
            guard let outcome = reload(reason) else { continue }
            monitor.withLock { state in
                state.outcomes.append((number, outcome))
                if state.outcomes.count > Self.outcomeLimit { state.outcomes.removeFirst() }
            }
            monitor.announce()
        }
    }

    private func next() -> (Int, Reason)? {
        monitor.when({ $0.isPending || $0.isStopping }, within: wantsRetry() ? retryInterval : nil) { state in
            guard !state.isStopping else { return nil }
            let reason: Reason = state.accepts ? .accepted : state.isPending ? .asked : .retry
            (state.isPending, state.accepts) = (false, false)
            isAccepting(false)
            state.begun += 1
            return (state.begun, reason)
        }
    }

    /// Soon; does not wait.
    func ask() {
        monitor.withLock { $0.isPending = true }
        monitor.announce()
    }

    /// The result of a reload that begins after this call; nil when stopped meanwhile.
    func askAndWait(accepting accepts: Bool = false) -> Outcome? {
        let number = monitor.withLock { state in
            state.isPending = true
            if accepts {
                state.accepts = true
                isAccepting(true)
            }
            return state.begun + 1
        }
        monitor.announce()
        return monitor.when({ state in state.isStopping || state.outcomes.contains { $0.number >= number } }) { state in
            state.outcomes.first { $0.number >= number }?.outcome
        }
    }

    /// No reload begins any more.
    func stop() {
        monitor.withLock { $0.isStopping = true }
        monitor.announce()
    }
}
