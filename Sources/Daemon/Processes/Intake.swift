internal import CLinux
internal import Files
internal import Glibc
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization

/// The main loop of the judging child: what arrives goes to the workers, a changed rule folder to the reloader.
struct Intake {
    let inbox: Inbox
    let spool: SpoolFolder
    let context: WorkerContext
    let reloads: ReloadRequests
    let watch: RulesWatch
    let log: Logger

    init(
        inbox: Inbox, spool: SpoolFolder, context: WorkerContext, reloads: ReloadRequests, watch: RulesWatch,
        log: Logger
    ) {
        self.inbox = inbox
        self.spool = spool
        self.context = context
        self.reloads = reloads
        self.watch = watch
        self.log = log
    }

    // Instants by the monotonic clock, in seconds.
    private var scanAt = 0.0
    /// After a scan that failed.
    private var scanNotBefore = 0.0
    private var edit = EditWait()
    /// Rule files that `status` shows as being written.
    private var beingWritten: [String] = []
    private var lookAt = 0.0
    private var statusAt = 0.0

    /// Seconds that the scan under way has taken.
    private var scanCost = 0.0
    /// Seconds that the last whole scan took.
    private var lastScanCost = 0.0
    /// Whether the scan under way found any file.
    private var sawFiles = false
    /// A scan found nothing left to come.
    private var isEmpty = false
    /// The inbox was moved or deleted, and nobody has put it back yet.
    private var isInboxGone = false

    /// Seconds between scans when all is quiet: notifications are hints.
    private static let scanInterval = 60.0
    /// Seconds without a claim that failed, after which claiming counts as well again: longer than between two tries.
    private static let claimQuiet = 5.0

    private static var now: Double { Double(moongate_monotonic_nanoseconds()) / 1_000_000_000 }

    /// Until a signal to stop (false), or until the inbox is empty where that was asked for (true).
    mutating func run(signals: Int32, status: (String) -> Void) -> Bool {
        scanAt = Self.now + Self.scanInterval
        while true {
            context.inHand.beat()
            if takeSignals(signals) { return false }
            followChannels()
            takeEvents()
            scanStep()
            followRules()
            if context.options.isOnce, isEmpty { return true }
            tellStatus(status)
            wait(signals, milliseconds: canScan(Self.now) ? 0 : 500)
        }
    }

