import JSON

/// What a file's name in the inbox comes to. Names are data: any bytes but 0 and `/`.
public enum PostName: Hashable, Sendable {
    /// Taken as it is.
    case fine(String)
    /// `.name`, `name.tmp`, `name.part` and the like: not finished, ignored.
    case inTheMaking
    /// Goes to `failed/` under the name `clean`.
    case refused(clean: String, reason: String)

    /// The longest name in bytes: with a number and the sidecar's suffix it still fits into the 255 of a file system.
    public static let lengthLimit = 200
    /// Suffixes of files that Moongate puts next to posts.
    public static let reservedSuffixes = [Sidecar.verdictSuffix, Sidecar.reasonSuffix]
    /// Of files that are still being written: what people's own programs use, and uploads by WinSCP (`.filepart`), rclone
    /// (`.partial`), browsers (`.crdownload`) and editors (`.swp`).
    static let unfinishedSuffixes = [".tmp", ".part", ".filepart", ".partial", ".crdownload", ".swp"]

    /// Judges the name of a file, or of a channel's folder.
    public init(_ bytes: [UInt8]) {
        if Self.isPlain(bytes) {
            self = .fine(String(decoding: bytes, as: UTF8.self))
            return
        }
        if bytes.first == UInt8(ascii: ".") || Self.unfinishedSuffixes.contains(where: bytes.hasSuffix) {
            self = .inTheMaking
            return
        }
        var reasons: [String] = []
        if let at = UTF8Check.firstInvalid(in: bytes) { reasons.append("is not UTF-8 (its byte \(at + 1))") }
        let name = String(decoding: bytes, as: UTF8.self)
        if let bad = name.unicodeScalars.first(where: Self.isControl) {
            let code = String(bad.value, radix: 16, uppercase: true)
            reasons.append(
                "holds a control character (U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code))")
        }
        if bytes.isEmpty { reasons.append("is empty") }
        if bytes.count > Self.lengthLimit {
            reasons.append("is \(bytes.count) bytes long; at most \(Self.lengthLimit) are taken")
        }
        if let suffix = Self.reservedSuffixes.first(where: bytes.hasSuffix) {
            reasons.append("ends in \(suffix), which is reserved for Moongate's files")
        }
        self =
            reasons.isEmpty
            ? .fine(name)
            : .refused(clean: Self.clean(bytes), reason: "the name " + reasons.joined(separator: "; the name "))
    }

    /// Printable ASCII that nothing below can object to: what nearly all names are.
    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        guard (1...lengthLimit).contains(bytes.count), bytes[0] != UInt8(ascii: ".") else { return false }
        for byte in bytes where byte < 0x20 || byte > 0x7E { return false }
        return !unfinishedSuffixes.contains(where: bytes.hasSuffix)
            && !reservedSuffixes.contains(where: bytes.hasSuffix)
    }

    /// C0, DEL and C1, and the bidirectional controls that make a name read otherwise than it is.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// What cannot stand is percent-encoded, and what is too long is cut between characters.
    private static func clean(_ bytes: [UInt8]) -> String {
        var clean: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let character = character(of: bytes, at: at)
            var piece = Array(bytes[at..<at + character.length])
            if character.mustGo { piece = piece.flatMap(percentEncoded) }
            if clean.count + piece.count > lengthLimit { break }
            clean += piece
            at += character.length
        }
        for suffix in reservedSuffixes + unfinishedSuffixes where clean.hasSuffix(suffix) {
            let extensionStart = clean.lastIndex(of: UInt8(ascii: ".")) ?? 0
            clean.replaceSubrange(extensionStart...extensionStart, with: Array("%2E".utf8))
            // The two bytes more may be too many: the end is ASCII, so any cut is between characters.
            if clean.count > lengthLimit { clean.removeLast(clean.count - lengthLimit) }
        }
        return clean.isEmpty ? "unnamed" : String(decoding: clean, as: UTF8.self)
    }

    private static func character(of bytes: [UInt8], at: Int) -> (length: Int, mustGo: Bool) {
        var decoder = UTF8()
        var tail = bytes[at..<min(at + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&tail) else { return (1, true) }
        return (UTF8.width(scalar), isControl(scalar))
    }

    private static func percentEncoded(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}

extension [UInt8] {
    func hasSuffix(_ text: String) -> Bool {
        var at = count - text.utf8.count
        guard at >= 0 else { return false }
        for byte in text.utf8 {
            if self[at] != byte { return false }
            at += 1
        }
        return true
    }
}
