extension FoldingBuffer {
    /// Copies a run of ASCII, at least one byte; eight at a time where they are printable and none is a backtick.
    @inline(__always)
    func copyASCII(
        from input: Span<UInt8>, to output: inout MutableSpan<UInt8>, segments: inout [FoldedText.Segment],
        place: inout Place
    ) {
        guard form == .folded else {
            place.lastClass = 0
            return place.copy(1, from: input, to: &output, &segments)
        }
        var read = place.read
        var written = place.written
        var upper: UInt64 = 0
        let last = min(input.count - read, output.count - written) - 8
        if last >= 0 {
            let end = read + last
            var words = output.mutableBytes
            while read <= end {
                let word = input.bytes.unsafeLoadUnaligned(fromByteOffset: read, as: UInt64.self)
                guard word.isPlainASCII else { break }
                let capitals = word.capitals
                upper |= capitals
                words.storeBytes(of: word | capitals >> 2, toByteOffset: written, as: UInt64.self)
                read += 8
                written += 8
            }
        }
        if read > place.read {
            place.lastClass = 0
            place.align(&segments)
            (place.read, place.written) = (read, written)
            if upper != 0 { place.changed = true }
            return
        }
        let byte = input[read]
        let fold = ASCIIFold(byte)
        // What goes does not keep marks apart: those around it are put in order together.
        if case .goes = fold {} else { place.lastClass = 0 }
        switch fold {
        case .stays: place.copy(1, from: input, to: &output, &segments)
        case .becomes(let other):
            if byte == 0x0D, read + 1 < input.count, input[read + 1] == 0x0A {
                place.close(2, &segments)
                place.read += 2
            } else {
                place.align(&segments)
                place.changed = true
                place.read += 1
            }
            place.write(other, to: &output)
        case .goes:
            place.read += 1
            place.changed = true
        }
    }
}

/// What an ASCII character becomes.
enum ASCIIFold {
    case stays
    case becomes(UInt8)
    case goes

    /// Letters become small, line breaks line feeds, other white space a space, a backtick an apostrophe; other controls
    /// go.
    @inline(__always)
    init(_ byte: UInt8) {
        switch byte {
        case 0x41...0x5A: self = .becomes(byte | 0x20)
        case 0x60: self = .becomes(0x27)
        case 0x20...0x7E, 0x0A: self = .stays
        case 0x0D: self = .becomes(0x0A)
        case 0x09, 0x0B, 0x0C: self = .becomes(0x20)
        default: self = .goes
        }
    }
}

// Eight bytes at a time. No sum carries into the next byte as long as all are ASCII.
extension UInt64 {
    private static let tops: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Whether every byte is from 0x20 to 0x7E, and none a backtick.
    @inline(__always)
    fileprivate var isPlainASCII: Bool {
        guard self & Self.tops == 0 else { return false }
        let isNoBacktick = (self ^ 0x60 &* Self.ones) &+ 0x7F &* Self.ones
        return (self &+ 0x60 &* Self.ones) & ~(self &+ Self.ones) & isNoBacktick & Self.tops == Self.tops
    }

    /// The top bit of every byte that is a capital letter.
    @inline(__always)
    fileprivate var capitals: UInt64 {
        (self &+ 0x3F &* Self.ones) & ~(self &+ 0x25 &* Self.ones) & Self.tops
    }
}
