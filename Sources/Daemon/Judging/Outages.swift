internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization

/// Plugins that are out: they cannot answer on most posts, or keep ending the judging process. Said in the log when it
/// begins and when it is over, and shown by `status` as long as it lasts.
final class Outages: Sendable {
    private let log: Logger
    private let rules: RulesInForce
    private let failing = Mutex<[String: State]>([:])
    private let barred: Mutex<[String: State]>
    /// Looked at before each post.
    private let isAnyBarred: Atomic<Bool>

    private struct State {
        /// Workers that say so.
        var workers: Set<Int> = []
        var since: Instant
    }

    /// For how long a plugin that keeps ending the judging process may not look at posts.
    static let barTime = Duration.seconds(600)

    /// `barred` are the names of plugins of which the supervisor says so.
    init(barred names: [String], rules: RulesInForce, log: Logger) {
        self.log = log
        self.rules = rules
        let now = Instant.fromSystemClock()
        barred = Mutex(Dictionary(names.map { ($0, State(since: now)) }, uniquingKeysWith: { first, _ in first }))
        isAnyBarred = Atomic(!names.isEmpty)
        for name in names {
            log.error(
                "plugin disabled for 10 minutes: it keeps crashing the judging process",
                metadata: ["plugin": "\(name)", "posts": "\(describe(name))"])
        }
    }

    /// Plugins that may not look at posts at `now`.
    func barred(at now: Instant) -> Set<String> {
        guard isAnyBarred.load(ordering: .relaxed) else { return [] }
        return barred.withLock { barred in
            for (name, state) in barred
            where !(0..<Double(Self.barTime.components.seconds)).contains(now.seconds(since: state.since)) {
                barred[name] = nil
                log.notice("plugin enabled again", metadata: ["plugin": "\(name)"])
            }
            if barred.isEmpty { isAnyBarred.store(false, ordering: .relaxed) }
            return Set(barred.keys)
        }
    }

    /// A worker's judge found a plugin out, or answering again.
    func note(_ turn: Judge.Turn, by worker: Int) {
        let isNews = failing.withLock { failing in
            if turn.isOut {
                let isFirst = failing[turn.plugin] == nil
                failing[turn.plugin, default: State(since: Instant.fromSystemClock())].workers.insert(worker)
                return isFirst
            }
            failing[turn.plugin]?.workers.remove(worker)
            guard failing[turn.plugin]?.workers.isEmpty == true else { return false }
            failing[turn.plugin] = nil
            return true
        }
        guard isNews else { return }
        if turn.isOut {
            log.error(
                "plugin fails on most posts",
                metadata: ["plugin": "\(turn.plugin)", "posts": "\(describe(turn.plugin))"])
        } else {
            log.notice("plugin works again", metadata: ["plugin": "\(turn.plugin)"])
        }
    }

    /// A worker has new rules, and starts counting from zero.
    func forget(worker: Int) {
        for name in failing.withLock({ Array($0.keys) }) { note(Judge.Turn(plugin: name, isOut: false), by: worker) }
    }

    /// What becomes of posts meanwhile.
    private func describe(_ plugin: String) -> String {
        switch rules.current.loaded.ruleset.policy.outages[plugin, default: .hold] {
        case .hold: "those that it could have changed are flagged; afterwards: moongate rejudge --undecided"
        case .wait: "they wait"
        case .ignore: "its checks are ignored"
        }
    }

    /// What is wrong now, by plugin.
    var list: [(step: String, problem: String, since: Instant)] {
        failing.withLock { $0 }.sorted { $0.key < $1.key }.map { name, state in
            ("plugin \(name)", "it fails on most posts; \(describe(name))", state.since)
        }
            + barred.withLock { $0 }.sorted { $0.key < $1.key }.map { name, state in
                ("plugin \(name)", "it keeps crashing the judging process; \(describe(name))", state.since)
            }
    }
}
