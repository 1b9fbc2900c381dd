internal import CLinux
internal import Glibc

/// What the file system says of a file.
package struct FileStatus: Hashable, Sendable {
    package let device: UInt64
    package let mount: UInt64
    package let inode: UInt64
    package let size: Int
    /// Nanoseconds since 1970, as the two below.
    package let modified: Int64
    package let changed: Int64
    /// 0 where the file system keeps none.
    package let born: Int64
    package let mode: UInt32
    package let links: UInt32
    package let owner: UInt32
    package let group: UInt32

    init(_ raw: moongate_file_status) {
        device = raw.device
        mount = raw.mount
        inode = raw.inode
        size = Int(raw.size)
        modified = raw.modified
        changed = raw.changed
        born = raw.born
        mode = raw.mode
        links = raw.links
        owner = raw.owner
        group = raw.group
    }

    /// What tells a file or folder from any other, also from the one with the same number on a disk that was mounted over
    /// it.
    package var node: FileNode { FileNode(device: device, mount: mount, inode: inode, born: born) }

    package var isRegular: Bool { mode & S_IFMT == S_IFREG }
    package var isFolder: Bool { mode & S_IFMT == S_IFDIR }

    /// Whether its mode lets this process read it. Lists of access (ACLs) and security modules have their own say.
    package var letsUsRead: Bool {
        let user = moongate_file_user()
        if user == 0 { return true }
        if user == owner { return mode & 0o400 != 0 }
        var groups = [gid_t](repeating: 0, count: 256)
        let count = Int(max(0, getgroups(Int32(groups.count), &groups)))
        let isMember = group == getegid() || groups[..<count].contains(group)
        return mode & (isMember ? 0o040 : 0o004) != 0
    }

    /// What it is, in words; regular files too.
    package var kind: String {
        switch mode & S_IFMT {
        case S_IFREG: "a file"
        case S_IFDIR: "a folder"
        case S_IFLNK: "a symbolic link"
        case S_IFIFO: "a named pipe (FIFO)"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "not a file"
        }
    }

    /// The permission bits as chmod takes them: `0640`.
    package var permissions: String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// Which file or folder it is: two statuses with one node are of the same, under whatever name.
public struct FileNode: Hashable, Sendable {
    package let device: UInt64
    package let mount: UInt64
    package let inode: UInt64
    /// 0 where the file system keeps none.
    package let born: Int64
}
