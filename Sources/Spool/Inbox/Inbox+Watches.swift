import CLinux
internal import Files
import Glibc

extension Inbox {
    /// IN_MOVED_FROM is left out on purpose: every claim would give an event.
    static let mask = UInt32(
        moongate_in_moved_to | moongate_in_close_write | moongate_in_create
            | moongate_in_delete_self | moongate_in_move_self | moongate_in_onlydir)

    func watch(_ folder: Folder) throws(SpoolProblem) -> Int32 {
        // By descriptor, so that it is this folder and no other.
        let watch = moongate_inotify_add_watch(descriptor, "/proc/self/fd/\(folder.descriptor)", Self.mask)
        if watch >= 0 { return watch }
        let code = errno
        if code == ENOSPC {
            throw SpoolProblem(
                .exhausted,
                "cannot watch \(folder.path): too many watches (raise the sysctl fs.inotify.max_user_watches)")
        }
        throw SpoolProblem("watch", folder.path, errno: code)
    }

    /// Watches a folder found in the inbox as a channel; its name, where it is one. The watch comes before its scan, so
    /// that nothing falls between.
    func watchChannel(_ rawName: [UInt8]) throws(SpoolProblem) -> String? {
        switch PostName(rawName) {
        case .inTheMaking: return nil
        case .refused(let clean, let reason):
            warn("the folder inbox/\(clean) is not a channel: \(reason)")
            return nil
        case .fine(let name):
            guard isOpen(channel: name), let folder = try spool.inbox.folderIfThere(name) else { return nil }
            let status = try folder.status()
            let inbox = try spool.inbox.status()
            guard status.device == inbox.device, status.mount == inbox.mount else {
                warn(
                    "the folder inbox/\(name) is on another file system or mount than the inbox: posts cannot be moved out "
                        + "of it (make it a plain folder)")
                forgetChannel(name)
                return nil
            }
            if channels[name]?.node == status.node { return name }
            forgetChannel(name)
            guard channels.count < Self.channelLimit else {
                warn("the inbox has more than \(Self.channelLimit) folders; the others are ignored")
                return nil
            }
            let watch: Int32
            do throws(SpoolProblem) {
                watch = try self.watch(folder)
            } catch {
                warn("\(error); posts in it are only found by scanning")
                return name
            }
            // A folder that was renamed keeps its watch.
            if let old = byWatch[watch] { channels[old] = nil }
            channels[name] = Watched(watch: watch, node: status.node)
            byWatch[watch] = name
            return name
        }
    }

    /// Any producer may make a folder that Moongate cannot use; the others must not suffer from it.
    private func isOpen(channel: String) -> Bool {
        if faccessat(spool.inbox.descriptor, channel, R_OK | W_OK | X_OK, AT_EACCESS) == 0 { return true }
        if errno == EACCES {
            warn(
                "posts cannot be taken out of the folder inbox/\(channel): let the group read and write it: "
                    + "chmod g+rwx \(shellQuoted(channel))")
        }
        return false
    }

    func forgetChannel(_ name: String) {
        guard let watched = channels.removeValue(forKey: name) else { return }
        byWatch[watched.watch] = nil
        _ = moongate_inotify_rm_watch(descriptor, watched.watch)
    }

    /// Forgets a channel whose folder is not the watched one any more.
    func checkChannel(_ name: String) throws(SpoolProblem) {
        if let there = try spool.inbox.status(of: name), there.node == channels[name]?.node { return }
        forgetChannel(name)
    }
}
