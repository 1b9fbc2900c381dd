internal import CLinux
internal import Foundation
internal import Glibc
internal import RuleFiles
internal import Spool

/// A copy of the last rule folder that went live, so that a restart with a broken file still serves.
struct LastGoodRules: Sendable {
    private let folder: String

    /// Below the spool's `state/`.
    init(state: String) { folder = state + "/rules" }

    /// The copy; nil where none was kept.
    var files: RuleFolder? { try? RuleFolder(reading: folder) }

    /// Keeps these: written beside, synced, swapped by one rename, so that there is a whole set at any instant.
    func keep(_ rules: RuleFolder) throws {
        let fresh = folder + ".new"
        let disk = FileManager.default
        try? disk.removeItem(atPath: fresh)
        for file in rules.files {
            let path = fresh + "/" + file.path
            try disk.createDirectory(
                atPath: Path.folder(path), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: URL(fileURLWithPath: path))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.synchronize()
            try handle.close()
        }
        guard disk.fileExists(atPath: folder) else { return try disk.moveItem(atPath: fresh, toPath: folder) }
        guard moongate_rename_exchange(AT_FDCWD, fresh, AT_FDCWD, folder) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        try? disk.removeItem(atPath: fresh)
    }
}
