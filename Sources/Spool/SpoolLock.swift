import CLinux
import Glibc

/// The one owner of a spool: `flock` on the file `lock`. The kernel gives it up with the last process that has the
/// descriptor, so a stale file never blocks.
public final class SpoolLock: Sendable {
    private let file: OpenFile

    /// To hand down to a child, which then shares the lock.
    public var descriptor: Int32 { file.descriptor }

    /// Takes the lock and writes this process's id into it.
    public init(_ spool: SpoolFolder) throws(SpoolProblem) {
        file = try spool.root.file("lock", O_RDWR | O_CREAT)
        if moongate_flock_exclusive_nonblocking(file.descriptor) < 0 {
            let code = errno
            guard code == EWOULDBLOCK else { throw SpoolProblem("lock", file.path, errno: code) }
            let pid = Int32(String(decoding: try file.read(limit: 16).prefix { $0 > 0x20 }, as: UTF8.self))
            let owner = pid.map { "the process \($0)" } ?? "another process"
            throw SpoolProblem(
                .owned(by: pid),
                "\(spool.root.path) is in use by \(owner): stop that one first, or give another --spool"
            )
        }
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8), at: 0)
    }

    /// The lock as a child got it from the process that took it.
    public init(inherited descriptor: Int32) { file = OpenFile(owning: descriptor, path: "lock") }
}
