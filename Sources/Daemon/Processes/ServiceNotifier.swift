internal import Glibc

/// Tells systemd how the service is doing (sd_notify(3)): a datagram to the socket named by NOTIFY_SOCKET. Does
/// nothing where there is none.
struct ServiceNotifier: Sendable {
    private let path: String?
    /// How often systemd wants to hear, in seconds; nil where it does not.
    let watchdogSeconds: Double?

    init(environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }) {
        path = environment("NOTIFY_SOCKET")
        let usec = environment("WATCHDOG_USEC").flatMap { Double($0) }
        let isForUs = environment("WATCHDOG_PID").map { Int32($0) == getpid() } ?? true
        watchdogSeconds = isForUs ? usec.map { $0 / 1_000_000 } : nil
    }

    func ready() { send("READY=1") }
    func stopping() { send("STOPPING=1") }
    func alive() { send("WATCHDOG=1") }
    /// One line for `systemctl status`.
    func status(_ text: String) { send("STATUS=" + text) }
    /// Asks for more time to start.
    func extend(seconds: Int) { send("EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)") }

    private func send(_ message: String) {
        guard let path, let address = UnixAddress(path) else { return }
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        let bytes = Array(message.utf8)
        _ = address.with { sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1) }
    }
}
