/// What of a whole-file write is on disk when it returns. A crash of Moongate alone never loses one; a power failure may.
public enum WriteDurability: Hashable, Sendable {
    /// After a power failure the file may be empty, old or new: for what can be lost or is synced by someone else.
    case none
    /// The new contents are on disk before they get the name: after a power failure the file is the old one or the new one.
    case file
    /// Also the name and the file's times: after a power failure the file is the new one.
    case fileAndFolder
}

extension Folder {
    /// Puts a file with these bytes in place of what has the name, whole or not at all: they are written to a draft, which is
    /// then renamed. This is the only way in which a file of a spool is replaced.
    ///
    /// Two threads must not replace one file at the same time, because they would share the draft.
    public func replace(
        _ name: String, with bytes: [UInt8], _ durability: WriteDurability, mode: UInt32 = 0o600
    ) throws(SpoolProblem) {
        try replace(name, with: bytes, durability, mode: mode, draft: "." + name + ".new", in: self)
    }

    /// The same by a draft in another folder of the file system, for folders in which people and other programs look.
    package func replace(
        _ name: String, with bytes: [UInt8], _ durability: WriteDurability, mode: UInt32, draft: String,
        in drafts: Folder
    ) throws(SpoolProblem) {
        do throws(SpoolProblem) {
            let file = try drafts.write(bytes, to: draft, mode: mode)
            switch durability {
            case .none: break
            case .file: try file.syncData()
            case .fileAndFolder: try file.sync()
            }
            switch try drafts.rename(draft, to: self, as: name, replacing: true) {
            case .done: break
            case .taken:
                throw SpoolProblem(.damaged, "cannot write \(path(of: name)): it is a folder (move it somewhere else)")
            case .gone:
                throw SpoolProblem(
                    .missing, "cannot write \(path(of: name)): another program removed \(drafts.path(of: draft))")
            }
        } catch {
            // A draft that cannot be removed either is overwritten the next time.
            _ = try? drafts.remove(draft)
            throw error
        }
        if durability == .fileAndFolder { try sync() }
    }
}
