internal import ArgumentParser
internal import Commands
internal import JSON
internal import Links
internal import Moderation
internal import Reports
internal import TextForms

struct LinksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "links",
        abstract: "Find the links and contacts in a text: where they are, where they lead, and why they were found.",
        discussion: """
            Give texts, names of files, or - for standard input. Rules use the same results: see \
            Documentation/links-and-floods.md.

            Examples:
              moongate links '看这里 example点com 加v：abcd1234'
              moongate links post.txt
              moongate links --lines < comments.txt
              moongate links --json 'http://bücher.example/' | jq -r '.links[].domain'

            Exit codes: 0 searched, whatever was found; 74 reading failed.
            """)

    @Argument(
        help: ArgumentHelp(
            "A text, a file, or - for standard input (the default).", valueName: "text"))
    var texts: [String] = ["-"]

    @Flag(help: "Treat every line as a text of its own.")
    var lines = false

    @Flag(help: "Print one JSON object per text.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let terminal = Terminal(color)
        for text in texts {
            // What is no UTF-8 becomes a replacement character, as offsets need some text.
            let bytes = Array(String(decoding: try GivenText.bytes(of: text), as: UTF8.self).utf8)
            guard lines else {
                show(bytes, nil, terminal)
                continue
            }
            for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
            where !line.isEmpty {
                show(Array(line), index + 1, terminal)
            }
        }
    }

    private func show(_ bytes: [UInt8], _ line: Int?, _ terminal: Terminal) {
        let found = TextLinks(Folding.fold(bytes), original: bytes)
        let mismatches = LinkMismatch.find(in: bytes, links: found.links)
        if found.links.count == TextLinks.limit {
            Terminal.warn(
                "\(line.map { "line \($0)" } ?? "the text") has \(TextLinks.limit) links or more: what follows is not looked "
                    + "at, here and in posts")
        }
        if json { return Terminal.show(json: Self.json(bytes, line, found, mismatches)) }
        let prefix = line.map { terminal.paint("\($0): ", .dim) } ?? ""
        if found.links.isEmpty, found.contacts.isEmpty {
            if line == nil { Terminal.show("nothing found") }
            return
        }
        func quoted(_ range: Range<Int>) -> String { SafeText.make(String(decoding: bytes[range], as: UTF8.self)) }
        func place(_ range: Range<Int>) -> String {
            terminal.paint("bytes \(range.lowerBound)-\(range.upperBound)", .dim)
        }
        for link in found.links {
            Terminal.show("\(prefix)link  \(terminal.paint(quoted(link.range), .bold))  \(place(link.range))")
            Terminal.show("      leads to \(SafeText.make(link.host)), domain \(SafeText.make(link.domain))")
            for reason in Self.reasons(link) { Terminal.show("      \(SafeText.make(reason))") }
        }
        for mismatch in mismatches {
            Terminal.show(
                "\(prefix)shows \(terminal.paint(SafeText.make(mismatch.shown), .yellow)) and leads to "
                    + "\(terminal.paint(SafeText.make(mismatch.target), .yellow))  \(place(mismatch.range))")
        }
        for contact in found.contacts {
            Terminal.show(
                "\(prefix)\(contact.kind.rawValue)  \(terminal.paint(quoted(contact.range), .bold))  "
                    + "\(place(contact.range))  \(SafeText.make(contact.handle))")
        }
    }

    private static func reasons(_ link: Link) -> [String] {
        var reasons: [String] = []
        if let scheme = link.scheme {
            reasons.append("found by its \(scheme)://")
        } else if link.isAddress {
            reasons.append("found as four numbers with dots")
        } else {
            reasons.append("found by its ending, which is a top-level domain")
        }
        if let disguise = link.disguise.description { reasons.append("written \(disguise)") }
        if link.display != link.host { reasons.append("written as \(link.display)") }
        if let user = link.user { reasons.append("the host comes after \(user)@") }
        return reasons
    }

    private static func json(
        _ bytes: [UInt8], _ line: Int?, _ found: TextLinks, _ mismatches: [LinkMismatch.Mismatch]
    ) -> String {
        func place(_ range: Range<Int>, _ json: inout JSONWriter) {
            json.member("start", range.lowerBound)
            json.member("end", range.upperBound)
        }
        var json = JSONWriter()
        json.object { json in
            if let line { json.member("line", line) }
            json.member("links") { json in
                json.array { json in
                    for link in found.links {
                        json.element {
                            $0.object { json in
                                json.member("text", bytes[link.range])
                                place(link.range, &json)
                                json.member("host", link.host)
                                json.member("domain", link.domain)
                                if let scheme = link.scheme { json.member("scheme", scheme) }
                                json.member("target", link.target)
                                json.member("because", reasons(link).joined(separator: "; "))
                            }
                        }
                    }
                }
            }
            json.member("mismatches") { json in
                json.array { json in
                    for mismatch in mismatches {
                        json.element {
                            $0.object { json in
                                json.member("shown", mismatch.shown)
                                json.member("target", mismatch.target)
                                place(mismatch.range, &json)
                            }
                        }
                    }
                }
            }
            json.member("contacts") { json in
                json.array { json in
                    for contact in found.contacts {
                        json.element {
                            $0.object { json in
                                json.member("kind", contact.kind.rawValue)
                                json.member("handle", contact.handle)
                                json.member("text", bytes[contact.range])
                                place(contact.range, &json)
                            }
                        }
                    }
                }
            }
        }
        return json.text
    }
}
