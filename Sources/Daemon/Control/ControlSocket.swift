internal import CLinux
internal import Glibc
internal import JSON

/// The socket by which commands talk to the running daemon: one request a connection, a line of JSON each way.
/// The mode of the file (0660) and of its folder say who may connect.
enum ControlSocket {
    /// The longest request or line of an answer, in bytes.
    static let lengthLimit = 1 << 20
    /// How long the other side may take over a request, in seconds.
    static let timeLimit = 5

    /// Binds and listens; an old socket file is removed (the lock makes sure that nobody has it).
    static func listen(at path: String) throws(ControlProblem) -> Int32 {
        guard let address = UnixAddress(path) else {
            throw ControlProblem("\(path) is too long for a socket (107 bytes); choose a shorter spool path")
        }
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw ControlProblem("no socket: \(String(cString: strerror(errno)))") }
        unlink(path)
        let before = umask(0o117)
        let bound = address.with { bind(socket, $0, $1) }
        umask(before)
        guard bound == 0, Glibc.listen(socket, 64) == 0 else {
            let reason = String(cString: strerror(errno))
            close(socket)
            throw ControlProblem("\(path): \(reason)")
        }
        return socket
    }

    /// Whether a process takes connections at a path: then its spool is in use, whoever has the lock.
    static func isListening(at path: String) -> Bool {
        guard let address = UnixAddress(path) else { return false }
        let socket = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        // EAGAIN: so many wait already that one more would have to wait.
        return address.with { connect(socket, $0, $1) } == 0 || errno == EAGAIN
    }

    /// Waits until a connection can be accepted; false if there is another reason to look again. What comes through the
    /// handover is a socket that is bound to the name again: it gets the number of the old one.
    static func waitForConnection(on socket: Int32, replacedThrough handover: inout Int32) -> Bool {
        var waits = [socket, handover].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&waits, nfds_t(waits.count), -1) > 0 else { return false }
        guard waits[1].revents != 0 else { return true }
        let new = moongate_receive_descriptor(handover)
        if new >= 0 {
            dup2(new, socket)
            close(new)
        } else if errno != EAGAIN, errno != EINTR {
            // Its other end is closed; poll passes over a negative number.
            handover = -1
        }
        return false
    }

    /// Reads one line, without its end; nil where none comes whole in this time, however the bytes trickle in.
    static func readLine(from socket: Int32, within seconds: Int = timeLimit) -> [UInt8]? {
        let until = moongate_monotonic_nanoseconds() + Int64(seconds) * 1_000_000_000
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16384)
        while line.count <= lengthLimit {
            let rest = (until - moongate_monotonic_nanoseconds()) / 1_000_000
            guard rest > 0 else { return nil }
            var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, Int32(clamping: rest))
            if ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let count = recv(socket, &piece, piece.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            if let end = piece[..<count].firstIndex(of: 0x0A) { return line + piece[..<end] }
            line += piece[..<count]
        }
        return nil
    }

    static func write(_ bytes: [UInt8], to socket: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0 && errno == EINTR { continue }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    static func limitTime(of socket: Int32, seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }
}

/// Why the daemon cannot be talked to.
public struct ControlProblem: Error, CustomStringConvertible {
    /// What to know.
    public let description: String
    /// Whether somebody has the socket, who did not answer.
    public let isListening: Bool

    init(_ description: String, isListening: Bool = false) {
        self.description = description
        self.isListening = isListening
    }
}
