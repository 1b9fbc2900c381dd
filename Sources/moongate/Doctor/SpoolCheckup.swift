import Glibc

/// The spool's folders: there, on one file system, of one owner, and open to whom they should be.
struct SpoolCheckup {
    let path: String

    private static let outcomes = ["approved", "flagged", "rejected", "failed"]
    private static let own = ["work", "state", "journal"]

    var diagnoses: [Diagnosis] {
        guard let root = FolderFacts(path) else {
            let reason = String(cString: strerror(errno))
            return [
                .wrong(
                    "spool", "\(path) is not there, or cannot be looked into: \(reason)",
                    "make one: moongate init, or start the daemon with --spool \(path); or run this as root")
            ]
        }
        let names = ["inbox"] + Self.outcomes + Self.own
        let found = names.compactMap { FolderFacts(path + "/" + $0) }
        let missing = names.filter { FolderFacts(path + "/" + $0) == nil }
        guard missing.isEmpty else {
            return [
                .wrong(
                    "spool", "\(path) has no folder \(missing.joined(separator: ", "))",
                    "the daemon makes them at its start; what has such a name and is no folder must be moved away")
            ]
        }
        return [Diagnosis.well("spool", "\(path), all folders are there")] + length + [oneFileSystem(found, root)]
            + [owners(found, root)] + access(root) + inbox(found[0], root)
            + found[1...].flatMap { closed($0, dropGroup: found[0].group) }
    }

    /// A socket's path has a limit.
    private var length: [Diagnosis] {
        guard path.utf8.count > 94 else { return [] }
        return [
            .wrong("spool", "its path has \(path.utf8.count) bytes", "use at most 94 bytes: it contains a socket")
        ]
    }

    private func oneFileSystem(_ folders: [FolderFacts], _ root: FolderFacts) -> Diagnosis {
        let elsewhere = folders.filter { $0.device != root.device }.map(\.path)
        guard elsewhere.isEmpty else {
            return .wrong(
                "spool", "\(elsewhere.joined(separator: ", ")): on another file system than \(path)",
                "keep the whole spool on one: posts are moved by renaming, which does not cross file systems")
        }
        return .well("spool", "all on one file system")
    }

    private func owners(_ folders: [FolderFacts], _ root: FolderFacts) -> Diagnosis {
        let strange = folders.filter { $0.owner != root.owner }
        guard strange.isEmpty else {
            return .wrong(
                "owners",
                strange.map { "\($0.path) belongs to \($0.ownerName)" }.joined(separator: ", ")
                    + ", the spool to \(root.ownerName)",
                "chown \(root.ownerName) \(strange.map(\.path).joined(separator: " "))")
        }
        return .well("owners", "all folders belong to \(root.ownerName)")
    }

    /// Whoever asks is not always who runs the daemon.
    private func access(_ root: FolderFacts) -> [Diagnosis] {
        let me = geteuid()
        guard me != 0, me != root.owner else { return [] }
        return [
            .doubtful(
                "owners", "you are \(FolderFacts.name(ofUser: me)): not all can be seen",
                "run it as \(root.ownerName) or as root")
        ]
    }

    private func inbox(_ inbox: FolderFacts, _ root: FolderFacts) -> [Diagnosis] {
        var found: [Diagnosis] = []
        if inbox.isOpenToAll {
            found.append(
                .doubtful(
                    "inbox", "every user of this machine may drop posts (mode \(inbox.permissions))",
                    "make it a group's: chgrp moongate-drop \(inbox.path) && chmod 3770 \(inbox.path)"))
        }
        guard inbox.isOpenToGroup else {
            return found + [
                .doubtful(
                    "inbox", "only \(inbox.ownerName) may drop posts (mode \(inbox.permissions))",
                    "chgrp moongate-drop \(inbox.path) && chmod 3770 \(inbox.path), for other users' programs")
            ]
        }
        if !inbox.handsDownItsGroup {
            found.append(
                .wrong(
                    "inbox",
                    "mode \(inbox.permissions): what a producer writes keeps its own group, and the daemon may not read it",
                    "chmod g+s \(inbox.path)"))
        }
        let others = inbox.members.filter { $0 != root.ownerName }
        let who = others.isEmpty ? "" : ": \(others.joined(separator: ", "))"
        if found.isEmpty {
            found.append(
                .well("inbox", "the group \(inbox.groupName) may drop posts\(who) (mode \(inbox.permissions))"))
        }
        if others.isEmpty, inbox.group != root.group {
            found.append(
                .doubtful(
                    "inbox", "nobody is in the group \(inbox.groupName)",
                    "adduser USER \(inbox.groupName), for each producer"))
        }
        return found
    }

    /// Anyone with write access here can publish without being judged, or change the record.
    private func closed(_ folder: FolderFacts, dropGroup: UInt32) -> [Diagnosis] {
        let name = folder.path.split(separator: "/").last.map(String.init) ?? folder.path
        if folder.isOpenToAll {
            return [
                .wrong(
                    name, "every user of this machine may write here (mode \(folder.permissions))",
                    "chmod o-rwx \(folder.path)")
            ]
        }
        guard folder.isOpenToGroup else { return [] }
        if Self.own.contains(name) {
            return [
                .wrong(
                    name, "the group \(folder.groupName) may write here, which is for the daemon alone",
                    "chmod g-w \(folder.path)")
            ]
        }
        // In a spool of one user all folders have the user's own group, which is no drop group.
        guard folder.group == dropGroup, !folder.members.isEmpty || FolderFacts(path)?.group != dropGroup else {
            return []
        }
        return [
            .wrong(
                name, "who drops posts (group \(folder.groupName)) may also write here, past the daemon",
                "chmod g-w \(folder.path), or give it another group")
        ]
    }
}
