import CLinux
import Foundation
import Glibc
import Spool

/// The disk under the spool: room, how long a sync takes, and whether its clock is this machine's.
struct DiskCheckup {
    let spool: String

    /// More than this for 4 KiB, and a batch of posts waits noticeably.
    private static let slowMilliseconds = 100.0
    private static let scarceBytes = 1 << 30
    private static let tooFewBytes = 100 << 20
    private static let scarceFiles = 10_000
    /// This version was written in November 2026.
    private static let earliest = 1_793_491_200

    var diagnoses: [Diagnosis] {
        guard FolderFacts(spool) != nil else { return [] }
        return room + kind + writing + renames
    }

    private var room: [Diagnosis] {
        var found = statvfs()
        guard statvfs(spool, &found) == 0 else { return [] }
        let free = Int(
            clamping: UInt64(found.f_bavail).multipliedReportingOverflow(by: UInt64(found.f_frsize)).partialValue)
        let shown = (Double(free) / 1e9).formatted(.number.precision(.fractionLength(1))) + " GB free"
        let advice =
            "make room: old posts in the outcome folders are yours to remove, --journal-days shortens the journal"
        // A file system without a fixed number of files says 0.
        if found.f_files > 0, found.f_favail < Self.scarceFiles {
            return [.doubtful("disk", "\(shown), room for \(found.f_favail) files more", advice)]
        }
        if free < Self.tooFewBytes { return [.wrong("disk", shown, advice)] }
        if free < Self.scarceBytes { return [.doubtful("disk", shown, advice)] }
        return [.well("disk", shown)]
    }

    private var kind: [Diagnosis] {
        guard moongate_lies_in_memory(spool) else { return [] }
        return [
            .doubtful(
                "disk", "the spool is in memory (tmpfs): a reboot loses posts and verdicts",
                "put it on a disk")
        ]
    }

    private var renames: [Diagnosis] {
        // Without them there is no spool to be tried, and opening it would make them.
        guard FolderFacts(spool + "/work") != nil, FolderFacts(spool + "/state") != nil else { return [] }
        do {
            let folder = try SpoolFolder(path: spool)
            let missing = try folder.missingRenameFlags()
            let what = "\(folder.fileSystem) refuses \(missing.map(\.rawValue).sorted().joined(separator: " and "))"
            let advice = "put the spool on ext4, XFS, btrfs or tmpfs"
            if missing.contains(.noReplace) { return [.wrong("disk", what + ": the daemon does not start", advice)] }
            if !missing.isEmpty { return [.doubtful("disk", what, advice)] }
            return [.well("disk", "\(folder.fileSystem) moves files without overwriting others")]
        } catch {
            // Whoever may not write there was told so by the check before.
            return []
        }
    }

    private var writing: [Diagnosis] {
        // That it is missing is said already.
        guard FolderFacts(spool + "/state") != nil else { return [] }
        let path = "\(spool)/state/.doctor-\(getpid())"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            let reason = String(cString: strerror(errno))
            return [
                errno == EACCES
                    ? .doubtful("sync", "not measured: \(reason)", "run it as the daemon's user or as root")
                    : .wrong(
                        "sync", "cannot write into \(spool)/state: \(reason)",
                        "fix that: the daemon cannot write there either")
            ]
        }
        defer {
            close(file)
            unlink(path)
        }
        var times: [Double] = []
        for _ in 0..<5 {
            let start = ContinuousClock.now
            guard write(file, [UInt8](repeating: 0x20, count: 4096), 4096) == 4096, fdatasync(file) == 0 else {
                return [
                    .wrong(
                        "sync", "fdatasync: \(String(cString: strerror(errno)))", "repair the disk or the file system")
                ]
            }
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        let median = times.sorted()[2]
        let shown = "4 KiB are on disk after \(median.formatted(.number.precision(.significantDigits(2)))) ms"
        let sync =
            median > Self.slowMilliseconds
            ? Diagnosis.doubtful(
                "sync", shown, "a slow disk: each batch of posts waits so long; see Sizing in operations.md")
            : .well("sync", shown)
        return [sync] + clock(file)
    }

    /// Whether files are quiet, and how old authors are, is told by comparing times.
    private func clock(_ file: Int32) -> [Diagnosis] {
        var status = stat()
        guard fstat(file, &status) == 0 else { return [] }
        let now = time(nil)
        if now < Self.earliest {
            return [.wrong("clock", "it is before this program was written", "set it: timedatectl set-ntp true")]
        }
        let apart = abs(now - status.st_ctim.tv_sec)
        if apart > 2 {
            return [
                .wrong(
                    "clock", "the file system's clock and this machine's are \(apart) seconds apart",
                    "set both by NTP: a file's time shows whether it is complete")
            ]
        }
        return [.well("clock", "the file system's and this machine's agree")]
    }
}
