/// What is wrong with a JSON text, and where.
public struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String
    /// The byte, from 0.
    public let offset: Int

    public init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// Line and column of the byte in its text, both from 1; columns in bytes.
    public func place(in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (line, offset - lineStart + 1)
    }

    /// With the offset.
    public var description: String { "byte \(offset + 1): \(message)" }
}
