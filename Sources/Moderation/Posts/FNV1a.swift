/// The 64-bit hash FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo): the same on every machine and in every version, which what is
/// written down by it relies on. It protects against accidents, not against attacks: anyone who wants two texts with one hash
/// finds them.
public struct FNV1a: Sendable {
    /// The hash of what was added so far.
    public var value: UInt64

    /// The hash of no bytes, or a continuation of another hash.
    @inlinable
    public init(from value: UInt64 = 0xcbf2_9ce4_8422_2325) { self.value = value }

    /// Adds a byte.
    @inlinable
    public mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

    /// Adds bytes.
    @inlinable
    public mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

    /// 16 hexadecimal digits.
    public var text: String {
        String(unsafeUninitializedCapacity: 16) { text in
            for at in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * at)) & 15
                text[at] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16
        }
    }
}
