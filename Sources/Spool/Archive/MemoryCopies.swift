internal import Files
import Glibc
import Moderation

/// Copies of what plugins remember, one a day, for `ArchivedMemory` to read. A memory's files are replaced and never
/// changed, so a copy is links where the file system has them: what did not change since yesterday takes no room.
struct MemoryCopies {
    private let folder: Folder
    private let memory: Folder

    /// While a copy is made it has this name.
    private static let unfinished = ".unfinished"

    /// Of a spool with an archive; nil where nothing is remembered yet.
    init?(_ spool: SpoolFolder, in archive: Folder) throws(SpoolProblem) {
        guard let memory = try spool.state.folderIfThere("memory"),
            let folder = try archive.folder(ArchivedMemory.folderName, making: 0o700)
        else { return nil }
        (self.memory, self.folder) = (memory, folder)
    }

    /// Keeps what is written now, unless there is a copy of the day.
    func keep(at now: Instant) throws(SpoolProblem) {
        if let last = try ArchivedMemory.names(in: folder).last, last.prefix(10) >= now.date { return }
        try folder.removeTree(Self.unfinished)
        guard let copy = try folder.folder(Self.unfinished, making: 0o700) else { return }
        for (name, isFolder) in try FolderListing.names(of: memory) where !name.hasSuffix(".damaged") {
            guard isFolder else {
                try memory.link(name, to: copy)
                continue
            }
            guard let parts = try memory.folderIfThere(name), let copied = try copy.folder(name, making: 0o700) else {
                continue
            }
            for (part, _) in try FolderListing.names(of: parts) where !part.hasSuffix(".damaged") {
                try parts.link(part, to: copied)
            }
        }
        _ = try folder.rename(Self.unfinished, to: folder, as: now.rfc3339)
    }

    /// Removes copies of days before `first`, and the oldest while all take more than `limit` bytes. Gives what is left.
    func dropOld(before first: String, limit: Int) throws(SpoolProblem) -> Int {
        var names = try ArchivedMemory.names(in: folder)
        while let oldest = names.first {
            let size = try size(of: names)
            guard oldest < first || size > limit else { return size }
            try folder.removeTree(oldest)
            names.removeFirst()
        }
        return 0
    }

    /// Removes them all: nobody can take a post or an author out of what was learned.
    func removeAll() throws(SpoolProblem) {
        for name in try ArchivedMemory.names(in: folder) { try folder.removeTree(name) }
        try folder.removeTree(Self.unfinished)
    }

    /// A file that several copies share counts once.
    private func size(of names: [String]) throws(SpoolProblem) -> Int {
        var sizes: [UInt64: Int] = [:]
        func add(_ folder: Folder) throws(SpoolProblem) {
            for (name, isFolder) in try FolderListing.names(of: folder) {
                if isFolder, let inner = try folder.folderIfThere(name) {
                    try add(inner)
                } else if let status = try folder.status(of: name) {
                    sizes[status.inode] = status.size
                }
            }
        }
        for name in names { if let copy = try folder.folderIfThere(name) { try add(copy) } }
        return sizes.values.reduce(0, +)
    }
}

extension Folder {
    /// The same file in another folder; a copy where the file system has no links.
    fileprivate func link(_ name: String, to folder: Folder) throws(SpoolProblem) {
        if calling(.link, { Int(linkat(descriptor, name, folder.descriptor, name, 0)) }) == 0 { return }
        guard [EXDEV, EPERM, EMLINK, ENOTSUP].contains(errno) else {
            // What was replaced in between is no loss: the next copy has it.
            if errno == ENOENT { return }
            throw SpoolProblem("link", path(of: name), errno: errno)
        }
        guard let bytes = try read(name, limit: 1 << 30) else { return }
        try folder.write(bytes, to: name, mode: 0o600)
    }

    /// Removes a folder of Moongate's own with all that is in it, should it be there.
    fileprivate func removeTree(_ name: String) throws(SpoolProblem) {
        guard let inner = try folderIfThere(name) else { return }
        for (entry, isFolder) in try FolderListing.names(of: inner) {
            if isFolder { try inner.removeTree(entry) } else { try inner.remove(entry) }
        }
        try remove(name, folder: true)
    }
}
