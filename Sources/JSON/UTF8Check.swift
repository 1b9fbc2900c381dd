/// Whether bytes are UTF-8.
public enum UTF8Check {
    /// The offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7), nil if all is well.
    public static func firstInvalid(in bytes: [UInt8]) -> Int? { firstInvalid(in: bytes[...]) }

    /// The same, counted from the slice's beginning.
    public static func firstInvalid(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var at = 0
            let count = bytes.count
            while at < count {
                let lead = bytes[at]
                if lead < 0x80 {
                    at += 1
                    continue
                }
                let length: Int
                var low: UInt8 = 0x80
                var high: UInt8 = 0xBF
                switch lead {
                case 0xC2...0xDF: length = 2
                case 0xE0...0xEF:
                    length = 3
                    if lead == 0xE0 { low = 0xA0 }
                    if lead == 0xED { high = 0x9F }
                case 0xF0...0xF4:
                    length = 4
                    if lead == 0xF0 { low = 0x90 }
                    if lead == 0xF4 { high = 0x8F }
                default: return at
                }
                guard at + length <= count, bytes[at + 1] >= low, bytes[at + 1] <= high else { return at }
                for next in at + 2..<max(at + length, at + 2) where bytes[next] & 0xC0 != 0x80 { return at }
                at += length
            }
            return nil
        }
    }
}
