import Foundation

/// The blocks of a Markdown file that stand below a comment which says where they come from:
///
///     <!-- prints: COMMAND -->     the block is what COMMAND prints
///     <!-- runs -->                the lines of the block are run
///     <!-- saved as: PATH -->      the block is written to PATH
struct PrintedBlocks {
    enum Origin: Equatable {
        case prints(String)
        case runs
        case savedAs(String)
    }

    struct Block {
        let origin: Origin
        /// Lines of the file, the two fences left out.
        let lines: Range<Int>
        /// Spaces before the fence: those of blocks in lists are no part of the text.
        let indentation: Int
    }

    private(set) var lines: [String]
    let blocks: [Block]

    init(_ text: String) {
        lines = text.components(separatedBy: "\n")
        var blocks: [Block] = []
        var origin: Origin?
        var open: (start: Int, indentation: Int)?
        for (number, line) in lines.enumerated() {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("```") {
                if let began = open {
                    if let origin {
                        blocks.append(
                            Block(origin: origin, lines: began.start..<number, indentation: began.indentation))
                    }
                    (open, origin) = (nil, nil)
                } else {
                    open = (number + 1, line.count - content.count)
                }
            } else if open == nil, !content.isEmpty {
                // Only what stands right above a block is said of it.
                origin = Self.origin(content)
            }
        }
        self.blocks = blocks
    }

    private static func origin(_ line: Substring) -> Origin? {
        guard let comment = line.wholeMatch(of: /<!-- (.+) -->/)?.1 else { return nil }
        if comment == "runs" { return .runs }
        if let command = comment.wholeMatch(of: /prints: (.+)/)?.1 { return .prints(String(command)) }
        return comment.wholeMatch(of: /saved as: (.+)/).map { .savedAs(String($0.1)) }
    }

    /// A block's text, without the indentation of a list and without spaces at the ends of lines.
    func text(of block: Block) -> String {
        lines[block.lines].map { Self.trimmed($0.dropFirst(min(block.indentation, $0.prefix { $0 == " " }.count))) }
            .joined(separator: "\n")
    }

    /// Puts other text into the block that is the `index`th of all. Blocks behind it keep their number.
    func replacing(_ index: Int, with text: String) -> PrintedBlocks {
        let indentation = String(repeating: " ", count: blocks[index].indentation)
        var lines = lines
        lines.replaceSubrange(
            blocks[index].lines,
            with: text.components(separatedBy: "\n").map { $0.isEmpty ? "" : indentation + $0 })
        return PrintedBlocks(lines.joined(separator: "\n"))
    }

    static func trimmed(_ line: some StringProtocol) -> String {
        var line = String(line)
        while line.last == " " { line.removeLast() }
        return line
    }
}
