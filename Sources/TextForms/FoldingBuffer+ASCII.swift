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
            while true {
                if read > end {
                    // The last bytes, fewer than eight: together with some before them, which are folded once more.
                    guard read < end + 8, read >= place.read + 8 else { break }
                    (read, written) = (end, written - (read - end))
                }
                let word = input.bytes.unsafeLoadUnaligned(fromByteOffset: read, as: UInt64.self)
                let others = word.others
                let capitals = word.capitals
                // What is written behind the first other is written over.
                words.storeBytes(of: word | capitals >> 2, toByteOffset: written, as: UInt64.self)
                if others != 0 {
                    let bits = others.trailingZeroBitCount & ~7
                    upper |= capitals & (1 << UInt64(bits) &- 1)
                    read += bits / 8
                    written += bits / 8
                    break
                }
                upper |= capitals
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

    /// The top bits of bytes that are not from 0x20 to 0x7E, or a backtick: right up to the first of them in memory.
    @inline(__always)
    fileprivate var others: UInt64 {
        let isPrintable = self &+ 0x60 &* Self.ones
        let isNoBacktick = (self ^ 0x60 &* Self.ones) &+ 0x7F &* Self.ones
        return (~(isPrintable & isNoBacktick) | (self &+ Self.ones) | self) & Self.tops
    }

    /// The top bit of every byte that is a capital letter.
    @inline(__always)
    fileprivate var capitals: UInt64 {
        (self &+ 0x3F &* Self.ones) & ~(self &+ 0x25 &* Self.ones) & Self.tops
    }
}
