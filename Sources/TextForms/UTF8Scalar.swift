/// One scalar read from bytes that need not be valid UTF-8.
struct UTF8Scalar {
    /// U+FFFD where the bytes are invalid.
    let value: UInt32
    /// How many bytes it takes; where they are invalid, those of the maximal subpart (Unicode 15, 3.9, "U+FFFD
    /// Substitution of Maximal Subparts").
    let length: Int
    let isValid: Bool

    private init(_ value: UInt32, _ length: Int, isValid: Bool = true) {
        (self.value, self.length, self.isValid) = (value, length, isValid)
    }

    /// The scalar at an offset within the bytes.
    @inline(__always)
    init(_ bytes: Span<UInt8>, at offset: Int) {
        let lead = bytes[offset]
        if lead < 0x80 {
            self.init(UInt32(lead), 1)
        } else if lead >= 0xE1, lead <= 0xEC, bytes.count - offset > 2, bytes[offset + 1].isContinuation,
            bytes[offset + 2].isContinuation
        {
            // Most of what is not ASCII: no case of table 3-7 needs a closer look.
            let value = UInt32(lead & 0x0F) << 12 | UInt32(bytes[offset + 1] & 0x3F) << 6
            self.init(value | UInt32(bytes[offset + 2] & 0x3F), 3)
        } else {
            self = Self.read(bytes, at: offset, lead: lead)
        }
    }

    /// Table 3-7 of Unicode 15.
    @inline(never)
    private static func read(_ bytes: Span<UInt8>, at offset: Int, lead: UInt8) -> Self {
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        let count: Int
        switch lead {
        case 0xC2...0xDF: count = 2
        case 0xE0...0xEF:
            count = 3
            if lead == 0xE0 { low = 0xA0 }
            if lead == 0xED { high = 0x9F }
        case 0xF0...0xF4:
            count = 4
            if lead == 0xF0 { low = 0x90 }
            if lead == 0xF4 { high = 0x8F }
        default: return Self(0xFFFD, 1, isValid: false)
        }
        var scalar = UInt32(lead) & (0x7F >> UInt32(count))
        for index in 1..<count {
            guard offset + index < bytes.count, bytes[offset + index] >= low, bytes[offset + index] <= high else {
                return Self(0xFFFD, index, isValid: false)
            }
            scalar = scalar << 6 | UInt32(bytes[offset + index] & 0x3F)
            (low, high) = (0x80, 0xBF)
        }
        return Self(scalar, count)
    }
}
