internal import CLinux
internal import Glibc

/// An open file, closed once: when the last reference to it goes.
public final class OpenFile: Sendable {
    /// Valid as long as this object lives.
    public let descriptor: Int32
    private let folder: String
    private let name: String

    /// For messages; put together when one is needed.
    public var path: String { folder.isEmpty ? name : folder + "/" + name }

    package init(owning descriptor: Int32, path: String) {
        self.descriptor = descriptor
        (folder, name) = ("", path)
    }

    /// A file in a folder with this path.
    package init(owning descriptor: Int32, name: String, in folder: String) {
        self.descriptor = descriptor
        (self.folder, self.name) = (folder, name)
    }

    deinit { close(descriptor) }

    /// All bytes of a regular file, `limit` at most. Takes little more memory than the `expected` bytes, where it has
    /// no more.
    package func read(limit: Int, expecting expected: Int = 65_535) throws(SpoolProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            // One more than there should be: then a short read is the end.
            let wanted = min(limit - bytes.count, bytes.isEmpty ? expected + 1 : 1 << 20)
            let got = try chunk(at: bytes.count, count: wanted)
            bytes = bytes.isEmpty ? got : bytes + got
            if got.count < wanted { break }
        }
        return bytes
    }

    /// What the file system says of it now.
    package func status() throws(SpoolProblem) -> FileStatus {
        var raw = moongate_file_status()
        if calling(.status, { Int(moongate_status(descriptor, "", &raw)) }) < 0 {
            throw SpoolProblem("look at", path, errno: errno)
        }
        return FileStatus(raw)
    }

    /// What one read gives: empty at the end.
    package func chunk(at offset: Int, count: Int) throws(SpoolProblem) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let got = calling(.read) { pread(descriptor, buffer.baseAddress, count, off_t(offset)) }
            if got < 0 { failure = errno }
            initialized = max(0, got)
        }
        if failure != 0 { throw SpoolProblem("read", path, errno: failure) }
        return bytes
    }

    /// Writes all bytes at `offset`.
    package func write(_ bytes: [UInt8], at offset: Int) throws(SpoolProblem) {
        var done = 0
        while done < bytes.count {
            let got = bytes.withUnsafeBytes { buffer in
                calling(.write, bytes: buffer.count - done) { count in
                    pwrite(descriptor, buffer.baseAddress.map { $0 + done }, count, off_t(offset + done))
                }
            }
            if got <= 0 { throw SpoolProblem("write", path, errno: got < 0 ? errno : EIO) }
            done += got
        }
    }

    package func truncate(to length: Int) throws(SpoolProblem) {
        if calling(.truncate, { Int(ftruncate(descriptor, off_t(length))) }) < 0 {
            throw SpoolProblem("shorten", path, errno: errno)
        }
    }

    /// Contents and length on disk.
    package func syncData() throws(SpoolProblem) {
        if calling(.fdatasync, on: descriptor, { Int(fdatasync(descriptor)) }) < 0 {
            throw SpoolProblem("sync", path, errno: errno)
        }
    }

    /// Everything on disk; of a folder, its names.
    package func sync() throws(SpoolProblem) {
        if calling(.fsync, on: descriptor, { Int(fsync(descriptor)) }) < 0 {
            throw SpoolProblem("sync", path, errno: errno)
        }
    }
}
