internal import CLinux
internal import Glibc
public import Logging
internal import Moderation
internal import Spool

/// The small process that stays: takes the lock, speaks to systemd, and starts the judging child again when it dies.
/// It never reads a post.
public final class Supervisor {
    private let options: DaemonOptions
    private let childArguments: [String]
    private let pluginNames: [String]
    private let log: Logger
    private let notifier = ServiceNotifier()

    private let spool: SpoolFolder
    private let lock: SpoolLock
    private let inHand: InHand
    private var control: ListeningSocket
    private let signals: Int32

    /// What `state/in-hand` holds.
    private var record = InHandRecord()
    private var saidOfSpool: Set<String> = []
    private var lookedAtSpool = 0.0
    /// Looks in a row that did not find the lock.
    private var lockMisses = 0
    /// Nil unless the service ends for a reason of its own.
    private var exitCode: DaemonExit?

    private var child: Child?
    private var restarts = Restarts()
    private var deaths = PluginDeaths()
    private var isStopping = false
    private var stopAt = 0.0
    private var lastAlive = 0.0

    private struct Child {
        let process: pid_t
        /// -1 once the child has closed its end.
        var messages: Int32
        /// Where another control socket is sent through.
        let handover: Int32
        let startedAt: Double
        var isReady = false
        var unread: [UInt8] = []
        var closedAt: Double?
        var killing = Killing()
    }

    /// How long a child may take to finish what is in hand, in seconds.
    private static let stopLimit = 20.0
    /// How long a killed child may take to end while the supervisor is stopping, in seconds.
    private static let killLimit = 5.0
    /// How long after the end of its messages a child may still be there, in seconds: it is ending.
    private static let closedLimit = 1.0

    /// Takes the spool. `childArguments` make this program the judging child, with `--bar NAME` for plugins that may
    /// not look at posts; `pluginNames` are the installed ones in their order.
    public init(_ options: DaemonOptions, childArguments: [String], pluginNames: [String], log: Logger) throws {
        self.options = options
        self.childArguments = childArguments
        self.pluginNames = pluginNames
        self.log = log
        spool = try SpoolFolder(path: options.spool)
        lock = try SpoolLock(spool)
        let missing = try spool.checkRenames()
        if !missing.isEmpty {
            log.warning(
                "the file system lacks a feature that some steps rely on",
                metadata: [
                    "file_system": "\(spool.fileSystem)",
                    "missing": "\(missing.map(\.rawValue).sorted().joined(separator: ","))",
                ])
        }
        try Self.keepShape(options, in: spool, log)
        inHand = try InHand()
        control = try ListeningSocket(spool, folder: options.spool)
        let wanted = [SIGTERM, SIGINT, SIGHUP, SIGCHLD]
        signals = moongate_signalfd(wanted, wanted.count)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        // It may have been inherited as ignored: then the kernel keeps no child's ending.
        signal(SIGCHLD, SIG_DFL)
    }

    /// Written before the first post is filed, so that no command on the spool has to be told.
    private static func keepShape(_ options: DaemonOptions, in spool: SpoolFolder, _ log: Logger) throws {
        let shape = SpoolShape(layout: options.layout, sidecars: options.sidecars)
        // A damaged record was refused before, unless both were given: then it is replaced.
        let kept = try? SpoolShape.kept(in: spool)
        guard kept != shape else { return }
        try shape.keep(in: spool)
        if let kept, kept.layout != shape.layout {
            log.warning(
                "the layout of the outcome folders was changed; posts that were filed before stay where they are",
                metadata: ["from": "\(kept.layout.rawValue)", "to": "\(shape.layout.rawValue)"])
        }
    }

    /// Runs until told to stop; gives what the process ends with.
    public func run() -> Int32 {
        // Whoever was in hand when the last supervisor ended without stopping counts as having killed it.
        trying("state/in-hand cannot be read; posts that crashed the previous run are not identified") {
            record = try InHandRecord(of: spool)
        }
        inHand.takeOver(record)
        inHand.beginService(at: .fromSystemClock())
        keepRecord()
        guard start() else { return DaemonExit.failed.rawValue }
        while true {
            var waits = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
            // A negative descriptor is passed over: a pipe whose other end is closed would be ready for ever.
            if let child { waits.append(pollfd(fd: child.messages, events: Int16(POLLIN), revents: 0)) }
            _ = poll(&waits, nfds_t(waits.count), Int32(pollInterval * 1000))
            if waits.count > 1, waits[1].revents != 0 { readMessages() }
            handleSignals()
            // Not only after SIGCHLD, which is a hint.
            if let code = reap() { return code }
            if let code = look() { return code }
            lookAtSpool()
        }
    }

