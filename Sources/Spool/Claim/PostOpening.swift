import CLinux
internal import Files
import Glibc
import Synchronization

/// Opens posts to read them once. A file that was never read gets a time of access, which is a write: left out where the
/// kernel allows it, which it does for one's own files. Once it did not, nobody asks again.
final class PostOpening: Sendable {
    private let mayLeaveTime = Atomic(true)

    /// Nil where there is none.
    func file(_ name: String, in folder: Folder) throws(SpoolProblem) -> OpenFile? {
        guard mayLeaveTime.load(ordering: .relaxed) else { return try folder.fileIfThere(name, O_RDONLY) }
        do throws(SpoolProblem) {
            return try folder.fileIfThere(name, O_RDONLY | Int32(moongate_o_noatime))
        } catch {
            guard error.kind == .forbidden, let file = try folder.fileIfThere(name, O_RDONLY) else { throw error }
            mayLeaveTime.store(false, ordering: .relaxed)
            return file
        }
    }
}
