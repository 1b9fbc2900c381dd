internal import Foundation
internal import Glibc
internal import Moderation
internal import Spool

/// Files of the outcome folders, where consumers have not taken them yet.
struct FiledFile: Sendable {
    let path: String
    let name: String
    let channel: String?
    let outcome: Outcome
    /// Its last change of place, which is taken for the time of its verdict.
    let changedAt: Instant

    private static let suffixes = [".verdict.json", ".reason.txt"]

    /// All below the outcome folders of a spool, in the order in which they were filed.
    static func all(in spool: String) -> [FiledFile] {
        // Without a record of the layout (an older daemon, a corrupt file) a first folder that is a day is taken for one.
        let layout = ((try? SpoolShape.kept(inSpool: spool)) ?? nil)?.layout ?? .byDay
        return Outcome.allCases.flatMap { outcome -> [FiledFile] in
            let root = spool + "/" + outcome.rawValue
            let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
            return paths.compactMap { path in
                let parts = path.split(separator: "/").map(String.init)
                guard let name = parts.last, !name.hasPrefix("."), !suffixes.contains(where: name.hasSuffix),
                    let place = FiledPlace(outcome.rawValue + "/" + path)
                else { return nil }
                var status = stat()
                guard lstat(root + "/" + path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
                return FiledFile(
                    path: root + "/" + path, name: name, channel: place.channel(layout), outcome: outcome,
                    changedAt: Instant(status.st_ctim))
            }
        }.sorted { ($0.changedAt, $0.path) < ($1.changedAt, $1.path) }
    }

    /// Nil if it is gone by now, is not a plain file, or is larger than any post.
    func read() -> RecordedPost? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Archive.postLimit
        else { return nil }
        let size = Int(status.st_size)
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            got = pread(descriptor, buffer.baseAddress, size + 1, 0)
            count = max(0, min(got, size))
        }
        guard got >= 0 else { return nil }
        return RecordedPost(
            name: name, channel: channel, receivedAt: changedAt, decidedAt: changedAt, outcome: outcome, bytes: bytes,
            digest: FileDigest.of(bytes))
    }
}

extension Instant {
    fileprivate init(_ time: timespec) {
        self.init(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
