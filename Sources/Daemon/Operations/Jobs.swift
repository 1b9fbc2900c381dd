internal import JSON
internal import Moderation
internal import Spool
internal import Synchronization

/// Long work that was asked for over the control socket: it goes on when the one who asked goes away, and says how far it
/// is to who asks for it by its number.
final class Jobs: Sendable {
    struct Progress: Sendable {
        /// `rejudge` or `forget`.
        var command = ""
        var done = 0
        var total = 0
        var isEnded = false
        /// Counts and lists of what came of it, for the answer.
        var result: [String: JSONValue] = [:]
        var error: String?
    }

    private let state: Mutex<(last: Int, current: Progress)>

    init() {
        // Numbers go on after a restart, so that nobody is shown another's job.
        let first = Int(Instant.fromSystemClock().seconds * 1000)
        state = Mutex((first, Progress(isEnded: true)))
    }

    /// The number of a new one, or of one that goes on; nil while another is under way.
    func begin(_ command: String, again id: Int? = nil) -> Int? {
        state.withLock { state in
            guard state.current.isEnded else { return nil }
            state = (id ?? state.last + 1, Progress(command: command))
            return state.last
        }
    }

    func update(_ change: (inout Progress) -> Void) { state.withLock { change(&$0.current) } }

    var current: Progress { state.withLock { $0.current } }

    func write(_ id: Int, to json: inout JSONWriter) {
        let (last, progress) = state.withLock { $0 }
        guard id == last, id > 0 else {
            return json.member(
                "error",
                "the daemon was started again and does not know this job: it was done or abandoned; give the "
                    + "command again to be sure, it is idempotent")
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
