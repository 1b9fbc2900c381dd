internal import CLinux
internal import Files
internal import Glibc
public import Logging
public import Moderation
internal import RuleFiles
public import Spool
internal import Synchronization

/// The judging child: its main thread watches inbox, rules and signals; workers judge; a keeper writes checkpoints.
public final class JudgingProcess {
    private let options: DaemonOptions
    private let log: Logger
    private let plugins: [any RulePlugin]
    private let notify: @Sendable (FiledPost) -> Void
    private let startedAt = Instant.fromSystemClock()

    /// For these plugins; `notify` hears of every filed post, from the workers' threads.
    public init(
        _ options: DaemonOptions, plugins: [any RulePlugin], log: Logger,
        notify: @escaping @Sendable (FiledPost) -> Void
    ) {
        self.options = options
        self.plugins = plugins
        self.log = log
        self.notify = notify
    }

    /// Runs until told to stop, or until the inbox is empty where that was asked for.
    public func run() -> DaemonExit {
        let wanted = [SIGTERM, SIGINT, SIGHUP]
        let signals = moongate_signalfd(wanted, wanted.count)
        signal(SIGPIPE, SIG_IGN)
        // A file that is too large for LimitFSIZE= is an error of the write, and not the end.
        signal(SIGXFSZ, SIG_IGN)
        _ = moongate_process_name("moongate-judge")
        do {
            return try serve(signals)
        } catch let problem as SpoolProblem {
            log.critical("\(problem)")
            if case .owned = problem.kind { return .spoolTaken }
            return .inputOutput
        } catch is RuleProblems {
            log.critical(
                "the rules cannot be used, and there is no earlier set", metadata: ["folder": "\(options.rules)"])
            return .rulesUnusable
        } catch {
            log.critical("\(error)")
            return .failed
        }
    }

    private func tell(_ message: ChildMessage) {
        let bytes = Array(message.line.utf8)
        _ = write(Inheritance.messages, bytes, bytes.count)
    }

    // MARK: Start

