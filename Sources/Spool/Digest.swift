/// FNV-1a, 64 bits (G. Fowler, L. C. Noll, P. Vo): tells torn and changed contents apart after a crash. No defence
/// against somebody who wants two contents with one digest: such a one could drop either.
enum Digest {
    /// 16 hexadecimal digits.
    static func of(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(unsafeUninitializedCapacity: 16) { text in
            for at in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: hash >> UInt64(60 - 4 * at)) & 15
                text[at] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16
        }
    }
}

/// The digest by which the journal knows a file's contents.
public enum FileDigest {
    /// 16 hexadecimal digits.
    public static func of(_ bytes: [UInt8]) -> String { Digest.of(bytes) }
}
