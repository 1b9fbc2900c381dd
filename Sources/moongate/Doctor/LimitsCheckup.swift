import CLinux
import Foundation
import Glibc

/// The limits of the machine that the daemon would run into.
struct LimitsCheckup {
    let spool: String
    let rules: String

    /// What a daemon with 64 workers and some channels has open.
    private static let enoughFiles: UInt64 = 512

    var diagnoses: [Diagnosis] { [watches] + instances + [files] }

    /// One watch for the inbox, one a channel, one a folder of rules.
    private var watches: Diagnosis {
        let needed = 2 + folders(in: spool + "/inbox") + folders(in: rules)
        let name = "fs.inotify.max_user_watches"
        guard let limit = Self.setting("/proc/sys/fs/inotify/max_user_watches"),
            let instances = Self.setting("/proc/sys/fs/inotify/max_user_instances")
        else { return .doubtful("inotify", "its limits cannot be read", "look at /proc/sys/fs/inotify") }
        if instances < 4 {
            return .wrong(
                "inotify", "fs.inotify.max_user_instances is \(instances)",
                "sysctl -w fs.inotify.max_user_instances=128")
        }
        if limit < needed {
            return .wrong(
                "inotify", "\(needed) watches are needed, \(name) is \(limit)", "sysctl -w \(name)=\(needed * 4)")
        }
        if limit < needed * 4 {
            return .doubtful(
                "inotify", "\(needed) watches are needed, \(name) is \(limit) for all programs of the user",
                "sysctl -w \(name)=\(needed * 4)")
        }
        return .well("inotify", "\(needed) of \(limit) watches are needed")
    }

    /// Whether one more can be had, as the user that runs the daemon: other programs of that user need some too. A daemon
    /// that runs has what it needs, but may not get it again.
    private var instances: [Diagnosis] {
        let facts = FolderFacts(spool)
        let (user, group) = (facts?.owner ?? geteuid(), facts?.group ?? getegid())
        let name = "fs.inotify.max_user_instances"
        switch moongate_try_inotify_as(user, group) {
        case EMFILE:
            let limit = Self.setting("/proc/sys/fs/inotify/max_user_instances") ?? 128
            return [
                .wrong(
                    "inotify",
                    "\(FolderFacts.name(ofUser: user)) has all \(limit) inotify instances that \(name) allows in use: "
                        + "the daemon could not start", "sysctl -w \(name)=\(limit * 4)")
            ]
        case 0, -1: return []
        case let code:
            return [
                .doubtful(
                    "inotify", "an inotify instance cannot be made: \(String(cString: strerror(code)))",
                    "look at /proc/sys/fs/inotify")
            ]
        }
    }

    private var files: Diagnosis {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return .doubtful("files", "the limit of open files cannot be read", "ulimit -n")
        }
        guard limit.rlim_cur >= Self.enoughFiles else {
            return .wrong(
                "files", "a process may have \(limit.rlim_cur) files open here",
                "ulimit -n 1024, or LimitNOFILE=1024 in the unit (systemctl edit moongate)")
        }
        return .well("files", "a process may have \(limit.rlim_cur) files open here")
    }

    private func folders(in path: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.count { FolderFacts(path + "/" + $0) != nil }
    }

    private static func setting(_ path: String) -> Int? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int($0.filter { !$0.isWhitespace }) }
    }
}
