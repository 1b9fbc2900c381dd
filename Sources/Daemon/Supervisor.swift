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

    private let lock: SpoolLock
    private let inHand: InHand
    private let control: Int32
    private let signals: Int32

    private var child: Child?
    private var restarts = Restarts()
    private var deaths = PluginDeaths()
    private var isStopping = false
    private var stopAt = 0.0
    private var lastAlive = 0.0

    private struct Child {
        let process: pid_t
        let messages: Int32
        let startedAt: Double
        var isReady = false
        var unread: [UInt8] = []
    }

    /// How long a child may take to finish what is in hand, in seconds.
    private static let stopLimit = 20.0

    /// Takes the spool. `childArguments` make this program the judging child, with `--bar NAME` for plugins that may
    /// not look at posts; `pluginNames` are the installed ones in their order.
    public init(_ options: DaemonOptions, childArguments: [String], pluginNames: [String], log: Logger) throws {
        self.options = options
        self.childArguments = childArguments
        self.pluginNames = pluginNames
        self.log = log
        let spool = try SpoolFolder(path: options.spool)
        lock = try SpoolLock(spool)
        inHand = try InHand(spool)
        control = try ControlSocket.listen(at: options.spool + "/control.sock")
        let wanted = [SIGTERM, SIGINT, SIGHUP, SIGCHLD]
        signals = moongate_signalfd(wanted, wanted.count)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runs until told to stop; gives what the process ends with.
    public func run() -> Int32 {
        // Whoever was in hand when the last supervisor ended without stopping counts as having killed it.
        inHand.noteDeath()
        inHand.forgivePlugins()
        inHand.beginService(at: .fromSystemClock())
        guard start() else { return DaemonExit.failed.rawValue }
        while true {
            var waits = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
            if let child { waits.append(pollfd(fd: child.messages, events: Int16(POLLIN), revents: 0)) }
            _ = poll(&waits, nfds_t(waits.count), Int32(pollInterval * 1000))
            if waits.count > 1, waits[1].revents != 0 { readMessages() }
            if let code = handleSignals() { return code }
            look()
        }
    }

    private var pollInterval: Double { min(1, (notifier.watchdogSeconds ?? 4) / 4) }

    // MARK: The child

    private func start() -> Bool {
        var pipe: [Int32] = [-1, -1]
        guard moongate_pipe(&pipe) == 0 else { return false }
        let barred = deaths.barred(at: Self.now).filter(pluginNames.indices.contains).map { pluginNames[$0] }
        let arguments =
            [CommandLine.arguments.first ?? "moongate"] + childArguments + barred.flatMap { ["--bar", $0] }
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        let handed = [lock.descriptor, control, pipe[1]]
        let process = moongate_spawn("/proc/self/exe", pointers, handed, handed.count)
        close(pipe[1])
        guard process > 0 else {
            close(pipe[0])
            log.critical(
                "the judging process cannot be started", metadata: ["reason": "\(String(cString: strerror(errno)))"])
            return false
        }
        child = Child(process: process, messages: pipe[0], startedAt: Self.now)
        return true
    }

    private func readMessages() {
        guard var child else { return }
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = read(child.messages, &piece, piece.count)
        guard count > 0 else { return }
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

    private func handleSignals() -> Int32? {
        while true {
            let signal = moongate_signalfd_read(signals)
            switch signal {
            case SIGTERM, SIGINT: stop()
            case SIGHUP: if let child { kill(child.process, SIGHUP) }
            case SIGCHLD: if let code = reap() { return code }
            default: return nil
            }
        }
    }

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        stopAt = Self.now
        notifier.stopping()
        if let child { kill(child.process, SIGTERM) }
    }

    /// The child has ended: an exit code where the supervisor ends too.
    private func reap() -> Int32? {
        guard let ended = child else { return nil }
        var status: Int32 = 0
        guard waitpid(ended.process, &status, WNOHANG) == ended.process else { return nil }
        readMessages()
        close(ended.messages)
        child = nil
        let code = moongate_exit_code(status)
        let signal = moongate_exit_signal(status)
        if code == 0 { return 0 }
        deaths.note(inHand.noteDeath(), at: Self.now)
        inHand[.deaths] += 1
        if isStopping { return code > 0 ? code : 0 }
        // What it could not begin with, it cannot begin with a second later.
        let isFinal = [DaemonExit.rulesUnusable, .spoolTaken].contains { $0.rawValue == code }
        if isFinal || (options.isOnce && code > 0) || (code == DaemonExit.inputOutput.rawValue && !ended.isReady) {
            return code
        }
        let suspects = inHand.suspects.keys.sorted().map { String($0) }.joined(separator: ",")
        log.error(
            "the judging process died; it is started again",
            metadata: [
                "by": signal > 0 ? "signal \(signal)" : "exit code \(code)", "posts_in_hand": "\(suspects)",
            ])
        let wait = restarts.wait(after: Self.now - ended.startedAt)
        if wait > 0 { pause(wait) }
        if isStopping { return 0 }
        return start() ? nil : DaemonExit.failed.rawValue
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

    /// systemd hears that all is well only while the child's loop turns and no post is in hand for too long.
    private func look() {
        guard let child else { return }
        let now = Self.now
        if isStopping, now - stopAt > Self.stopLimit {
            log.error("the judging process does not stop; it is killed")
            kill(child.process, SIGKILL)
            stopAt = now
        }
        let limit = options.hangLimit * 1000
        let hung = inHand.items.first { $0.milliseconds > limit }
        // Starting may take long: rules are compiled, posts recovered. The child says so.
        let silence = inHand.sinceBeat ?? 0
        if let hung {
            log.error(
                "a post is in hand for too long; the judging process is killed", metadata: ["seq": "\(hung.sequence)"])
            kill(child.process, SIGKILL)
        } else if child.isReady, silence > limit {
            log.error("the judging process does not answer; it is killed")
            kill(child.process, SIGKILL)
        } else if now - lastAlive >= aliveInterval, !child.isReady || Double(silence) < aliveInterval * 1500 {
            notifier.alive()
            lastAlive = now
        }
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
