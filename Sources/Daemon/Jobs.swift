internal import JSON
internal import Synchronization

/// Long work that was asked for over the control socket: it goes on when the one who asked goes away, and says how far it
/// is to who asks for it by its number.
final class Jobs: Sendable {
    struct Progress: Sendable {
        var done = 0
        var total = 0
        var isEnded = false
        /// Counts and lists of what came of it, for the answer.
        var result: [String: JSONValue] = [:]
        var error: String?
    }

    private let state = Mutex<(last: Int, current: Progress)>((0, Progress(isEnded: true)))

    /// The number of a new one; nil while another is under way.
    func begin() -> Int? {
        state.withLock { state in
            guard state.current.isEnded else { return nil }
            state = (state.last + 1, Progress())
            return state.last
        }
    }

    func update(_ change: (inout Progress) -> Void) { state.withLock { change(&$0.current) } }

    var current: Progress { state.withLock { $0.current } }

    func write(_ id: Int, to json: inout JSONWriter) {
        let (last, progress) = state.withLock { $0 }
        guard id == last, id > 0 else {
            return json.member("error", "there is no such job (the daemon was started again?)")
        }
        json.member("done", progress.done)
        json.member("total", progress.total)
        json.member("ended", progress.isEnded)
        if let error = progress.error { json.member("error", error) }
        for (name, value) in progress.result.sorted(by: { $0.key < $1.key }) {
            json.member(name) { value.write(to: &$0) }
        }
    }
}

extension FrontDesk {
    /// Starts it beside what is going on and answers with its number; while the daemon is stopped, does it at once.
    func start(_ json: inout JSONWriter, _ work: @escaping @Sendable () throws -> Void) {
        guard let id = jobs.begin() else {
            return json.member("error", "another rejudge or forget is under way; wait for it: moongate status")
        }
        let body: @Sendable () -> Void = { [jobs] in
            do {
                try work()
            } catch {
                jobs.update { $0.error = "\(error)" }
            }
            jobs.update { $0.isEnded = true }
        }
        if teacher == nil {
            body()
        } else if let thread = WorkerThread(named: "job", body) {
            thread.detach()
        } else {
            jobs.update { ($0.isEnded, $0.error) = (true, "no thread could be started") }
        }
        json.member("job", id)
    }
}
