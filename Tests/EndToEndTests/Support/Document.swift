import Foundation

/// A Markdown file, as far as the tests of documents look at one.
struct Document {
    let text: String
    /// Lines outside of code blocks.
    private(set) var prose: [Substring] = []
    /// Lines of `sh` blocks, continued lines joined, without comments.
    private(set) var shellLines: [String] = []
    /// Code blocks with the word behind their quotes: `swift`, `yaml`. Those in lists keep their indentation.
    private(set) var blocks: [(kind: String, text: String)] = []

    var blockCount: Int { blocks.count }

    init(_ path: String) throws { self.init(text: try String(contentsOfFile: Checkout.at(path), encoding: .utf8)) }

    init(text: String) {
        self.text = text
        var block: Substring?
        var joined = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("```") {
                block = block == nil ? content.dropFirst(3) : nil
                if let block { blocks.append((String(block), "")) }
                continue
            }
            guard let block else {
                prose.append(line)
                continue
            }
            blocks[blocks.count - 1].text += line + "\n"
            if block == "sh" {
                joined += content.components(separatedBy: " #")[0]
                if joined.hasSuffix("\\") {
                    joined.removeLast()
                } else {
                    shellLines.append(joined)
                    joined = ""
                }
            }
        }
    }

    var headings: [String] {
        prose.filter { $0.hasPrefix("#") }.map { $0.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces) }
    }

    /// As web pages make them of headings: small letters, `-` for spaces, no signs, `-1` for the second of a name.
    var anchors: [String] {
        var seen: [String: Int] = [:]
        return headings.map { heading in
            // A link in a heading is its text.
            let plain = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.1) }
            let anchor = String(
                plain.lowercased().compactMap { character -> Character? in
                    if character == " " { return "-" }
                    return character.isLetter || character.isNumber || character == "-" || character == "_"
                        ? character : nil
                })
            let count = seen[anchor, default: 0]
            seen[anchor] = count + 1
            return count == 0 ? anchor : "\(anchor)-\(count)"
        }
    }

    /// Where links and pictures lead to.
    var links: [String] {
        prose.flatMap { line in
            // What stands in code is no link.
            line.replacing(/`[^`]*`/, with: "`").matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
        }
    }

    /// What stands between single backquotes.
    var codeWords: [String] { prose.flatMap { $0.matches(of: /`([^`]+)`/).map { String($0.1) } } }

    /// Paths in prose and shell lines, without arguments and the signs behind them.
    func words(beginningWith prefixes: [String]) -> [String] {
        (shellLines + codeWords).flatMap { $0.split(separator: " ") }.map(String.init)
            .filter { word in prefixes.contains { word.hasPrefix($0) } && !word.contains("*") }
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: ".,;:/")) }
    }
}
