import Glibc

/// A socket of its own, closed with this object.
final class UnixSocket {
    let descriptor: Int32

    init(_ type: __socket_type) {
        descriptor = socket(AF_UNIX, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    deinit { close(descriptor) }

    /// To who listens there.
    func connect(to path: String) throws { try with(path) { Glibc.connect(descriptor, $0, $1) } }

    /// Makes the file.
    func bind(to path: String) throws { try with(path) { Glibc.bind(descriptor, $0, $1) } }

    private func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Failure("\(path) is too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let failed = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard failed == 0 else { throw Failure("no socket at \(path): \(String(cString: strerror(errno)))") }
    }
}
