internal import CLinux
internal import Glibc

/// A thread with a stack of 8 MiB: judging blocks (PCRE2, fdatasync), so it stays off the cooperative pool.
package final class WorkerThread: @unchecked Sendable {
    // Written once before the thread is handed out; joined once by its owner.
    private var handle = pthread_t()

    /// Starts at once. The name is seen in `top -H`; 15 bytes at most. Takes none of the signals that a process of the
    /// daemon waits for, however early it is started.
    package init(named name: String, _ body: @escaping @Sendable () -> Void) throws(SpoolProblem) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        defer { pthread_attr_destroy(&attributes) }
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        let failure = Self.withoutSignals {
            pthread_create(
                &handle, &attributes,
                { argument in
                    guard let argument else { return nil }
                    let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                    _ = moongate_process_name(work.name)
                    work.body()
                    return nil
                }, work.toOpaque())
        }
        if failure != 0 {
            work.release()
            throw SpoolProblem(
                .exhausted,
                "the thread \(name) cannot be started: \(String(cString: strerror(failure))) (raise TasksMax=)")
        }
    }

    private static func withoutSignals<Result>(_ body: () -> Result) -> Result {
        var waitedFor = sigset_t()
        var before = sigset_t()
        sigemptyset(&waitedFor)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGCHLD] { sigaddset(&waitedFor, signal) }
        pthread_sigmask(SIG_BLOCK, &waitedFor, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }

    /// Lets it end by itself.
    package func detach() { pthread_detach(handle) }

    /// Waits until it has ended.
    package func join() { pthread_join(handle, nil) }

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
