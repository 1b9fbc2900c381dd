import CLinux
public import Files
import Glibc

extension SpoolFolder {
    /// What the file system cannot do although posts are moved by it.
    public enum RenameFlag: String, CaseIterable, Sendable {
        /// A name that is taken is not overwritten.
        case noReplace = "RENAME_NOREPLACE"
        /// Two names change places in one step.
        case exchange = "RENAME_EXCHANGE"
    }

    /// Flags of renameat2(2) that the file system refuses: FUSE, NFS and some others do. Tried with two empty files in
    /// `work/`. Throws where nothing can be tried, for a full disk, say: that is no answer.
    public func missingRenameFlags() throws(SpoolProblem) -> Set<RenameFlag> {
        let (first, second) = (".renames-\(getpid())-a", ".renames-\(getpid())-b")
        defer {
            for name in [first, second] { unlinkat(work.descriptor, name, 0) }
        }
        for name in [first, second] { try work.write([], to: name, mode: 0o600) }
        var missing: Set<RenameFlag> = []
        // Onto a name that is taken: EEXIST is what is wanted.
        if refuses(moongate_rename_noreplace, first, second) { missing.insert(.noReplace) }
        if refuses(moongate_rename_exchange, first, second) { missing.insert(.exchange) }
        return missing
    }

    private func refuses(
        _ rename: (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>) -> Int32, _ from: String, _ to: String
    ) -> Bool {
        let result = calling(.rename) { Int(rename(work.descriptor, from, work.descriptor, to)) }
        return result < 0 && [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno)
    }

    /// Throws if the file system cannot move posts without overwriting others. Gives what else it lacks.
    @discardableResult public func checkRenames() throws(SpoolProblem) -> Set<RenameFlag> {
        let missing: Set<RenameFlag>
        do throws(SpoolProblem) {
            missing = try missingRenameFlags()
        } catch {
            // It is said, and tried again, with the first post.
            return []
        }
        guard missing.contains(.noReplace) else { return missing }
        throw SpoolProblem(
            .unsuitable,
            "\(root.path) is on \(fileSystem), which refuses \(RenameFlag.noReplace.rawValue): posts cannot be moved "
                + "without the danger of overwriting others (put the spool on ext4, XFS, btrfs or tmpfs)")
    }

    /// The name of the file system's type, such as `ext4` or `fuse.sshfs`; of one that the kernel does not list, words.
    public var fileSystem: String {
        let unknown = "a file system of unknown type"
        // A problem is only that its name is missing in a message.
        guard let mount = try? root.status().mount, let list = fopen("/proc/self/mountinfo", "re") else {
            return unknown
        }
        defer { fclose(list) }
        var line = [CChar](repeating: 0, count: 8192)
        // Fields: mount id, parent, device, root, mount point, options, optional ones, "-", type, source.
        while fgets(&line, Int32(line.count), list) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(separator: " ")
            guard words.first.flatMap({ UInt64($0) }) == mount, let dash = words.firstIndex(of: "-"),
                dash + 1 < words.count
            else { continue }
            return String(words[dash + 1])
        }
        return unknown
    }
}
