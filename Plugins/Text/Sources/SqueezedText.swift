/// Folded text in which any run of white space is one space, as plain values are looked for: a phrase is found across
/// several spaces, a line break or an empty line. Its memory stays from text to text.
struct SqueezedText {
    private var squeezed: [UInt8] = []
    /// Where a run of several white space characters ends in the squeezed text, and how many bytes are left out up to
    /// there.
    private var runs: [(end: Int, removed: Int)] = []

    private static let space: UInt8 = 0x20
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

    /// The text with each run as one space, valid until the next one; itself if it is so already.
    mutating func squeeze(_ text: [UInt8]) -> [UInt8] {
        runs.removeAll(keepingCapacity: true)
        guard let first = Self.firstRun(in: text.span) else { return text }
        squeezed.removeAll(keepingCapacity: true)
        squeezed += text[..<first]
        var at = first
        while at < text.count {
            let start = at
            if Self.isSpace(text[at]) {
                while at < text.count, Self.isSpace(text[at]) { at += 1 }
                squeezed.append(Self.space)
                if at - start > 1 { runs.append((squeezed.count, at - squeezed.count)) }
            } else {
                while at < text.count, !Self.isSpace(text[at]) { at += 1 }
                squeezed += text[start..<at]
            }
        }
        return squeezed
    }

    /// The range of the text that a range of the squeezed one is.
    func whole(_ range: Range<Int>) -> Range<Int> {
        runs.isEmpty ? range : whole(range.lowerBound)..<whole(range.upperBound)
    }

    private func whole(_ offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? offset : offset + runs[low - 1].removed
    }

    /// The first line break, or the first of several spaces; nil if the text stays as it is.
    private static func firstRun(in text: Span<UInt8>) -> Int? {
        var wasSpace = false
        for index in text.indices {
            let byte = text[index]
            if byte == 0x0A { return wasSpace ? index - 1 : index }
            if byte == space, wasSpace { return index - 1 }
            wasSpace = byte == space
        }
        return nil
    }

    /// A value squeezed in the same way, once.
    static func squeeze(_ value: [UInt8]) -> [UInt8] {
        var text = SqueezedText()
        return text.squeeze(value)
    }
}