    private func serve(_ signals: Int32) throws -> DaemonExit {
        tell(.starting)
        let spool = try SpoolFolder(path: options.spool)
        let inHand = try InHand(inherited: Inheritance.inHand)
        inHand.beat()
        let state = options.spool + "/state"
        // Before the rules' watch, which can do without notifications: a user has few inotify instances.
        let channels = ChannelBackOff()
        let inbox = try Inbox(spool, leavingOut: channels)
        // Before the rules are read: an edit while they are compiled, or posts recovered, must not be missed.
        let watch = RulesWatch(folder: options.rules)
        if watch.descriptor < 0 {
            log.warning(
                "the rule folder cannot be watched; it is polled every few seconds (raise the sysctl fs.inotify.max_user_instances)"
            )
        }
        // Before anything is written by the clock as it is now.
        let clock = ClockTrust(lastSeen: try LastTimeSeen.read(spool))
        let memories = try PluginMemories(plugins, state: state, inHand: inHand, log: log)
        let troubles = ActiveProblems(log: log)
        let rules = try RuleReloader.first(
            folder: options.rules, plugins: memories.plugins, state: state, troubles: troubles, log: log)
        let reloader = RuleReloader(
            folder: options.rules, plugins: memories.plugins, rules: rules, spool: options.spool,
            workers: options.workers, troubles: troubles, log: log)
        reloader.begin()

        let journal = try Journal(spool)
        if journal.tornBytes > 0 {
            log.notice(
                "an incomplete last line was removed from the journal", metadata: ["bytes": "\(journal.tornBytes)"])
        }
        let filing = Filing(spool, layout: options.layout)
        var recovery = try Recovery(
            spool, journal: journal, filing: filing, sidecars: options.sidecars, sizeLimit: options.sizeLimit,
            makeSidecar: { Recovering.sidecar(rules, of: $0, $1) })
        let archivist = Archivist(spool: spool, troubles: troubles, log: log, clock: clock) {
            rules.current.loaded.settings.archive
        }
        // Before the first post: it is judged by what was remembered until now.
        archivist.keepMemory()
        let numbers = SequenceNumbers(
            above: max(recovery.greatestSequence, LessonsLearned(spool).number))
        let context = WorkerContext(
            options: options, arrivals: try Arrivals(),
            pipeline: Pipeline(
                spool, claim: Claim(spool, numbers: numbers, sizeLimit: options.sizeLimit, channels: channels),
                journal: journal, filing: filing, durability: options.durability),
            channels: channels, inHand: inHand, rules: rules, memories: memories,
            outages: Outages(barred: options.barred, rules: rules, log: log), tally: Tally(inHand),
            unread: UnreadFields(log: log), problems: troubles,
            archivist: archivist, reloader: reloader, log: log, notify: notify)
        // The recovery forgets them.
        let suspects = inHand.suspects
        var first = try Worker(0, context)
        try context.pipeline.finish(&recovery, suspects: inHand, with: &first)
        Recovering.log(recovery.counts, to: log)

        let teacher = Teacher(spool, memories: memories, troubles: troubles, log: log)
        let desk = FrontDesk(
            spool,
            refiling: Refiling(
                spool, journal: journal, filing: filing, sidecars: options.sidecars, durability: options.durability),
            numbers: numbers, rules: rules, teacher: teacher, archivist: archivist, inHand: inHand,
            outages: context.outages, log: log,
            isBusy: { context.arrivals.count > 0 })
        let teaching = try WorkerThread(named: "teacher") { teacher.run() }
        let keeper = Keeper(spool: spool, journal: journal, context: context, desk: desk, clock: clock, log: log)
        let keeping = try WorkerThread(named: "keeper") { keeper.run() }
        let archiving = try WorkerThread(named: "archivist") { archivist.run() }
        let reloads = ReloadRequests(reloader)
        let control = ControlServer(
            reloader: reloader, reloads: reloads, context: context, spool: spool, desk: desk, startedAt: startedAt,
            log: log)
        // Before anybody can ask for it.
        try desk.resumeJob(suspects: suspects)
        try WorkerThread(named: "control") { control.run(socket: Inheritance.control, handover: Inheritance.handover) }
            .detach()

        if rules.current.source == .lastGood, rules.current.problems.isEmpty { reloads.ask() }
        try WorkerThread(named: "reload") { reloads.run() }.detach()
        let filingLate = try WorkerThread(named: "late-filing") { context.late.run() }
        // Last: where a thread is missing, no post has been taken.
        let workers = try startWorkers(context)
        tell(.ready)
        sayReady(rules.current.loaded.ruleset, workers: workers.count)
        var intake = Intake(
            inbox: inbox, spool: spool, context: context, reloads: reloads, watch: watch, log: log)
        let isDrained = intake.run(signals: signals) { [self] in tell(.status($0)) }

        reloads.stop()
        desk.pauseJob()
        context.isStopping.store(!isDrained, ordering: .relaxed)
        context.arrivals.close(forgettingWaiting: !isDrained)
        for worker in workers { worker.join() }
        context.late.stop()
        filingLate.join()
        teacher.stop()
        teaching.join()
        keeper.stop()
        archivist.stop()
        keeping.join()
        archiving.join()
        reloader.stop()
        log.notice("stopped", metadata: ["posts": "\(context.tally.total)"])
        return options.isOnce && isDrained ? ending(context) : .done
    }

    /// Of `--once`: what could not be done is not left in silence.
    private func ending(_ context: WorkerContext) -> DaemonExit {
        context.late.retry()
        let unfiled = context.late.count
        guard unfiled > 0 || context.channels.hasClosed else { return .done }
        log.error(
            "some posts are left: they could not be filed or taken out of the inbox; see the lines above",
            metadata: ["not_filed": "\(unfiled)"])
        return .inputOutput
    }

    private func sayReady(_ ruleset: Ruleset, workers: Int) {
        log.notice(
            "ready",
            metadata: [
                "spool": "\(options.spool)", "rules": "\(ruleset.rules.count)", "ruleset": "\(ruleset.fingerprint)",
                "workers": "\(workers)", "durability": "\(options.durability.rawValue)",
            ])
    }

    private func startWorkers(_ context: WorkerContext) throws -> [WorkerThread] {
        var threads: [WorkerThread] = []
        for number in 0..<options.workers {
            // An examiner belongs to its thread; making one first shows here whether it can be made.
            _ = try PostJudge(number, context)
            let thread = try WorkerThread(named: "worker-\(number)") {
                do throws(ExaminerProblem) {
                    var worker = try Worker(number, context)
                    worker.run()
                } catch {
                    // The supervisor starts the process again, and counts it as a crash.
                    fatalError("worker \(number) cannot be started: \(error)")
                }
            }
            threads.append(thread)
        }
        return threads
    }
}
