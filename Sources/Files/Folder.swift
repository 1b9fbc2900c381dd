internal import CLinux
internal import Glibc

/// An open folder. What lies in it is reached by its descriptor and a name without slashes, so nobody can redirect
/// the way there, and it stays the same folder wherever it is moved.
public final class Folder: Sendable {
    /// For messages: where it was when it was opened.
    public let path: String
    private let file: OpenFile

    /// The descriptor, valid as long as this object lives.
    public var descriptor: Int32 { file.descriptor }

    /// A folder by its path; symbolic links are followed.
    public init(path: String) throws(SpoolProblem) {
        let descriptor = Int32(calling(.open) { Int(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) })
        if descriptor < 0 { throw SpoolProblem("open the folder", path, errno: errno) }
        self.path = path
        file = OpenFile(owning: descriptor, path: path)
    }

    private init(_ file: OpenFile) {
        path = file.path
        self.file = file
    }

    /// A file in this folder; nil where there is none. Never a symbolic link.
    package func fileIfThere(_ name: String, _ flags: Int32, mode: UInt32 = 0o640) throws(SpoolProblem) -> OpenFile? {
        let flags = flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK
        let opened = Int32(calling(.open) { Int(openat(descriptor, name, flags, mode)) })
        if opened < 0 {
            if errno == ENOENT { return nil }
            throw SpoolProblem("open", path(of: name), errno: errno)
        }
        return OpenFile(owning: opened, name: name, in: path)
    }

    /// A file in this folder that must be there, or is made where `flags` say so.
    package func file(_ name: String, _ flags: Int32, mode: UInt32 = 0o640) throws(SpoolProblem) -> OpenFile {
        guard let opened = try fileIfThere(name, flags, mode: mode) else {
            throw SpoolProblem("open", path(of: name), errno: ENOENT)
        }
        return opened
    }

    /// A folder in this folder; nil where none has this name, be it that a file has it.
    public func folderIfThere(_ name: String) throws(SpoolProblem) -> Folder? {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        let opened = Int32(calling(.open) { Int(openat(descriptor, name, flags)) })
        if opened < 0 {
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
            throw SpoolProblem("open the folder", path(of: name), errno: errno)
        }
        return Folder(OpenFile(owning: opened, path: path(of: name)))
    }

    /// A folder in this folder, made with this mode where there is none; nil where a file has the name.
    package func folder(_ name: String, making mode: UInt32) throws(SpoolProblem) -> Folder? {
        if let there = try folderIfThere(name) { return there }
        if calling(.mkdir, { Int(mkdirat(descriptor, name, mode)) }) < 0 {
            if errno == EEXIST { return try folderIfThere(name) }
            throw SpoolProblem("make the folder", path(of: name), errno: errno)
        }
        // The umask took bits away, and mkdir does not set the group bit.
        guard let made = try folderIfThere(name) else { return nil }
        if calling(.chmod, { Int(fchmod(made.descriptor, mode)) }) < 0 {
            throw SpoolProblem("chmod", made.path, errno: errno)
        }
        return made
    }

    /// Nil where nothing has this name.
    package func status(of name: String) throws(SpoolProblem) -> FileStatus? {
        var raw = moongate_file_status()
        if calling(.status, { Int(moongate_status(descriptor, name, &raw)) }) < 0 {
            if errno == ENOENT { return nil }
            throw SpoolProblem("look at", path(of: name), errno: errno)
        }
        return FileStatus(raw)
    }

    package func status(ofBytes name: [UInt8]) throws(SpoolProblem) -> FileStatus? {
        var raw = moongate_file_status()
        if withName(name, { name in calling(.status) { Int(moongate_status(descriptor, name, &raw)) } }) < 0 {
            if errno == ENOENT { return nil }
            throw SpoolProblem("look at", path(of: String(decoding: name, as: UTF8.self)), errno: errno)
        }
        return FileStatus(raw)
    }

    /// Which file has this name; nil if none has.
    public func node(of name: String) throws(SpoolProblem) -> FileNode? { try status(of: name)?.node }

    /// Which folder it is.
    public func node() throws(SpoolProblem) -> FileNode { try status().node }

    /// The folder's own status.
    package func status() throws(SpoolProblem) -> FileStatus { try file.status() }

    /// What became of a rename.
    package enum Renamed {
        case done
        /// The new name is taken; nothing was changed.
        case taken
        /// Nothing has the old name.
        case gone
    }

    /// Renames, never over another file unless `replacing`.
    package func rename(
        _ name: [UInt8], to folder: Folder, as newName: String, replacing: Bool = false
    ) throws(SpoolProblem) -> Renamed {
        let result = withName(name) { renaming($0, to: folder, as: newName, replacing) }
        return try renamed(result, errno, String(decoding: name, as: UTF8.self), folder, newName)
    }

    package func rename(
        _ name: String, to folder: Folder, as newName: String, replacing: Bool = false
    ) throws(SpoolProblem) -> Renamed {
        let result = renaming(name, to: folder, as: newName, replacing)
        return try renamed(result, errno, name, folder, newName)
    }

    private func renaming(
        _ name: UnsafePointer<CChar>, to folder: Folder, as newName: String, _ replacing: Bool
    ) -> Int {
        calling(.rename) {
            replacing
                ? Int(renameat(descriptor, name, folder.descriptor, newName))
                : Int(moongate_rename_noreplace(descriptor, name, folder.descriptor, newName))
        }
    }

    private func renamed(
        _ result: Int, _ code: Int32, _ name: String, _ folder: Folder, _ newName: String
    ) throws(SpoolProblem) -> Renamed {
        if result == 0 { return .done }
        switch code {
        case EEXIST, ENOTEMPTY, EISDIR: return .taken
        case ENOENT: return .gone
        default: throw SpoolProblem("move \(path(of: name)) to", folder.path(of: newName), errno: code)
        }
    }

    /// Whether there was something to remove.
    @discardableResult package func remove(_ name: String, folder: Bool = false) throws(SpoolProblem) -> Bool {
        if calling(.remove, { Int(unlinkat(descriptor, name, folder ? AT_REMOVEDIR : 0)) }) == 0 { return true }
        if errno == ENOENT { return false }
        throw SpoolProblem("remove", path(of: name), errno: errno)
    }

    /// A new file with these bytes, in place of one that is there.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o640) throws(SpoolProblem) -> OpenFile {
        let file = try file(name, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
        try file.write(bytes, at: 0)
        return file
    }

    /// A file's bytes, `limit` at most; nil where there is none.
    package func read(_ name: String, limit: Int) throws(SpoolProblem) -> [UInt8]? {
        try fileIfThere(name, O_RDONLY)?.read(limit: limit)
    }

    /// Its names on disk.
    package func sync() throws(SpoolProblem) { try file.sync() }

    package func path(of name: String) -> String { path + "/" + name }
}

/// Gives a name from a folder listing to a call.
package func withName(_ name: [UInt8], _ call: (UnsafePointer<CChar>) -> Int) -> Int {
    // On the stack: this is called for every file.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: name.count + 1) { chars in
        for (at, byte) in name.enumerated() { chars[at] = CChar(bitPattern: byte) }
        chars[name.count] = 0
        guard let base = chars.baseAddress else { return -1 }
        return call(base)
    }
}

extension Folder {
    /// Removes a file; whether it was there.
    public func removeFile(_ name: String) throws(SpoolProblem) -> Bool { try remove(name) }

    /// A small file's bytes; nil where there is none.
    public func contents(_ name: String) throws(SpoolProblem) -> [UInt8]? { try read(name, limit: 1 << 20) }
}
