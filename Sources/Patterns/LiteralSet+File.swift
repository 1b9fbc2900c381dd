/// Literals as a file (`AutomatonFile`): each behind its length in two bytes, little-endian.
extension LiteralSet {
    /// A set read back, and its literals by number.
    public struct Kept: Sendable {
        public let set: LiteralSet
        public let literals: [[UInt8]]
    }

    /// The bytes to keep; nil without memory.
    func bytes(_ literals: [[UInt8]]) -> [UInt8]? {
        var wanted: [UInt8] = []
        for literal in literals {
            wanted.append(UInt8(truncatingIfNeeded: literal.count))
            wanted.append(UInt8(truncatingIfNeeded: literal.count >> 8))
            wanted += literal
        }
        return AutomatonFile.bytes(.words, of: wanted, database)
    }

    /// A set from bytes; nil if they are corrupt, of another version, or of another processor.
    static func read(_ bytes: [UInt8]) -> Kept? {
        guard let (wanted, database) = AutomatonFile.read(.words, bytes) else { return nil }
        var literals: [[UInt8]] = []
        var rest = wanted
        while rest.count >= 2 {
            let length = Int(rest[rest.startIndex]) | Int(rest[rest.startIndex + 1]) << 8
            rest = rest.dropFirst(2)
            literals.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return Kept(set: LiteralSet(database: database, lengths: literals.map(\.count)), literals: literals)
    }

    /// A file that this user wrote and nobody else could; nil if it is not, or is corrupt.
    public static func read(path: String) -> Kept? { AutomatonFile.read(path: path).flatMap { read($0) } }

    /// Writes a file atomically; if that fails, there is none. `literals` are those of the set.
    public func write(_ literals: [[UInt8]], to path: String) {
        if let bytes = bytes(literals) { AutomatonFile.write(bytes, path: path) }
    }
}
