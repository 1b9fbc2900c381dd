public import Moderation

/// The piece of a post around its evidence, taken apart for showing.
public struct MarkedText {
    /// A piece of text, marked or not.
    public struct Piece {
        public let text: String
        public let isMarked: Bool
    }

    private(set) var pieces: [Piece] = []

    /// Of the field with the first evidence, else the body; `reach` characters on either side of it.
    public init(_ post: Post, _ evidence: [Evidence], reach: Int = 60) {
        let shown = evidence.first { $0.range != nil }
        let entry = post.entries.first { entry in
            guard case .text(let bytes) = entry.value, !bytes.isEmpty else { return false }
            return shown.map { entry.field == $0.field && entry.element == $0.element }
                ?? [Field.body, .title].contains(entry.field)
        }
        guard let entry, case .text(let bytes) = entry.value else { return }
        let ranges = evidence.filter { $0.field == entry.field && $0.element == entry.element }.compactMap(\.range)
            .filter { $0.upperBound <= bytes.count }.sorted { $0.lowerBound < $1.lowerBound }
        let start = Self.back(bytes, from: ranges.first?.lowerBound ?? 0, characters: reach / 2)
        let end = Self.forward(bytes, from: ranges.first?.upperBound ?? 0, characters: reach * 3)
        if start > 0 { pieces.append(Piece(text: "…", isMarked: false)) }
        var at = start
        for range in ranges where range.lowerBound >= at && range.upperBound <= end {
            add(bytes[at..<range.lowerBound], false)
            add(bytes[range], true)
            at = range.upperBound
        }
        add(bytes[at..<max(at, end)], false)
        if end < bytes.count { pieces.append(Piece(text: "…", isMarked: false)) }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, _ isMarked: Bool) {
        guard !bytes.isEmpty else { return }
        let text = SafeText.make(bytes.map { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 ? 0x20 : $0 })
        pieces.append(Piece(text: text, isMarked: isMarked))
    }

    /// On one line of a terminal.
    public func line(_ terminal: Terminal, width: Int) -> String {
        var line = ""
        var used = 0
        for piece in pieces where used < width {
            let text = Columns.cut(piece.text, to: width - used)
            used += Columns.width(text) + (piece.isMarked && !terminal.hasColor ? 4 : 0)
            line += piece.isMarked ? (terminal.hasColor ? terminal.paint(text, .evidence) : "【\(text)】") : text
        }
        return line
    }

    private static func back(_ bytes: [UInt8], from: Int, characters: Int) -> Int {
        var at = from
        var left = characters
        while at > 0, left > 0 {
            at -= 1
            if bytes[at] & 0xC0 != 0x80 { left -= 1 }
        }
        return at
    }

    private static func forward(_ bytes: [UInt8], from: Int, characters: Int) -> Int {
        var at = from
        var left = characters
        while at < bytes.count, left > 0 {
            at += 1
            while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
            left -= 1
        }
        return at
    }
}
