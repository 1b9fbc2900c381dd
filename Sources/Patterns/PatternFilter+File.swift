internal import CLinux
internal import CVectorscan
internal import Glibc

/// A filter as a file: what it looks for, and the automaton. Vectorscan must never see bytes that it did not write
/// (`hs_deserialize_database` trusts them), so a checksum comes first, and only our own files are read.
///
///     "MGFILTR1", then four numbers of 8 bytes, little-endian: FNV-1a of all behind it; Vectorscan's version (FNV-1a);
///     bytes of the expressions; bytes of the automaton; then the expressions, a line each (`!` before one that
///     Vectorscan refused), then the automaton.
extension PatternFilter {
    /// A filter read back, and what it looks for by number.
    public struct Kept: Sendable {
        /// The filter.
        public let filter: PatternFilter
        /// By number.
        public let expressions: [String]
    }

    private static let magic = Array("MGFILTR1".utf8)
    private static let headerLength = 40
    /// The largest file read: 3,000 patterns make 10 MB.
    static let sizeLimit = 1 << 29

    /// The bytes to keep; nil without memory.
    func bytes(expressions: [String]) -> [UInt8]? {
        var automaton: UnsafeMutablePointer<CChar>?
        var length = 0
        guard hs_serialize_database(database, &automaton, &length) == HS_SUCCESS, let automaton else { return nil }
        defer { free(automaton) }
        let isRefused = Set(refused)
        var body: [UInt8] = []
        for (number, expression) in expressions.enumerated() {
            body += (isRefused.contains(number) ? "!" : "").utf8
            body += expression.utf8
            body.append(0x0A)
        }
        let expressionBytes = body.count
        body.append(contentsOf: UnsafeRawBufferPointer(start: automaton, count: length))
        var checked = Self.bytes(of: Self.version) + Self.bytes(of: UInt64(expressionBytes))
        checked += Self.bytes(of: UInt64(length))
        checked += body
        return Self.magic + Self.bytes(of: Self.digest(checked[...])) + checked
    }

    /// A filter from bytes; nil where they are damaged, of another version, or of another processor.
    static func read(_ bytes: [UInt8]) -> Kept? {
        guard bytes.count > headerLength, bytes.starts(with: magic), number(bytes, 8) == digest(bytes[16...]),
            number(bytes, 16) == version
        else { return nil }
        guard let expressionBytes = Int(exactly: number(bytes, 24)), let length = Int(exactly: number(bytes, 32)),
            expressionBytes <= sizeLimit, length <= sizeLimit, headerLength + expressionBytes + length == bytes.count
        else { return nil }
        var expressions: [String] = []
        var refused: [Int] = []
        let lines = bytes[headerLength..<headerLength + expressionBytes].split(
            separator: 0x0A, omittingEmptySubsequences: true)
        for line in lines {
            if line.first == UInt8(ascii: "!") { refused.append(expressions.count) }
            let text = line.first == UInt8(ascii: "!") ? line.dropFirst() : line
            expressions.append(String(decoding: text, as: UTF8.self))
        }
        var made: OpaquePointer?
        let result = bytes.withUnsafeBytes { all in
            hs_deserialize_database(
                all.baseAddress.map { ($0 + headerLength + expressionBytes).assumingMemoryBound(to: CChar.self) },
                length, &made)
        }
        guard result == HS_SUCCESS, let made else { return nil }
        return Kept(
            filter: PatternFilter(database: made, count: expressions.count, refused: refused), expressions: expressions)
    }

    /// A file that this user wrote and nobody else could; nil where it is not, or is damaged.
    public static func read(path: String) -> Kept? {
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
        return read(bytes)
    }

    /// Vectorscan's version, and ours of what widening means for what is kept.
    private static let version = digest(Array((hs_version().map { String(cString: $0) } ?? "").utf8)[...])

    private static func digest(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        bytes.withUnsafeBufferPointer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 } }
        return hash
    }

    /// The name under which a filter of these expressions is kept.
    public static func fileName(_ expressions: [String]) -> String {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for expression in expressions {
            for byte in expression.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
            hash = (hash ^ 0x0A) &* 1_099_511_628_211
        }
        let digits = String(hash, radix: 16)
        return "patterns-" + String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func bytes(of number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << (8 * UInt64($1)) }
    }
}
