internal import CLinux
internal import Glibc

/// How the judging process ended.
enum ChildEnding: Equatable {
    case code(Int32)
    case signal(Int32)
    /// It is gone, and nobody can say how: its ending was collected elsewhere, or is never kept (SIGCHLD ignored).
    case unknown

    /// For the log.
    var words: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let signal): "signal \(signal)"
        case .unknown: "unknown"
        }
    }

    /// Nil while it runs. `wait` is waitpid(2), or a test's.
    static func of(
        _ process: pid_t, wait: (pid_t, inout Int32) -> (result: pid_t, error: Int32) = Self.waitNow
    ) -> ChildEnding? {
        var status: Int32 = 0
        let (result, error) = wait(process, &status)
        if result == process {
            let signal = moongate_exit_signal(status)
            return signal > 0 ? .signal(signal) : .code(moongate_exit_code(status))
        }
        return result < 0 && error == ECHILD ? .unknown : nil
    }

    private static func waitNow(_ process: pid_t, _ status: inout Int32) -> (result: pid_t, error: Int32) {
        let result = waitpid(process, &status, WNOHANG)
        return (result, errno)
    }

    /// What the supervisor does next.
    enum Next: Equatable {
        /// Ends itself, with this code.
        case end(Int32)
        /// Starts another child; `isDeath` if the last one did not end by itself.
        case restart(isDeath: Bool)
    }

    /// Only what was asked for ends the service: a stop, an inbox that is empty where that was the task (`isOnce`), or a
    /// fault that is the same a second later. Somebody else's SIGTERM (earlyoom, a mistyped kill) also gives exit code 0.
    func next(wasReady: Bool, isStopping: Bool, isOnce: Bool) -> Next {
        guard case .code(let code) = self else { return isStopping ? .end(0) : .restart(isDeath: true) }
        if isStopping || isOnce { return .end(code) }
        if code == 0 { return .restart(isDeath: false) }
        let isFinal =
            [DaemonExit.rulesUnusable, .spoolTaken].contains { $0.rawValue == code }
            || (code == DaemonExit.inputOutput.rawValue && !wasReady)
        return isFinal ? .end(code) : .restart(isDeath: true)
    }
}