    private var pollInterval: Double { min(1, (notifier.watchdogSeconds ?? 4) / 4) }

    // MARK: The child

    private func start() -> Bool {
        var pipe: [Int32] = [-1, -1]
        var handover: [Int32] = [-1, -1]
        guard moongate_pipe(&pipe) == 0 else { return false }
        guard moongate_socket_pair(&handover) == 0 else {
            pipe.forEach { close($0) }
            return false
        }
        let barred = deaths.barred(at: Self.now).filter(pluginNames.indices.contains).map { pluginNames[$0] }
        let arguments =
            [CommandLine.arguments.first ?? "moongate"] + childArguments + barred.flatMap { ["--bar", $0] }
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        let handed = [lock.descriptor, control.descriptor, pipe[1], inHand.descriptor, handover[1]]
        let process = moongate_spawn("/proc/self/exe", pointers, handed, handed.count)
        let failure = errno
        close(pipe[1])
        close(handover[1])
        guard process > 0 else {
            close(pipe[0])
            close(handover[0])
            log.critical(
                "the judging process cannot be started", metadata: ["reason": "\(String(cString: strerror(failure)))"])
            return false
        }
        child = Child(process: process, messages: pipe[0], handover: handover[0], startedAt: Self.now)
        return true
    }

    private func readMessages() {
        guard var child else { return }
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = read(child.messages, &piece, piece.count)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) {
                close(child.messages)
                child.messages = -1
                child.closedAt = Self.now
                self.child = child
            }
            return
        }
        child.unread += piece[..<count]
        while let end = child.unread.firstIndex(of: 0x0A) {
            let line = String(decoding: child.unread[..<end], as: UTF8.self)
            child.unread.removeFirst(end + 1)
            switch ChildMessage(Substring(line)) {
            case .ready:
                child.isReady = true
                notifier.ready()
            case .starting: notifier.extend(seconds: 120)
            case .status(let text): notifier.status(text)
            case nil: break
            }
        }
        if child.unread.count > 65536 { child.unread = [] }
        self.child = child
    }

    // MARK: Signals

    private func handleSignals() {
        while true {
            switch moongate_signalfd_read(signals) {
            case SIGTERM, SIGINT: stop()
            case SIGHUP: if let child { Glibc.kill(child.process, SIGHUP) }
            case SIGCHLD: continue
            default: return
            }
        }
    }

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        stopAt = Self.now
        notifier.stopping()
        if let child { Glibc.kill(child.process, SIGTERM) }
    }

    /// If the child has ended, starts another one; an exit code if the supervisor ends too.
    private func reap() -> Int32? {
        guard let process = child?.process, let ending = ChildEnding.of(process) else { return nil }
        // What it wrote last.
        if child?.messages != -1 { readMessages() }
        guard let ended = child else { return nil }
        if ended.messages >= 0 { close(ended.messages) }
        close(ended.handover)
        child = nil
        if let exitCode { return exitCode.rawValue }
        switch ending.next(wasReady: ended.isReady, isStopping: isStopping, isOnce: options.isOnce) {
        case .end(let code):
            if ending != .code(0) { noteDeath() }
            return code
        case .restart(isDeath: true):
            noteDeath()
            let suspects = inHand.suspects.keys.sorted().map { String($0) }.joined(separator: ",")
            log.error(
                "the judging process crashed; restarting it",
                metadata: ["by": "\(ending.words)", "posts_in_hand": "\(suspects)"])
        case .restart(isDeath: false):
            log.notice("the judging process received SIGTERM, but the service did not; restarting it")
        }
        let wait = restarts.wait(after: Self.now - ended.startedAt)
        if wait > 0 { pause(wait) }
        if isStopping { return 0 }
        return start() ? nil : DaemonExit.failed.rawValue
    }

    private func noteDeath() {
        deaths.note(inHand.noteDeath(), at: Self.now)
        inHand[.deaths] += 1
        keepRecord()
    }

    /// Waits before the next start, and hears a stop meanwhile.
    private func pause(_ seconds: Double) {
        let until = Self.now + seconds
        while Self.now < until, !isStopping {
            var wait = pollfd(fd: signals, events: Int16(POLLIN), revents: 0)
            _ = poll(&wait, 1, Int32(max(1, min(until - Self.now, pollInterval) * 1000)))
            let signal = moongate_signalfd_read(signals)
            if signal == SIGTERM || signal == SIGINT { stop() }
            notifier.alive()
        }
    }

    // MARK: Liveness

    /// systemd hears that all is well only while the child's loop turns and no post is in hand for too long. An exit code
    /// if the service was told to stop and its child cannot be ended.
    private func look() -> Int32? {
        guard let child else { return nil }
        let now = Self.now
        if isStopping, now - stopAt > Self.stopLimit {
            kill("the judging process does not stop; killing it", at: now)
            guard now - stopAt > Self.stopLimit + Self.killLimit else { return nil }
            log.critical("the judging process cannot be killed (is its disk hanging?); leaving it behind")
            return DaemonExit.failed.rawValue
        }
        let limit = options.hangLimit * 1000
        let hung = inHand.items.first { $0.milliseconds > limit }
        // Starting may take long: rules are compiled, posts recovered. The child says so.
        let silence = inHand.sinceBeat ?? 0
        if let closedAt = child.closedAt {
            if now - closedAt > Self.closedLimit {
                kill("the judging process closed its connection; killing it", at: now)
            }
        } else if let hung {
            kill("a post exceeds the hang limit; killing the judging process", at: now, ["seq": "\(hung.sequence)"])
        } else if child.isReady, silence > limit {
            kill("the judging process does not respond; killing it", at: now)
        } else if now - lastAlive >= aliveInterval, !child.isReady || Double(silence) < aliveInterval * 1500 {
            notifier.alive()
            lastAlive = now
        }
        return nil
    }

    // MARK: The spool

    /// Once a second: whether lock and socket are still what their names lead to, and what is to be kept of posts in hand.
    private func lookAtSpool() {
        let now = Self.now
        guard now - lookedAtSpool >= 1, exitCode == nil else { return }
        lookedAtSpool = now
        trying("the lock file cannot be checked") {
            lockMisses = try lock.isLost(from: spool) ? lockMisses + 1 : 0
        }
        // A second look: the whole spool may just be being deleted.
        guard lockMisses < 2 else { return endWithoutLock() }
        guard lockMisses == 0 else { return }
        keepRecord()
        trying("the control socket was removed and cannot be recreated; retrying every second") {
            guard try control.restore() else { return }
            log.error("the control socket was removed; recreating it")
            guard let child else { return }
            if moongate_send_descriptor(child.handover, control.descriptor) != 0 {
                throw ControlProblem(
                    "the judging process does not accept the socket: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Another process can have the spool by now. What is in hand is not filed any more: the next start finds it in `work/`,
    /// and nobody is to blame.
    private func endWithoutLock() {
        log.critical(
            "the spool's lock was removed or replaced; another process could take the spool, so this one exits (leave SPOOL/lock to Moongate)"
        )
        exitCode = .inputOutput
        isStopping = true
        stopAt = Self.now
        if let child { Glibc.kill(child.process, SIGKILL) }
    }

    private func keepRecord() {
        let now = inHand.record
        guard now != record, exitCode == nil else { return }
        trying("state/in-hand cannot be written; a post that crashes the service may not be identified") {
            try now.write(to: spool)
            record = now
        }
    }

    /// A problem is logged once, until the same step works again.
    private func trying(_ what: String, _ body: () throws -> Void) {
        do {
            try body()
            saidOfSpool.remove(what)
        } catch {
            if saidOfSpool.insert(what).inserted {
                log.error("\(what)", metadata: ["reason": "\(error)"])
            }
        }
    }

    private func kill(_ reason: Logger.Message, at now: Double, _ metadata: Logger.Metadata = [:]) {
        guard var child, child.killing.isDue(at: now) else { return }
        log.error(reason, metadata: metadata)
        Glibc.kill(child.process, SIGKILL)
        self.child?.killing = child.killing
    }

    /// Thrice as often as systemd asks for.
    private var aliveInterval: Double { (notifier.watchdogSeconds ?? 30) / 3 }

    private static var now: Double { Double(moongate_monotonic_nanoseconds()) / 1_000_000_000 }
}

/// How long to wait before the child is started again: not at all at first, longer while it keeps dying at once.
struct Restarts {
    private var failures = 0

    /// Seconds, by how long the one that died had lived.
    mutating func wait(after lifetime: Double) -> Double {
        if lifetime > 10 { failures = 0 }
        defer { failures += 1 }
        return failures < 3 ? 0 : min(30, Double(1 << min(failures - 3, 5)))
    }
}
