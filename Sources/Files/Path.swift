/// Takes paths apart, byte by byte, as the file system does: Foundation's methods for it are made for other platforms, and
/// trap on some one-character paths on this one.
public enum Path {
    /// Its last part, without slashes after it; `/` of the root, empty for an empty path.
    public static func name(_ path: String) -> String {
        let bytes = trimmed(path)
        guard let slash = bytes.lastIndex(of: separator), bytes.count > 1 else { return String(bytes) ?? path }
        return String(bytes[bytes.index(after: slash)...]) ?? path
    }

    /// The folder it is in: `.` for a name alone, `/` for what is in the root and for the root itself.
    public static func folder(_ path: String) -> String {
        let bytes = trimmed(path)
        guard let slash = bytes.lastIndex(of: separator) else { return "." }
        var end = slash
        while end > bytes.startIndex, bytes[bytes.index(before: end)] == separator { end = bytes.index(before: end) }
        return end == bytes.startIndex ? "/" : String(bytes[..<end]) ?? path
    }

    /// A path below a folder; `.` adds nothing.
    public static func join(_ folder: String, _ name: String) -> String {
        folder == "." || folder.isEmpty ? name : folder.utf8.last == separator ? folder + name : folder + "/" + name
    }

    private static let separator = UInt8(ascii: "/")

    private static func trimmed(_ path: String) -> Substring.UTF8View {
        var bytes = path.utf8[...]
        while bytes.count > 1, bytes.last == separator { bytes.removeLast() }
        return bytes
    }
}
