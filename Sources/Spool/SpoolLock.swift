import CLinux
public import Files
import Glibc

/// The one owner of a spool: `flock` on the file `lock`. The kernel gives it up with the last process that has the
/// descriptor, so a stale file never blocks.
public final class SpoolLock: Sendable {
    private static let name = "lock"
    private let file: OpenFile

    /// To hand down to a child, which then shares the lock.
    public var descriptor: Int32 { file.descriptor }

    /// Takes the lock and writes this process's id into it.
    public init(_ spool: SpoolFolder) throws(SpoolProblem) {
        file = try Self.take(spool)
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8), at: 0)
    }

    /// The lock as a child got it from the process that took it.
    public init(inherited descriptor: Int32) { file = OpenFile(owning: descriptor, path: Self.name) }

    private static func take(_ spool: SpoolFolder) throws(SpoolProblem) -> OpenFile {
        var tries = 0
        while true {
            tries += 1
            let file = try spool.root.file(name, O_RDWR | O_CREAT)
            if moongate_flock_exclusive_nonblocking(file.descriptor) < 0 {
                let code = errno
                guard code == EWOULDBLOCK else { throw SpoolProblem("lock", file.path, errno: code) }
                // `owner(of:)` may have it for a moment.
                guard tries > 3 else {
                    usleep(50_000)
                    continue
                }
                throw isOwned(spool.root.path, by: pid(in: file))
            }
            // Between opening and locking somebody may have removed it: then another process can lock the next one.
            if try spool.root.node(of: name) == file.status().node { return file }
            guard tries < 20 else {
                throw SpoolProblem(.missing, "\(file.path) keeps being removed (leave it to Moongate)")
            }
        }
    }

    /// A process has the spool, although its lock could be taken if `isRemoved`.
    public static func isOwned(_ path: String, by pid: Int32?, isRemoved: Bool = false) -> SpoolProblem {
        let owner = pid.map { "the process \($0)" } ?? "another process"
        let why = isRemoved ? ", though somebody removed its lock" : ""
        return SpoolProblem(
            .owned(by: pid), "\(path) is in use by \(owner)\(why): stop that one first, or give another --spool")
    }

    private static func pid(in file: OpenFile) -> Int32? {
        // A process that cannot read it does not know the number, but still that it is locked.
        guard let bytes = try? file.read(limit: 16) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
    }

    /// Whether somebody removed or replaced the file: then another process can take the spool as well. Not for a spool
    /// that is deleted altogether.
    public func isLost(from spool: SpoolFolder) throws(SpoolProblem) -> Bool {
        guard try spool.root.status().links > 0 else { return false }
        return try spool.root.node(of: Self.name) != file.status().node
    }

    /// Who has the spool at a path: the number of its process, or 0 if it cannot be read. Nil if nobody has, or if the lock
    /// cannot be tried.
    public static func owner(of path: String) -> Int32? {
        let descriptor = open(path + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let file = OpenFile(owning: descriptor, path: path + "/" + name)
        guard moongate_flock_shared_nonblocking(descriptor) < 0, errno == EWOULDBLOCK else { return nil }
        return pid(in: file) ?? 0
    }
}
