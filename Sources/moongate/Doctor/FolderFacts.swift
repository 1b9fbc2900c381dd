import Glibc

/// What the system says of a folder: owner, group, mode, device.
struct FolderFacts {
    let path: String
    let owner: UInt32
    let group: UInt32
    let mode: UInt32
    let device: UInt64

    /// Nil where there is no folder of this name, or nobody may see it (`errno` says which).
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        self.path = path
        owner = status.st_uid
        group = status.st_gid
        mode = status.st_mode & 0o7777
        device = UInt64(status.st_dev)
    }

    var permissions: String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    var isOpenToAll: Bool { mode & 0o002 != 0 }
    var isOpenToGroup: Bool { mode & 0o020 != 0 }
    var handsDownItsGroup: Bool { mode & 0o2000 != 0 }

    var ownerName: String { Self.name(ofUser: owner) }
    var groupName: String { getgrgid(group).map { String(cString: $0.pointee.gr_name) } ?? "\(group)" }

    static func name(ofUser user: UInt32) -> String {
        getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "\(user)"
    }

    /// Users who were added to the group (not those whose own group it is).
    var members: [String] {
        guard let entry = getgrgid(group), var next = entry.pointee.gr_mem else { return [] }
        var names: [String] = []
        while let name = next.pointee {
            names.append(String(cString: name))
            next += 1
        }
        return names
    }
}
