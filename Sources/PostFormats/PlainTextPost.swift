internal import JSON
public import Moderation

/// Plain text: the whole file is the body. Recognised by `.txt`, or by not being JSON.
public struct PlainTextPost: PostFormat {
    /// Without settings.
    public init() {}

    /// Everything that no other format took.
    public func recognises(name: String, firstByte: UInt8) -> Bool { true }

    /// The bytes as body, unchanged but for a byte order mark.
    public func read(_ bytes: [UInt8]) throws(PostProblem) -> Post {
        if let place = UTF8Check.firstInvalid(in: bytes) {
            let (line, column) = JSONProblem("", at: place).place(in: bytes)
            throw PostProblem("the text is not UTF-8; save it as UTF-8", line: line, column: column)
        }
        var post = Post()
        post.add(.body, .text(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes))
        return post
    }
}
