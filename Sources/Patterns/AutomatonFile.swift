internal import CLinux
internal import CVectorscan
internal import Glibc

/// An automaton of Vectorscan's as a file, and what it looks for. Vectorscan must never see bytes that it did not write
/// (`hs_deserialize_database` trusts them), so a checksum comes first, and only our own files are read.
///
///     8 bytes that name the kind, then four numbers of 8 bytes, little-endian: FNV-1a of all behind it; Vectorscan's
///     version (FNV-1a); bytes of what is looked for; bytes of the automaton; then these two.
enum AutomatonFile {
    /// What the automaton is of: the first 8 bytes.
    enum Kind: String {
        case filter = "MGFILTR1"
        case words = "MGWORDS1"
    }

    private static let headerLength = 40
    /// The largest file read: 3,000 patterns make 36 MB.
    static let sizeLimit = 1 << 29

    /// The bytes to keep; nil without memory.
    static func bytes(_ kind: Kind, of wanted: [UInt8], _ database: OpaquePointer) -> [UInt8]? {
        var automaton: UnsafeMutablePointer<CChar>?
        var length = 0
        guard hs_serialize_database(database, &automaton, &length) == HS_SUCCESS, let automaton else { return nil }
        defer { free(automaton) }
        var checked = bytes(of: version) + bytes(of: UInt64(wanted.count)) + bytes(of: UInt64(length))
        checked.reserveCapacity(checked.count + wanted.count + length)
        checked += wanted
        checked.append(contentsOf: UnsafeRawBufferPointer(start: automaton, count: length))
        return Array(kind.rawValue.utf8) + bytes(of: digest(checked[...])) + checked
    }

    /// What is looked for, and the automaton, which is the caller's to free; nil if the bytes are corrupt, of another
    /// kind or version, or of another processor.
    static func read(_ kind: Kind, _ bytes: [UInt8]) -> (wanted: ArraySlice<UInt8>, database: OpaquePointer)? {
        guard bytes.count > headerLength, bytes.starts(with: kind.rawValue.utf8),
            number(bytes, 8) == digest(bytes[16...]), number(bytes, 16) == version
        else { return nil }
        guard let wanted = Int(exactly: number(bytes, 24)), let length = Int(exactly: number(bytes, 32)),
            wanted <= sizeLimit, length <= sizeLimit, headerLength + wanted + length == bytes.count
        else { return nil }
        var made: OpaquePointer?
        let result = bytes.withUnsafeBytes { all in
            hs_deserialize_database(
                all.baseAddress.map { ($0 + headerLength + wanted).assumingMemoryBound(to: CChar.self) }, length, &made)
        }
        guard result == HS_SUCCESS, let made else { return nil }
        return (bytes[headerLength..<headerLength + wanted], made)
    }

    /// The bytes of a file that this user wrote and nobody else could; nil if it is not.
    static func read(path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & (S_IWGRP | S_IWOTH) == 0, status.st_size > 0, status.st_size <= sizeLimit
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + at }, $0.count - at) }
            guard count > 0 else { return nil }
            at += count
        }
        return bytes
    }

    /// Writes a file atomically.
    static func write(_ bytes: [UInt8], path: String) {
        let fresh = path + ".new"
        unlink(fresh)
        let file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        let isWritten = write(bytes, to: file)
        close(file)
        if !isWritten || rename(fresh, path) != 0 { unlink(fresh) }
    }

    static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var at = 0
        return bytes.withUnsafeBytes { all in
            while at < all.count {
                let count = Glibc.write(file, all.baseAddress.map { $0 + at }, all.count - at)
                guard count > 0 else { return false }
                at += count
            }
            return true
        }
    }

    /// Vectorscan's version, and that of the padding compiled with the literals (`LiteralSet.padding`).
    private static let version = digest(Array(((hs_version().map { String(cString: $0) } ?? "") + " padded").utf8)[...])

    static func digest(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        bytes.withUnsafeBufferPointer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 } }
        return hash
    }

    private static func bytes(of number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << (8 * UInt64($1)) }
    }
}