    private func wait(_ signals: Int32, milliseconds: Int32) {
        var waits = [signals, inbox.descriptor, context.arrivals.roomDescriptor, watch.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // With a full queue events wait in the kernel; where they overflow there, a scan follows.
        if context.arrivals.space == 0 { waits[1].fd = -1 }
        // Rounded up, or the last millisecond would be waited for again and again.
        let next = min(scanAt, edit.due(watch.writing) ?? .infinity) - Self.now
        _ = poll(&waits, nfds_t(waits.count), min(milliseconds, max(0, Int32(min(500, (next * 1000).rounded(.up))))))
        if waits[2].revents != 0 { context.arrivals.clearRoom() }
    }

    private mutating func takeEvents() {
        guard context.arrivals.space > 0 else { return }
        do throws(SpoolProblem) {
            let arrivals = try inbox.events()
            if !arrivals.isEmpty { context.arrivals.add(arrivals) }
        } catch {
            if error.kind == .missing {
                isInboxGone = true
                scanAt = min(scanAt, Self.now + 1)
            }
            context.problems.report(.inbox, error)
        }
        for warning in inbox.takeWarnings() { log.warning("\(warning)") }
    }

    /// Posts that are to be tried again later are a trouble until then.
    private mutating func followChannels() {
        if !context.pipeline.claim.isRetrying { context.problems.settle(.claim, quietFor: Self.claimQuiet) }
        let (mustScan, over) = context.channels.changes()
        for channel in over { context.problems.over(.claim, at: Worker.place(channel)) }
        if mustScan { context.wantsScan.store(true, ordering: .relaxed) }
    }

    private mutating func scanStep() {
        let now = Self.now
        if context.wantsScan.exchange(false, ordering: .relaxed) {
            scanAt = min(scanAt, now + max(1, 10 * lastScanCost))
        }
        if now >= scanAt, context.options.isOnce, context.arrivals.count > 0 {
            // Another look would find again what waits for a worker.
            scanAt = now + 0.05
        } else if now >= scanAt {
            inbox.askForScan()
            scanAt = now + Self.scanInterval
            lookForInbox(now)
        }
        guard canScan(now) else { return }
        do throws(SpoolProblem) {
            let step = try inbox.scan(upTo: context.arrivals.space)
            scanCost += Self.now - now
            defer { if step.isComplete { (lastScanCost, scanCost) = (scanCost, 0) } }
            let added = context.arrivals.add(step.arrivals)
            if !step.arrivals.isEmpty { sawFiles = true }
            guard step.isComplete else { return }
            // Only a whole scan shows that all is well: events that failed are followed by one.
            if !isInboxGone { context.problems.over(.inbox) }
            isEmpty = !sawFiles && added == 0 && step.again == nil && context.arrivals.count == 0
            sawFiles = false
            if let again = step.again {
                let seconds = Double(again.components.seconds) + Double(again.components.attoseconds) / 1e18
                // Looking at many young files again and again must not cost more than a tenth of the time.
                scanAt = min(scanAt, now + max(0.05, seconds, 10 * scanCost))
            } else if context.options.isOnce, !isEmpty {
                scanAt = now + 0.05
            }
        } catch {
            context.problems.report(.inbox, error)
            scanNotBefore = now + 1
        }
    }

    private func canScan(_ now: Double) -> Bool {
        inbox.wantsScan && context.arrivals.space > 0 && now >= scanNotBefore
    }

    /// The open inbox can be scanned wherever it was moved: whether it is back in its place is to be looked at.
    private mutating func lookForInbox(_ now: Double) {
        guard isInboxGone else { return }
        do throws(SpoolProblem) {
            try spool.checkStillThere()
            isInboxGone = false
        } catch {
            context.problems.report(.inbox, error)
            scanAt = now + 1
        }
    }

    private mutating func followRules() {
        let now = Self.now
        if watch.drain() { edit.note(at: now) }
        if now >= lookAt {
            lookAt = now + RulesWatch.lookInterval
            if watch.looksDifferent() { edit.noteLook(at: now) }
        }
        let files = watch.filesBeingWritten
        if let due = edit.due(watch.writing), now >= due {
            if !files.isEmpty {
                log.warning(
                    "a rule file was not closed for a minute, and is read as it is",
                    metadata: ["files": "\(files.joined(separator: " "))"])
            }
            edit.end()
            watch.begin()
            // What is read now need not be noticed again by the next look.
            _ = watch.looksDifferent()
            reloads.ask()
        }
        // After the reload was asked for: it logs those that somebody did not wait for.
        let written = watch.filesBeingWritten
        if written != beingWritten {
            beingWritten = written
            context.rules.beingWritten = written
        }
    }

    private mutating func takeSignals(_ signals: Int32) -> Bool {
        while true {
            switch moongate_signalfd_read(signals) {
            case SIGTERM, SIGINT: return true
            case SIGHUP: reloads.ask()
            default: return false
            }
        }
    }

    private mutating func tellStatus(_ status: (String) -> Void) {
        let now = Self.now
        guard now >= statusAt else { return }
        statusAt = now + 10
        let rules = context.rules.current
        let trouble = context.problems.list.first.map { "; \($0.step) fails: \($0.problem)" } ?? ""
        let broken = rules.problems.isEmpty ? "" : "; the rule folder has errors, the last good rules are in force"
        status(
            "\(context.tally.total) posts judged, \(context.arrivals.count) waiting; \(rules.loaded.ruleset.rules.count) rules, "
                + "\(rules.loaded.ruleset.fingerprint)\(broken)\(trouble)")
    }
}
