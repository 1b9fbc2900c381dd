internal import Glibc
public import JSON
internal import Spool

/// The other end of the control socket: what `moongate status` and `moongate reload` use.
public enum ControlClient {
    /// Asks the daemon of a spool; nil where none is listening. Waits as long as a reload may take, or `timeLimit` seconds.
    public static func ask(
        _ command: String, spool: String, within timeLimit: Int = 600
    ) throws(ControlProblem) -> JSONValue? {
        try ask(["command": .string(command)], spool: spool, within: timeLimit)
    }

    /// The process that has a spool although nobody listens at its socket: it was removed. Nil if none has. Asked twice: a
    /// daemon that is starting takes the lock first.
    public static func silentOwner(of spool: String) -> ControlProblem? {
        for _ in 0..<2 {
            guard let owner = SpoolLock.owner(of: spool), !ControlSocket.isListening(at: spool + "/control.sock") else {
                return nil
            }
            usleep(200_000)
            guard SpoolLock.owner(of: spool) == owner else { continue }
        }
        guard let owner = SpoolLock.owner(of: spool) else { return nil }
        return ControlProblem(
            "moongate runs on \(spool)\(owner > 0 ? " (process \(owner))" : ""), but its control socket is missing: it makes "
                + "one again within seconds; see its log",
            isListening: true)
    }

    /// The longest request in bytes.
    public static var lengthLimit: Int { ControlSocket.lengthLimit }

    /// The same, with a request of several members: `{"command": "decide", ...}`.
    public static func ask(
        _ members: JSONValue, spool: String, within timeLimit: Int = 600
    ) throws(ControlProblem) -> JSONValue? {
        let path = spool + "/control.sock"
        guard let address = UnixAddress(path) else { throw ControlProblem("\(path) is too long for a socket") }
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw ControlProblem(String(cString: strerror(errno))) }
        defer { close(socket) }
        guard address.with({ connect(socket, $0, $1) }) == 0 else {
            if errno == ENOENT || errno == ECONNREFUSED { return nil }
            throw ControlProblem(
                "\(path): \(String(cString: strerror(errno)))"
                    + (errno == EACCES ? "; run it as the daemon's user or with sudo" : ""))
        }
        ControlSocket.limitTime(of: socket, seconds: timeLimit)
        var request = JSONWriter()
        members.write(to: &request)
        request.endLine()
        ControlSocket.write(request.bytes, to: socket)
        guard let line = ControlSocket.readLine(from: socket, within: timeLimit) else {
            throw ControlProblem(
                "the daemon does not answer: it is starting, or its judging process keeps crashing; see its log",
                isListening: true)
        }
        do throws(JSONProblem) {
            return try JSONValue(parsing: line)
        } catch {
            throw ControlProblem("the daemon's answer is not JSON: \(error)")
        }
    }
}
