internal import ArgumentParser
internal import Commands
internal import JSON
internal import LanguagePlugin
internal import Moderation
internal import Reports

struct LanguageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "language",
        abstract: "Detect the languages of a text.",
        discussion: """
            Prints BCP 47 tags of languages and ISO 15924 codes of scripts. A text that is too short to tell (a name, \
            "ok", a link) is unknown.

            Examples:
              moongate language "I love 小红书 sooo much"
              moongate language --among en,zh post.txt
              moongate language --lines < posts.txt | jq -r .language

            Exit codes: 0 read, whatever the language; 64 none of the languages of --among can be detected; 70 the model of \
            this build is corrupt; 74 reading failed.
            """)

    @Argument(help: "A file, a text, or - for standard input.")
    var text: String = "-"

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Read one text per line, print one JSON object per line.")
    var lines = false

    @Flag(help: "List the languages that can be detected.")
    var list = false

    @Option(help: "Consider only these languages, such as en,zh (of scripts that one of them uses).")
    var among: String?

    @Option(help: "Colours: auto, always or never.")
    var color: Terminal.Color = .auto

    func run() throws {
        guard var reader = LanguageDetector() else {
            Terminal.warn("the language model of this build is damaged")
            throw ExitCode(70)
        }
        if list {
            Terminal.show(LanguageDetector.languages.joined(separator: "\n"))
            return
        }
        let only = try consideredTags(reader)
        let bytes = try GivenText.bytes(of: text)
        if lines {
            TextLines.answer(bytes) { line, json in write(reader.read(line, only: only), of: line, to: &json) }
            return
        }
        let reading = reader.read(bytes, only: only)
        if json {
            var writer = JSONWriter()
            write(reading, of: bytes, to: &writer)
            Terminal.show(json: writer.text)
        } else {
            show(reading, of: bytes, on: Terminal(color))
        }
    }

    /// A program's list of languages may be longer than ours: what cannot be told is passed over, not in silence.
    private func consideredTags(_ reader: LanguageDetector) throws -> [String] {
        guard let among else { return [] }
        let tags = among.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        let known = tags.filter(reader.tells)
        for tag in tags where !reader.tells(tag) {
            let nearest = DidYouMean.nearest(to: tag, among: LanguageDetector.languages)
            Terminal.warn(
                SafeText.make(
                    "'\(tag)' is not a language that can be detected; "
                        + (nearest.map { "did you mean '\($0)'? " } ?? "") + "moongate language --list shows all"))
        }
        guard !known.isEmpty else {
            if tags.isEmpty { Terminal.warn("--among names no language; for example: --among en,zh") }
            throw ExitCode.validationFailure
        }
        return known
    }

    private func write(_ reading: LanguageReading, of bytes: [UInt8], to json: inout JSONWriter) {
        json.object { json in
            json.member("language", reading.main?.language ?? "unknown")
            json.member("confidence", rounded(reading.main?.confidence ?? 0))
            json.member("shares") { json in
                json.object { json in
                    for share in reading.shares { json.member(share.language ?? "unknown", rounded(share.share)) }
                }
            }
            json.member("spans") { json in
                json.array { json in
                    for span in reading.spans {
                        json.element { json in
                            json.object { json in
                                json.member("start", span.range.lowerBound)
                                json.member("end", span.range.upperBound)
                                json.member("language", span.language ?? "unknown")
                                json.member("script", span.script)
                                json.member("confidence", rounded(span.confidence))
                                json.member("text", bytes[span.range])
                            }
                        }
                    }
                }
            }
        }
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    // MARK: For people

    private static let styles: [Terminal.Style] = [.cyan, .yellow, .green, .red, .bold]

    private func show(_ reading: LanguageReading, of bytes: [UInt8], on terminal: Terminal) {
        let told = reading.shares.compactMap(\.language)
        func style(_ language: String?) -> Terminal.Style {
            language.flatMap { told.firstIndex(of: $0) }.map { Self.styles[$0 % Self.styles.count] } ?? .dim
        }
        var painted = ""
        var at = 0
        for span in reading.spans {
            painted += SafeText.make(bytes[at..<span.range.lowerBound], keepingLines: true)
            painted += terminal.paint(SafeText.make(bytes[span.range], keepingLines: true), style(span.language))
            at = span.range.upperBound
        }
        Terminal.show(painted + SafeText.make(bytes[at...], keepingLines: true) + "\n")
        let rows = reading.spans.prefix(200).map { span in
            [
                span.language ?? "unknown", span.script,
                span.language == nil ? "" : "\(Int((span.confidence * 100).rounded())) %",
                "\(span.range.lowerBound)-\(span.range.upperBound)",
                Columns.cut(SafeText.make(bytes[span.range]), to: 60),
            ]
        }
        Columns.table(rows, painted: [.bold, nil, nil, .dim, nil], by: terminal).forEach { Terminal.show($0) }
        let main = reading.main.flatMap(\.language) ?? "unknown"
        let shares = reading.shares.map { "\($0.language ?? "unknown") \(Int(($0.share * 100).rounded())) %" }
        Terminal.show("\nmain language: \(terminal.paint(main, .bold))  (\(shares.joined(separator: ", ")))")
    }
}
