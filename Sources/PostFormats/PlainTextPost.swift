internal import JSON
public import Moderation

/// Plain text: the file is the body, without the line break at its end that editors write. Recognised by `.txt`, or by not being JSON.
public struct PlainTextPost: PostFormat {
    /// Without settings.
    public init() {}

    /// Everything that no other format took.
    public func recognises(name: String, firstByte: UInt8) -> Bool { true }

    /// The bytes as body, but for a byte order mark and one line break at the end.
    public func read(_ bytes: [UInt8]) throws(PostProblem) -> Post {
        if let place = UTF8Check.firstInvalid(in: bytes) {
            let (line, column) = JSONProblem("", at: place).place(in: bytes)
            throw PostProblem("the text is not UTF-8; save it as UTF-8", line: line, column: column)
        }
        var post = Post()
        post.add(.body, .text(Self.text(of: bytes)))
        return post
    }

    private static func text(of bytes: [UInt8]) -> [UInt8] {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        if text.last == 0x0A {
            text.removeLast()
            if text.last == 0x0D { text.removeLast() }
        }
        return text.count == bytes.count ? bytes : Array(text)
    }
}
