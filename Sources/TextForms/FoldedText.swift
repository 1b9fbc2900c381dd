/// A folded text and where each of its bytes came from. Keep one per field and fold into it again: its memory stays.
public struct FoldedText: Sendable {
    /// The folded form: always valid UTF-8.
    public internal(set) var bytes: [UInt8] = []
    /// Whether folding changed no byte.
    public internal(set) var isIdentity = true
    /// Where the map leaves the identity, in ascending order of both offsets. Before the first, offsets are equal.
    var segments: [Segment] = []

    /// The empty text.
    public init() {}

    /// Whether every offset is the same in both texts, though letters may differ in case.
    var keepsOffsets: Bool { segments.isEmpty }

    /// A piece of the folded text, up to where the next begins, and the piece of the original that it came from.
    struct Segment: Sendable {
        var folded: Int
        var original: Int
        /// How many bytes of the original it is, where it is one unit; 0 where both go on byte by byte.
        var unitLength: Int

        var isUnit: Bool { unitLength != 0 }
    }

    /// The bytes of the original that a range of the folded text came from, expanded to whole source characters:
    /// removed characters between two of them are inside, those at the edges are outside. Monotone in both ends; a
    /// range that is not within the text is cut to it. An empty range gives an empty one.
    public func original(of range: Range<Int>) -> Range<Int> {
        let range = range.clamped(to: 0..<bytes.count)
        guard !range.isEmpty else {
            let place = range.lowerBound < bytes.count ? start(of: range.lowerBound) : end(of: range.lowerBound - 1)
            return place..<place
        }
        return start(of: range.lowerBound)..<end(of: range.upperBound - 1)
    }

    /// The smallest range around this one that can be told apart in the original: whole scalars, and whole groups where
    /// several characters became one or one became several.
    func unit(around range: Range<Int>) -> Range<Int> {
        let range = range.clamped(to: 0..<bytes.count)
        guard !range.isEmpty else { return range }
        var lower = range.lowerBound
        if let index = segment(at: lower), segments[index].isUnit {
            lower = segments[index].folded
        } else {
            while lower > 0, bytes[lower].isContinuation { lower -= 1 }
        }
        var upper = range.upperBound
        if let index = segment(at: upper - 1), segments[index].isUnit {
            upper = index + 1 < segments.count ? segments[index + 1].folded : bytes.count
        } else {
            while upper < bytes.count, bytes[upper].isContinuation { upper += 1 }
        }
        return lower..<upper
    }

    /// Where the character of a byte begins in the original.
    private func start(of offset: Int) -> Int {
        var offset = offset
        guard let index = segment(at: offset) else {
            while offset > 0, bytes[offset].isContinuation { offset -= 1 }
            return offset
        }
        let segment = segments[index]
        if segment.isUnit { return segment.original }
        while offset > segment.folded, bytes[offset].isContinuation { offset -= 1 }
        return segment.original + offset - segment.folded
    }

    /// Where the character of a byte ends in the original; 0 in the empty text.
    private func end(of offset: Int) -> Int {
        guard offset >= 0 else { return 0 }
        let segment = segment(at: offset).map { segments[$0] } ?? Segment(folded: 0, original: 0, unitLength: 0)
        if segment.isUnit { return segment.original + segment.unitLength }
        var end = offset + 1
        while end < bytes.count, bytes[end].isContinuation { end += 1 }
        return segment.original + end - segment.folded
    }

    /// The last segment that begins at or before a folded offset.
    private func segment(at offset: Int) -> Int? {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].folded <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}

extension UInt8 {
    /// Whether it can only stand inside a UTF-8 sequence.
    var isContinuation: Bool { self & 0xC0 == 0x80 }
}
