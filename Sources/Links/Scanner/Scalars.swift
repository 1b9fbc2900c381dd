extension Span<UInt8> {
    /// The character that begins at a place, which then lies behind it. The text is valid UTF-8.
    @inlinable @inline(__always)
    package func scalar(_ at: inout Int) -> UInt32 {
        let first = UInt32(self[at])
        guard first >= 0xC0 else {
            at += 1
            return first
        }
        func next(_ offset: Int) -> UInt32 { at + offset < count ? UInt32(self[at + offset] & 0x3F) : 0 }
        let value: UInt32
        switch first {
        case 0xE0..<0xF0:
            value = (first & 0x0F) << 12 | next(1) << 6 | next(2)
            at += 3
        case 0xC0..<0xE0:
            value = (first & 0x1F) << 6 | next(1)
            at += 2
        default:
            value = (first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3)
            at += 4
        }
        return value
    }
}
