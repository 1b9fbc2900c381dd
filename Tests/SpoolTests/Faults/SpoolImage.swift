#if DEBUG
    import Files
    import Foundation
    import Glibc

    @testable import Spool

    /// A spool's files at one moment, and what of them a disk holds that was only told to keep some: the means by which
    /// a power failure is simulated.
    struct SpoolImage: Equatable {
        struct File: Equatable {
            var path: String
            /// Nil for folders.
            var bytes: [UInt8]?
            var link: String?
        }

        /// By inode.
        var files: [UInt64: File] = [:]

        init() {}

        init(of root: String) { add(root, "") }

        private mutating func add(_ root: String, _ relative: String) {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: root + relative)) ?? [] {
                let path = relative + "/" + name
                var status = stat()
                lstat(root + path, &status)
                switch status.st_mode & S_IFMT {
                case S_IFDIR:
                    files[UInt64(status.st_ino)] = File(path: path, bytes: nil)
                    add(root, path)
                case S_IFLNK:
                    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: root + path)
                    files[UInt64(status.st_ino)] = File(path: path, bytes: [], link: target)
                default:
                    let bytes = [UInt8](FileManager.default.contents(atPath: root + path) ?? Data())
                    files[UInt64(status.st_ino)] = File(path: path, bytes: bytes)
                }
            }
        }

        /// Makes the folder what the image holds. Files that are still there keep their inodes, as on a disk.
        func write(to root: String) throws {
            let old = root + ".old"
            guard rename(root, old) == 0 else { throw Missing(root) }
            defer { try? FileManager.default.removeItem(atPath: old) }
            let there = SpoolImage(of: old).files
            mkdir(root, 0o755)
            for (inode, file) in files.sorted(by: { $0.value.path < $1.value.path }) {
                let path = root + file.path
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                guard let bytes = file.bytes else {
                    if mkdir(path, 0o755) < 0, errno != EEXIST { throw Missing(path) }
                    continue
                }
                if let now = there[inode], now.bytes != nil { rename(old + now.path, path) }
                if file.link != nil { continue }
                if FileManager.default.contents(atPath: path).map({ [UInt8]($0) }) == bytes { continue }
                // In place: the same inode.
                let opened = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
                guard opened >= 0 else { throw Missing(path) }
                try OpenFile(owning: opened, path: path).write(bytes, at: 0)
            }
        }
    }

    /// What a disk keeps of the calls it saw.
    struct Disk {
        enum Model: String, CaseIterable, Sendable {
            /// Only what was synced by name, and whole renames: a file's contents by its own sync, names by their
            /// folder's. The least that fsync(2) promises; btrfs comes near it.
            case least
            /// Names in the order in which they were given, all of them as soon as anything is synced; contents only by
            /// their own sync, so a name may lead to an empty file. As ext4 and xfs do.
            case ordered
            /// As before, but all names reached the disk, and no contents did that were not synced.
            case namesOnly
        }

        let model: Model
        /// What is safe.
        private(set) var kept: SpoolImage
        /// Contents that were synced, by inode.
        private var synced: [UInt64: [UInt8]] = [:]
        private var last: SpoolImage

        init(_ model: Model, holding image: SpoolImage, unsyncedPosts: Bool) {
            (self.model, kept, last) = (model, image, image)
            for (inode, file) in image.files where !(unsyncedPosts && file.path.hasPrefix("/inbox/")) {
                synced[inode] = file.bytes
            }
        }

        /// A call was made, which left the files so; `target` is the synced file's path, for syncs.
        mutating func saw(_ call: SystemCall, _ target: String?, _ now: SpoolImage) {
            last = now
            switch call {
            case .syncfs:
                for (inode, file) in now.files { synced[inode] = file.bytes }
                kept = now
            case .fdatasync, .fsync:
                guard let target, let (inode, file) = now.files.first(where: { $0.value.path == target }) else {
                    return
                }
                if let bytes = file.bytes { synced[inode] = bytes }
                if model == .least { keepByName(inode, file, target, now) } else { kept = now }
            default: break
            }
        }

        private mutating func keepByName(_ inode: UInt64, _ file: SpoolImage.File, _ target: String, _ now: SpoolImage)
        {
            if file.bytes != nil {
                // A new file's name comes with its first sync.
                kept.files[inode] = .init(path: kept.files[inode]?.path ?? target, bytes: file.bytes, link: file.link)
                return
            }
            func isInside(_ path: String) -> Bool { (path as NSString).deletingLastPathComponent == target }
            kept.files[inode] = file
            for (inode, file) in now.files where isInside(file.path) { kept.files[inode] = file }
            for (inode, file) in kept.files where isInside(file.path) && now.files[inode]?.path != file.path {
                // A rename is on disk on both sides or on none.
                kept.files[inode] = now.files[inode]
            }
        }

        /// What is there when the power is back.
        var afterPowerLoss: SpoolImage {
            var image = model == .namesOnly ? last : kept
            for (inode, file) in image.files where file.bytes != nil && file.link == nil {
                image.files[inode]?.bytes = synced[inode].map { Array($0) } ?? []
            }
            return image
        }
    }
#endif
