import CLinux
public import Files
import Glibc
public import Moderation

/// The spool: the folders through which posts go, open as long as this object lives.
public final class SpoolFolder: Sendable {
    /// The spool itself.
    public let root: Folder
    /// Where producers drop posts.
    public let inbox: Folder
    /// Claimed posts: `[@CHANNEL/]SEQ-NAME`.
    public let work: Folder
    /// Posts with nothing against them.
    public let approved: Folder
    /// Posts for a person to look at.
    public let flagged: Folder
    /// Posts that were refused.
    public let rejected: Folder
    /// What could not be read as a post.
    public let failed: Folder
    /// What people decided about, kept for plugins that learn.
    public let labelled: Folder
    /// The record.
    public let journal: Folder
    /// Memory, last good rules, caches.
    public let state: Folder

    /// Opens the spool at a path, and makes what is missing of it. The folder above must be there.
    public init(path: String) throws(SpoolProblem) {
        if mkdir(path, 0o755) < 0, errno != EEXIST { throw SpoolProblem("make the spool", path, errno: errno) }
        root = try Folder(path: path)
        // Producers are other users: the drop group may add names, and new files belong to it.
        inbox = try Self.open("inbox", 0o2770, in: root)
        work = try Self.open("work", 0o700, in: root)
        approved = try Self.open("approved", 0o750, in: root)
        flagged = try Self.open("flagged", 0o750, in: root)
        rejected = try Self.open("rejected", 0o750, in: root)
        failed = try Self.open("failed", 0o750, in: root)
        labelled = try Self.open("labelled", 0o700, in: root)
        journal = try Self.open("journal", 0o700, in: root)
        state = try Self.open("state", 0o700, in: root)
        try checkFileSystem()
    }

    private static func open(_ name: String, _ mode: UInt32, in root: Folder) throws(SpoolProblem) -> Folder {
        guard let folder = try root.folder(name, making: mode) else {
            throw SpoolProblem(
                .missing, "\(root.path(of: name)) is not a folder (move away what has its name, and restart)")
        }
        return folder
    }

    /// The folder of an outcome.
    public func folder(of outcome: Outcome) -> Folder {
        switch outcome {
        case .approved: approved
        case .flagged: flagged
        case .rejected: rejected
        }
    }

    /// The inbox, or a channel's folder in it; nil where that is gone.
    func inbox(of channel: String?) throws(SpoolProblem) -> Folder? {
        guard let channel else { return inbox }
        return try inbox.folderIfThere(channel)
    }

    private var folders: [Folder] { [inbox, work, approved, flagged, rejected, failed, labelled, journal, state] }

    /// Renames must work between all folders, bind mounts in between included.
    private func checkFileSystem() throws(SpoolProblem) {
        let first = try inbox.status()
        for folder in folders {
            let status = try folder.status()
            guard status.device == first.device, status.mount == first.mount else {
                throw SpoolProblem(
                    .severalFileSystems,
                    "\(folder.path) is on another file system or mount than \(inbox.path): posts cannot be moved "
                        + "between them (keep the whole spool on one)")
            }
        }
    }

    /// Whether the spool's path still leads to the folders that are open; throws for the first that was moved, deleted
    /// or replaced. For a look now and then: what is open goes on working wherever it was moved.
    public func checkStillThere() throws(SpoolProblem) {
        guard try Folder(path: root.path).status().node == root.status().node else {
            throw SpoolProblem(.missing, "\(root.path) is no longer the folder that was opened (restart Moongate)")
        }
        for folder in folders {
            let name = String(folder.path.split(separator: "/").last ?? "")
            guard let there = try root.status(of: name), try folder.status().node == there.node else {
                throw SpoolProblem(
                    .missing, "\(folder.path) was moved, deleted or replaced (put it back, or restart Moongate)")
            }
        }
    }

    /// Everything written so far on disk.
    public func sync() throws(SpoolProblem) {
        if calling(.syncfs, { Int(moongate_syncfs(root.descriptor)) }) < 0 {
            throw SpoolProblem("sync", root.path, errno: errno)
        }
    }

    /// Bytes free for Moongate's user.
    public var freeBytes: Int {
        var found = statvfs()
        guard fstatvfs(root.descriptor, &found) == 0 else { return 0 }
        return Int(
            clamping: UInt64(found.f_bavail).multipliedReportingOverflow(by: UInt64(found.f_frsize)).partialValue)
    }
}
