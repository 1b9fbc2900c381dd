internal import CLinux
internal import Glibc

/// Who asks for something: the user of the process at the other end of the control socket, as the kernel says. `--by` is
/// what people call themselves; this is what they cannot choose.
struct Caller: Sendable {
    /// The user's name; the number where it has none. Nil where the kernel does not tell.
    let user: String?

    /// At the other end of a connection.
    init(connection: Int32) {
        var user: uid_t = 0
        var process: pid_t = 0
        self.user = moongate_peer_user(connection, &user, &process) == 0 ? Self.name(of: user) : nil
    }

    private init(user: uid_t) { self.user = Self.name(of: user) }

    /// Who runs this process: for commands that answer themselves, while the daemon is stopped.
    static let thisProcess = Caller(user: getuid())

    private static func name(of user: uid_t) -> String {
        var found = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(user, &found, &buffer, buffer.count, &result) == 0, result != nil, let name = found.pw_name
        else { return String(user) }
        return String(cString: name)
    }
}
