internal import Files
internal import JSON
internal import Logging
internal import Moderation
internal import Spool

/// Long work goes on over restarts: what was asked for is kept in `state/job` until it is done. Each kind may be begun
/// anew at any point, for it looks at what is there: posts that moved are not where it looks, erased ones are gone.
extension FrontDesk {
    /// How often the judging process may die while it is under way, not counting posts that are left out for it.
    private static let attemptLimit = 3
    /// Posts that may be left out. Each cost two starts, which new posts had to wait for.
    private static let deadlyLimit = 10
    private static let file = "job"

    private func work(_ request: JSONValue) -> Result<@Sendable () throws -> Void, Refusal> {
        switch request["command"]?.string {
        case "rejudge": rejudging(request)
        case "forget": forgetting(request)
        default: .failure(Refusal(reason: "there is no such job"))
        }
    }

    /// Starts it beside what is going on and answers with its number; while the daemon is stopped, does it at once.
    func start(_ request: JSONValue, _ json: inout JSONWriter) {
        switch work(request) {
        case .failure(let refusal): json.member("error", refusal.reason)
        case .success(let work):
            guard let id = jobs.begin(request["command"]?.string ?? "") else {
                return json.member("error", "another rejudge or forget is in progress; wait for it: moongate status")
            }
            if teacher == nil {
                finish(id) { try work() }
            } else {
                do throws(SpoolProblem) {
                    try begin(KeptJob(id: id, request: request, attempts: 1), work)
                } catch {
                    finish(id) { throw error }
                    return json.member("error", "\(error); ask again")
                }
            }
            json.member("job", id)
        }
    }

    private func begin(_ job: KeptJob, _ work: @escaping @Sendable () throws -> Void) throws(SpoolProblem) {
        keep(job)
        try WorkerThread(named: "job") { [self] in finish(job.id, work) }.detach()
    }

    private func finish(_ id: Int, _ work: () throws -> Void) {
        var failure: String?
        do {
            try work()
        } catch {
            failure = "\(error)"
        }
        // While the daemon is stopped, what is kept is the daemon's own: it goes on with that at its next start.
        if teacher != nil { _ = try? spool.state.removeFile(Self.file) }
        // Whoever asked may have gone.
        let progress = jobs.current
        let counts = progress.result.filter { if case .number = $0.value { true } else { false } }
        let metadata = Logger.Metadata(uniqueKeysWithValues: counts.map { ($0.key, "\($0.value.integer ?? 0)") })
        if let failure {
            log?.error("\(progress.command) ended early", metadata: metadata.merging(["reason": "\(failure)"]) { $1 })
        } else {
            log?.notice("\(progress.command) is done", metadata: metadata)
        }
        jobs.update { ($0.error, $0.isEnded) = (failure, true) }
    }

    private func keep(_ job: KeptJob) {
        do throws(SpoolProblem) {
            try spool.state.replace(Self.file, with: job.bytes, .file)
        } catch {
            log?.warning("the job could not be saved; a restart would end it", metadata: ["reason": "\(error)"])
        }
    }

    /// What is under way, as a restart would find it.
    var keptJob: KeptJob? { (try? spool.state.contents(Self.file)).flatMap { KeptJob(parsing: $0) } }

    /// At the start: goes on with what the last process had begun, and leaves out posts of which it died. `suspects` are
    /// those that were in hand when it died, with how often. Where no thread can be had it is kept for the next start.
    func resumeJob(suspects: [UInt64: Int]) throws(SpoolProblem) {
        guard var job = keptJob, case .success(let work) = work(job.request) else { return }
        let name = job.request["command"]?.string ?? ""
        // A post that is left out from now on cannot end the next one.
        if job.blame(suspects) { job.attempts = 0 }
        guard job.attempts < Self.attemptLimit, job.deadly.count <= Self.deadlyLimit else {
            _ = try? spool.state.removeFile(Self.file)
            log?.error(
                "\(name) is abandoned: it crashed the judging process each time; what it did stays done",
                metadata: ["times": "\(job.kills.values.reduce(0, +))"])
            return
        }
        guard jobs.begin(name, again: job.id) != nil else { return }
        log?.notice("\(name) resumes after a restart")
        job.attempts += 1
        do throws(SpoolProblem) {
            try begin(job, work)
        } catch {
            // That is no fault of the job's.
            job.attempts -= 1
            keep(job)
            throw error
        }
    }

    /// At an orderly stop, which is nobody's fault.
    func pauseJob() {
        guard !jobs.current.isEnded, var job = keptJob else { return }
        job.attempts = 0
        keep(job)
    }

    /// For `status`.
    func writeJob(_ json: inout JSONWriter) {
        let progress = jobs.current
        guard !progress.isEnded else { return }
        json.member("job") { json in
            json.object { json in
                json.member("command", progress.command)
                json.member("done", progress.done)
                json.member("total", progress.total)
            }
        }
    }
}
