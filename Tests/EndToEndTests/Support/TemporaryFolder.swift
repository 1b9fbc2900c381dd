import Foundation
import Glibc
import Synchronization

/// A folder of its own, gone with this object. Open to other users, as `/tmp` is.
final class TemporaryFolder: Sendable {
    let path: String
    private let isMounted: Bool

    private static let count = Atomic<Int>(0)

    /// With `size`, on a tmpfs of that many bytes, which takes root.
    init(size: Int? = nil) throws {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        // A short path: the control socket's has to fit into 107 bytes.
        path = FileManager.default.temporaryDirectory.path + "/moongate-e2e-\(getpid())-\(number)"
        guard mkdir(path, 0o755) == 0 else { throw Failure("cannot make \(path)") }
        if let size, mount("tmpfs", path, "tmpfs", 0, "size=\(size),mode=755") != 0 {
            rmdir(path)
            throw Failure("cannot mount a tmpfs at \(path)")
        }
        isMounted = size != nil
    }

    deinit {
        if isMounted { umount2(path, Int32(MNT_DETACH)) }
        try? FileManager.default.removeItem(atPath: path)
    }

    func at(_ relative: String) -> String { path + "/" + relative }

    /// Whether a tmpfs can be mounted here.
    static let canMount = geteuid() == 0 && (try? TemporaryFolder(size: 65536)) != nil
}

/// What a test needed and did not get.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Optional {
    func orThrow(_ what: @autoclosure () -> String) throws -> Wrapped {
        guard let self else { throw Failure("there is no " + what()) }
        return self
    }
}

extension FileManager {
    func removeItemIfThere(_ path: String) throws { if fileExists(atPath: path) { try removeItem(atPath: path) } }
}
