public import JSON
public import Logging
public import Moderation
internal import RuleFiles
internal import Spool

/// A spool whose daemon is stopped: holds the lock and answers what `FrontDesk` answers, in this process. Half-done
/// decisions of the last run are finished first; its posts in `work/` wait for the daemon's next start.
public final class StoppedSpool {
    private let lock: SpoolLock
    private let desk: FrontDesk
    private let recovery: Recovery

    /// Takes the spool. With `rules`, posts can be judged again.
    public init(
        _ options: DaemonOptions, plugins: [any RulePlugin] = [], readsRules: Bool = false, log: Logger
    ) throws {
        let spool = try SpoolFolder(path: options.spool)
        lock = try SpoolLock(spool)
        try spool.checkRenames()
        let journal = try Journal(spool)
        let filing = Filing(spool, layout: options.layout)
        recovery = try Recovery(spool, journal: journal, filing: filing, sidecars: options.sidecars)
        var rules: RulesInForce?
        if readsRules {
            let memories = try PluginMemories(plugins, state: options.spool + "/state", log: log)
            rules = try RuleReloader.first(
                folder: options.rules, plugins: memories.plugins, state: options.spool + "/state", isDaemon: false,
                troubles: ActiveProblems(log: log), log: log)
        }
        desk = FrontDesk(
            spool,
            refiling: Refiling(
                spool, journal: journal, filing: filing, sidecars: options.sidecars, durability: options.durability),
            numbers: SequenceNumbers(above: max(recovery.greatestSequence, LessonsLearned(spool).number)),
            rules: rules, teacher: nil, isBusy: { false })
    }

    /// As the daemon would.
    public func answer(_ request: JSONValue) -> JSONValue {
        var json = JSONWriter()
        json.object { json in
            if !desk.answer(request, by: .thisProcess, &json) { json.member("error", "the daemon is stopped") }
        }
        return (try? JSONValue(parsing: json.bytes)) ?? ["error": "the answer cannot be read"]
    }
}
