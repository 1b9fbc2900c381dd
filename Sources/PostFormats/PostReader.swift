public import Moderation

// What platforms send, read into a `Post`. One file a format; `PostReader` picks by name and first byte.

/// A format that posts come in.
public protocol PostFormat: Sendable {
    /// As `PostReader` tells them apart.
    func recognises(name: String, firstByte: UInt8) -> Bool
    /// The post, or what is wrong with it.
    func read(_ bytes: [UInt8]) throws(PostProblem) -> Post
}

/// Reads a post of any format.
public enum PostReader {
    /// The formats, the first that recognises a file reads it.
    static let formats: [any PostFormat] = [JSONPost(), PlainTextPost()]

    /// The post in a file. `channel` is the sub-folder that it came through: it goes before what the post says.
    public static func read(_ bytes: [UInt8], name: String, channel: String? = nil) throws(PostProblem) -> Post {
        let firstByte = bytes.first { byte in
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: false
            default: true
            }
        }
        guard let firstByte else { throw PostProblem("the file is empty") }
        // The byte order mark, which no UTF-8 begins with.
        if firstByte >= 0xFE, bytes.count > 1, bytes[1] == firstByte ^ 1 {
            throw PostProblem("the file is UTF-16; save it as UTF-8")
        }
        // A single JSON object is a post whatever its name is.
        let refusal = OtherFiles.refusal(of: name)
        if let refusal, firstByte != UInt8(ascii: "{") { throw refusal }
        for format in formats where format.recognises(name: name, firstByte: firstByte) {
            do throws(PostProblem) {
                var post = try format.read(bytes)
                if let channel { post.came(through: channel) }
                return post
            } catch {
                throw refusal ?? error
            }
        }
        throw PostProblem("no known format")
    }
}

extension String {
    /// Byte by byte; `hasSuffix` would normalise both.
    func ends(in ending: String) -> Bool {
        utf8.count >= ending.utf8.count && utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
}

/// Why a file is not a post.
public struct PostProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let message: String
    /// Line and column in bytes, from 1, where they can be told.
    public let line: Int?
    /// In bytes, from 1.
    public let column: Int?

    /// A problem, at a place where it has one.
    public init(_ message: String, line: Int? = nil, column: Int? = nil) {
        self.message = message
        self.line = line
        self.column = column
    }

    /// `line 3, column 7: message`.
    public var description: String {
        guard let line, let column else { return message }
        return "line \(line), column \(column): \(message)"
    }
}
