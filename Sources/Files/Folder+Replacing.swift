internal import Glibc

extension Folder {
    /// A folder with these files, in place of the one with this name. Written and synced under `NAME.new`; then the old one
    /// is renamed to `NAME.old`, the new one to `NAME`, and the old one removed. Works on file systems that cannot exchange
    /// two names. After a crash between the two renames, a reader that finds no `NAME` but `NAME.old` takes `NAME.new`.
    public func replaceFolder(
        _ name: String, with files: [(path: [String], bytes: [UInt8])]
    ) throws(SpoolProblem) {
        let (fresh, old) = (name + ".new", name + ".old")
        try mendReplacing(name)
        try removeAll(fresh)
        try removeAll(old)
        guard let made = try folder(fresh, making: 0o700) else {
            throw SpoolProblem("make the folder", path(of: fresh), errno: EEXIST)
        }
        for file in files { try made.write(file.bytes, at: file.path[...]) }
        try made.sync()
        let isThere = try status(of: name) != nil
        if isThere { _ = try rename(name, to: self, as: old, replacing: true) }
        do throws(SpoolProblem) {
            _ = try rename(fresh, to: self, as: name, replacing: true)
        } catch {
            // The old one is better than none; if that fails too, the reader finds it.
            if isThere { _ = try? rename(old, to: self, as: name, replacing: true) }
            throw error
        }
        try sync()
        // What cannot be removed now is removed with the next one.
        try? removeAll(old)
    }

    /// What a crash between the two renames left.
    private func mendReplacing(_ name: String) throws(SpoolProblem) {
        guard try status(of: name) == nil, try status(of: name + ".old") != nil else { return }
        let whole = try status(of: name + ".new") == nil ? name + ".old" : name + ".new"
        _ = try rename(whole, to: self, as: name, replacing: true)
    }

    private func write(_ bytes: [UInt8], at path: ArraySlice<String>) throws(SpoolProblem) {
        guard let name = path.first else { return }
        if path.count == 1 { return try write(bytes, to: name, mode: 0o600).syncData() }
        guard let inner = try folder(name, making: 0o700) else {
            throw SpoolProblem("make the folder", self.path(of: name), errno: EEXIST)
        }
        try inner.write(bytes, at: path.dropFirst())
        try inner.sync()
    }

    /// A file, or a folder with all that is in it; nothing if it is not there.
    private func removeAll(_ name: String) throws(SpoolProblem) {
        guard let inner = try folderIfThere(name) else {
            try remove(name)
            return
        }
        for entry in try FolderListing.names(of: inner) { try inner.removeAll(entry.name) }
        try remove(name, folder: true)
    }

    /// Takes a file's bytes away; it needs no space.
    public func empty(_ name: String) throws(SpoolProblem) { _ = try file(name, O_WRONLY | O_TRUNC) }
}
