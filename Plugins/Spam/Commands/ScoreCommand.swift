internal import ArgumentParser
internal import Commands
internal import Foundation
internal import JSON
internal import Moderation
internal import PostFormats
internal import Reports
internal import SpamPlugin

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Show how likely a post is spam, and why.",
        discussion: """
            Without --model it uses what the spool's daemon has learned. The daemon saves that within a second of a \
            decision, and need not be running. If nothing was learned yet, the built-in model answers.

            Examples:
              moongate score "Guaranteed profit, write to t.me/xyz"
              moongate score spool/flagged/p-1.json
              moongate score --lines --model spam.model < texts.txt | jq .probability

            Exit codes: 0 scored; 65 the model or the post cannot be used; 66 the model or the spool does not exist; 74 \
            reading failed.
            """)

    @Argument(help: "A file, a text, or - for standard input.")
    var text: String = "-"

    @Option(help: "A model that `moongate learn --model` wrote.")
    var model: String?

    @Option(help: "The spool whose model is used. Default: the spool found from the working directory.")
    var spool: String?

    @Flag(help: "Read one text per line, print one JSON object per line.")
    var lines = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color: Terminal.Color = .auto

    func run() throws {
        let scorer = try opened()
        let bytes = try GivenText.bytes(of: text)
        if lines {
            TextLines.answer(bytes) { line, json in
                guard let post = Post(text: line) else {
                    return json.object { $0.member("error", "the text is not UTF-8") }
                }
                Self.reading(of: post, by: scorer).write(to: &json, quoting: post)
            }
            return
        }
        let post = try read(bytes)
        let reading = Self.reading(of: post, by: scorer)
        if json {
            var writer = JSONWriter()
            reading.write(to: &writer, quoting: post)
            Terminal.show(json: writer.text)
        } else {
            show(reading, of: post, on: Terminal(color))
        }
    }

    private func opened() throws -> SpamMemory {
        if let model { return try SpamModelFile(path: model).open(usesBase: true, isMade: false) }
        // A spool that was named must be there; without one, what is built in answers, and says so.
        if let spool { try SpoolPlace.require(spool) }
        let spool = spool ?? Defaults.spool
        if !SpoolPlace.isSpool(spool) {
            Terminal.warn("(no spool at \(SafeText.make(spool)): this is the model that is built into the program)")
        }
        let path = try SpoolPlace.memory(of: SpamPlugin().name, inSpool: spool)
        let advice = "The daemon writes it again after the next decision, or at its next start, from labelled/"
        return try SpamModelFile(path: path, advice: advice).open(usesBase: true, isMade: true)
    }

    private func read(_ bytes: [UInt8]) throws -> Post {
        do throws(PostProblem) {
            return try PostReader.read(bytes, name: text)
        } catch {
            Terminal.warn("\(error)")
            throw ExitCode.wrongData
        }
    }

    private static func reading(of post: Post, by scorer: SpamMemory) -> SpamReading {
        let now = Defaults.now
        return scorer.score(ExaminedPost(post, receivedAt: now), now: now)
    }

    private func show(_ reading: SpamReading, of post: Post, on terminal: Terminal) {
        let number = ((reading.probability * 1000).rounded() / 1000).plain
        Terminal.show("spam: \(terminal.paint(number, .bold))")
        for (title, isFor) in [("why", true), ("against", false)] {
            let said = reading.reasons.filter { ($0.weight > 0) == isFor }.map { $0.words(in: post) }
            if !said.isEmpty { Terminal.show("\(title): " + said.map { SafeText.make($0) }.joined(separator: ", ")) }
        }
    }
}

extension SpamReading {
    fileprivate func write(to json: inout JSONWriter, quoting post: Post) {
        json.object { json in
            json.member("probability", (probability * 1e6).rounded() / 1e6)
            json.member("why", reasons.filter { $0.weight > 0 }.map { $0.words(in: post) }.joined(separator: ", "))
            json.member("reasons") { json in
                json.array { json in
                    for reason in reasons { json.element { reason.write(to: &$0, quoting: post) } }
                }
            }
        }
    }
}

extension SpamReading.Reason {
    /// `a new account (3 hours)`, `'guaranteed profit'`, `a link to this site 't.me/xyz'`.
    fileprivate func words(in post: Post) -> String {
        let quoted = quoted(in: post).map { "'\(Columns.cut(String(decoding: $0, as: UTF8.self), to: 60))'" }
        return [name, quoted].compactMap { $0 }.joined(separator: " ")
    }

    private func quoted(in post: Post) -> ArraySlice<UInt8>? {
        guard let field, let range else { return nil }
        return post.quoted(Evidence(field, element: element, range: range))
    }

    fileprivate func write(to json: inout JSONWriter, quoting post: Post) {
        json.object { json in
            json.member("weight", (weight * 1000).rounded() / 1000)
            if let name { json.member("fact", name) }
            guard let field, let range else { return }
            json.member("field", field.name)
            if let element { json.member("element", element) }
            json.member("start", range.lowerBound)
            json.member("end", range.upperBound)
            if let bytes = quoted(in: post) { json.member("text", bytes) }
        }
    }
}
