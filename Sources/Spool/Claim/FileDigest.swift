internal import Moderation

/// The digest by which the journal knows a file's contents: tells torn and changed contents apart after a crash. No defence
/// against somebody who wants two contents with one digest: such a one could drop either.
public enum FileDigest {
    /// 16 hexadecimal digits.
    public static func of(_ bytes: [UInt8]) -> String {
        var hash = FNV1a()
        hash.add(bytes)
        return hash.text
    }
}
