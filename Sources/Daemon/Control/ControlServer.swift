internal import CLinux
internal import Files
internal import Glibc
internal import JSON
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization

/// Answers the control socket: `status`, `reload`, `costs`, and what `FrontDesk` knows.
final class ControlServer: Sendable {
    private let reloader: RuleReloader
    private let reloads: ReloadRequests
    private let context: WorkerContext
    private let spool: SpoolFolder
    private let desk: FrontDesk
    private let startedAt: Instant
    private let log: Logger
    private let open = Atomic<Int>(0)

    /// Connections at a time; more are closed at once.
    private static let connectionLimit = 16

    init(
        reloader: RuleReloader, reloads: ReloadRequests, context: WorkerContext, spool: SpoolFolder, desk: FrontDesk,
        startedAt: Instant, log: Logger
    ) {
        self.reloads = reloads
        self.desk = desk
        self.reloader = reloader
        self.context = context
        self.spool = spool
        self.startedAt = startedAt
        self.log = log
    }

    /// A thread a connection, so that a reload that compiles for long keeps nobody waiting.
    func run(socket: Int32, handover: Int32) {
        var handover = handover
        while true {
            guard ControlSocket.waitForConnection(on: socket, replacedThrough: &handover) else { continue }
            let connection = moongate_accept(socket)
            guard connection >= 0 else {
                let code = errno
                if code != EINTR, code != ECONNABORTED {
                    context.problems.report(.control, .accepting(code))
                    usleep(100_000)
                }
                continue
            }
            guard open.add(1, ordering: .relaxed).newValue <= Self.connectionLimit else {
                finish(connection)
                continue
            }
            ControlSocket.limitTime(of: connection, seconds: ControlSocket.timeLimit)
            do throws(SpoolProblem) {
                try WorkerThread(named: "control-answer") { [self] in
                    answer(connection)
                    finish(connection)
                }.detach()
                context.problems.over(.control)
            } catch {
                // `status` says why; anything else could keep the others waiting.
                context.problems.report(.control, error)
                answer(connection, lacking: error)
                finish(connection)
            }
        }
    }

    private func finish(_ connection: Int32) {
        close(connection)
        open.subtract(1, ordering: .relaxed)
    }

    /// With a `problem`, on the thread that accepts connections.
    private func answer(_ connection: Int32, lacking problem: SpoolProblem? = nil) {
        let limit = problem == nil ? ControlSocket.timeLimit : 1
        guard let line = ControlSocket.readLine(from: connection, within: limit) else { return }
        var json = JSONWriter()
        json.object { json in
            let request = try? JSONValue(parsing: line)
            let caller = Caller(connection: connection)
            switch request?["command"]?.string {
            case "status": status(&json)
            case .some where problem != nil: json.member("error", "\(problem?.description ?? ""); ask again")
            case "costs": context.costs.write(of: context.rules.current.loaded.ruleset, to: &json)
            case "reload":
                let accepts = request?["accept"]?.truth == true
                if accepts {
                    log.notice("rules accepted", metadata: ["user": "\(caller.user ?? "unknown")"])
                }
                reload(&json, accepting: accepts)
            case .some(let other):
                if FrontDesk.untold.contains(other) {
                    log.notice("\(other) requested", metadata: ["user": "\(caller.user ?? "unknown")"])
                }
                if let request, desk.answer(request, by: caller, &json) { break }
                let all = (["status", "reload", "costs"] + FrontDesk.commands).joined(separator: ", ")
                json.member("error", "unknown command \(other.prefix(40)); there are: \(all)")
            case nil: json.member("error", "a request is one line: {\"command\": \"status\"}")
            }
        }
        json.endLine()
        ControlSocket.write(json.bytes, to: connection)
    }

    private func status(_ json: inout JSONWriter) {
        let now = Instant.fromSystemClock()
        json.member("running", true)
        json.member("pid", getppid())
        json.member("judging_pid", getpid())
        json.member("since", context.inHand.serviceStartedAt.rfc3339)
        json.member("judging_since", startedAt.rfc3339)
        json.member("deaths", context.inHand[.deaths])
        json.member("spool", context.options.spool)
        context.rules.write(folder: context.options.rules, to: &json)
        context.tally.write(to: &json, now: Int64(now.seconds))
        context.unread.write(to: &json)
        json.member("waiting", context.arrivals.count)
        json.member("free_bytes", spool.freeBytes)
        json.member("workers", context.options.workers)
        json.member("durability", context.options.durability.rawValue)
        if let archive = context.archivist.counts {
            json.member("archive") { json in
                json.object { json in
                    json.member("kept", archive.kept)
                    json.member("missed", archive.missed)
                }
            }
        }
        desk.writeStatus(&json)
        desk.writeJob(&json)
        json.member("problems") { json in
            json.array { json in
                for plugin in context.memories.held {
                    json.element { json in
                        json.object { json in
                            json.member("step", "notifying the plugin \(plugin) of posts")
                            json.member(
                                "problem",
                                "it crashed the judging process; its memory was reset, and it observes nothing until a restart"
                            )
                            json.member("since", startedAt.rfc3339)
                        }
                    }
                }
                for trouble in context.problems.list + context.outages.list {
                    json.element { json in
                        json.object { json in
                            json.member("step", trouble.step)
                            json.member("problem", trouble.problem)
                            json.member("since", trouble.since.rfc3339)
                        }
                    }
                }
            }
        }
    }

    private func reload(_ json: inout JSONWriter, accepting accepts: Bool) {
        let countingAgain = accepts ? reloader.acceptTripped() : []
        if !countingAgain.isEmpty {
            json.member("counting_again") { json in json.array { json in countingAgain.forEach { json.element($0) } } }
        }
        switch reloads.askAndWait(accepting: accepts) {
        case .unchanged:
            json.member("ok", true)
            json.member("changed", false)
        case .live:
            json.member("ok", true)
            json.member("changed", true)
        case .held(let change):
            json.member("ok", false)
            json.member("held") { change.write(to: &$0) }
        case .refused(let problems):
            json.member("ok", false)
            json.member("problems") { RulesInForce.write(problems, to: &$0) }
        case nil: json.member("error", "the daemon is stopping")
        }
        context.rules.write(folder: context.options.rules, to: &json)
    }
}

extension SpoolProblem {
    fileprivate static func accepting(_ code: Int32) -> SpoolProblem {
        SpoolProblem(
            .exhausted, "no connection can be accepted: \(String(cString: strerror(code))) (raise LimitNOFILE=)")
    }
}
