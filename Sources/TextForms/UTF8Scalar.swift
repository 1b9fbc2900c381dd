/// One scalar read from bytes that need not be valid UTF-8.
package struct UTF8Scalar {
    /// U+FFFD where the bytes are invalid.
    package let value: UInt32
    /// How many bytes it takes; where they are invalid, those of the maximal subpart (Unicode 15, 3.9, "U+FFFD
    /// Substitution of Maximal Subparts").
    package let length: Int
    package let isValid: Bool

    private init(_ value: UInt32, _ length: Int, isValid: Bool = true) {
        (self.value, self.length, self.isValid) = (value, length, isValid)
    }

    /// The scalar at an offset within the bytes.
    @inline(__always)
    package init(_ bytes: Span<UInt8>, at offset: Int) {
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

extension [UInt8] {
    /// Puts a scalar's UTF-8 where there is room: how many bytes it takes.
    mutating func putUTF8(_ scalar: UInt32, at offset: Int) -> Int {
        switch scalar {
        case ..<0x80:
            self[offset] = UInt8(scalar)
            return 1
        case ..<0x800:
            self[offset] = UInt8(0xC0 | scalar >> 6)
        case ..<0x10000:
            self[offset] = UInt8(0xE0 | scalar >> 12)
            self[offset + 1] = UInt8(0x80 | scalar >> 6 & 0x3F)
        default:
            self[offset] = UInt8(0xF0 | scalar >> 18)
            self[offset + 1] = UInt8(0x80 | scalar >> 12 & 0x3F)
            self[offset + 2] = UInt8(0x80 | scalar >> 6 & 0x3F)
        }
        let count = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
        self[offset + count - 1] = UInt8(0x80 | scalar & 0x3F)
        return count
    }
}
