internal import ArgumentParser
internal import Foundation
internal import JSON
internal import Moderation
internal import PostFormats

/// Posts with a label, as files and folders give them: `spam` or `ham` (acceptable).
enum LabelledPosts {
    /// A post and what somebody said of it.
    struct Labelled {
        let post: Post
        let isSpam: Bool
        /// What tells one post from another.
        let bytes: [UInt8]
        /// The file that `bytes` are; nil where they are a text alone.
        var name: String?
        /// The file and line that it comes from.
        var place = ""
    }

    /// A line or a file that cannot be used.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads one line of a file of labelled posts: `LABEL TAB text`, or with `isJSON` an object with `label` and `text` or
    /// `post`.
    static func read(_ line: [UInt8], isJSON: Bool) throws(Problem) -> Labelled {
        isJSON ? try readObject(line) : try readColumns(line)
    }

    private static func readColumns(_ line: [UInt8]) throws(Problem) -> Labelled {
        guard let tab = line.firstIndex(of: 0x09) else {
            throw Problem(description: "no tab: a line is spam or ham, a tab, and the text")
        }
        let isSpam = try label(String(decoding: line[..<tab], as: UTF8.self))
        return try text(Array(line[(tab + 1)...]), isSpam)
    }

    private static func readObject(_ line: [UInt8]) throws(Problem) -> Labelled {
        let value: JSONValue
        do throws(JSONProblem) {
            value = try JSONValue(parsing: line)
        } catch {
            throw Problem(description: "\(error)")
        }
        guard let word = value["label"]?.string else {
            throw Problem(description: "no label: write {\"label\": \"spam\", \"text\": \"...\"}")
        }
        let isSpam = try label(word)
        if let text = value["text"]?.string { return try Self.text(Array(text.utf8), isSpam) }
        guard let post = value["post"] else {
            throw Problem(description: "neither text nor post: write {\"label\": \"\(word)\", \"text\": \"...\"}")
        }
        var json = JSONWriter()
        post.write(to: &json)
        return try file(json.bytes, name: "post.json", isSpam: isSpam)
    }

    private static func label(_ word: String) throws(Problem) -> Bool {
        switch word.lowercased() {
        case "spam": return true
        case "ham": return false
        default: throw Problem(description: "'\(word.prefix(20))' is not a label: write spam or ham")
        }
    }

    private static func text(_ bytes: [UInt8], _ isSpam: Bool) throws(Problem) -> Labelled {
        if bytes.isEmpty { throw Problem(description: "there is no text") }
        guard let post = Post(text: bytes) else { throw Problem(description: "the text is not UTF-8") }
        return Labelled(post: post, isSpam: isSpam, bytes: bytes)
    }

    /// A file that holds one post.
    static func file(_ bytes: [UInt8], name: String, isSpam: Bool) throws(Problem) -> Labelled {
        do throws(PostProblem) {
            return Labelled(
                post: try PostReader.read(bytes, name: name), isSpam: isSpam, bytes: bytes, name: name)
        } catch {
            throw Problem(description: "\(error)")
        }
    }
}

extension Post {
    /// A post that is nothing but a text; nil where it is not UTF-8.
    init?(text bytes: [UInt8]) {
        guard UTF8Check.firstInvalid(in: bytes) == nil else { return nil }
        self.init()
        add(.body, .text(bytes))
    }
}
