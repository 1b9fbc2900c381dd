/// A filter as a file (`AutomatonFile`): its expressions, one per line (`!` before one that Vectorscan refused).
extension PatternFilter {
    /// A filter read back, and what it looks for by number.
    public struct Kept: Sendable {
        public let filter: PatternFilter
        public let expressions: [String]
    }

    /// The bytes to keep; nil without memory.
    func bytes(expressions: [String]) -> [UInt8]? {
        let isRefused = Set(refused)
        var lines: [UInt8] = []
        for (number, expression) in expressions.enumerated() {
            lines += (isRefused.contains(number) ? "!" : "").utf8
            lines += expression.utf8
            lines.append(0x0A)
        }
        return AutomatonFile.bytes(.filter, of: lines, database)
    }

    /// A filter from bytes; nil if they are corrupt, of another version, or of another processor.
    static func read(_ bytes: [UInt8]) -> Kept? {
        guard let (lines, database) = AutomatonFile.read(.filter, bytes) else { return nil }
        var expressions: [String] = []
        var refused: [Int] = []
        for line in lines.split(separator: 0x0A, omittingEmptySubsequences: true) {
            if line.first == UInt8(ascii: "!") { refused.append(expressions.count) }
            let text = line.first == UInt8(ascii: "!") ? line.dropFirst() : line
            expressions.append(String(decoding: text, as: UTF8.self))
        }
        return Kept(
            filter: PatternFilter(database: database, count: expressions.count, refused: refused),
            expressions: expressions)
    }

    /// A file that this user wrote and nobody else could; nil if it is not, or is corrupt.
    public static func read(path: String) -> Kept? { AutomatonFile.read(path: path).flatMap { read($0) } }

    /// The name under which a filter of these expressions is kept.
    public static func fileName(_ expressions: [String]) -> String {
        let digits = String(AutomatonFile.digest(Array(expressions.joined(separator: "\n").utf8)[...]), radix: 16)
        return "patterns-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
