internal import Files

/// A claimed file in `work/`: `SEQ-NAME`, in the folder `@CHANNEL` where it came through a channel. A folder, because
/// two names of 200 bytes do not fit into one; the `@`, so that no channel can be called like a claimed file.
/// `SEQ!NAME` is a file whose own name was refused.
public struct WorkFile: Hashable, Sendable {
    /// The claim's number.
    public let sequence: UInt64
    /// The name it came with, or a cleaned one.
    public let name: String
    /// The channel it came through.
    public let channel: String?
    /// Whether `name` was cleaned.
    public let hasRefusedName: Bool
    /// Its name in `work/`.
    let fileName: String

    static let digits = 16

    init(sequence: UInt64, name: String, channel: String?, hasRefusedName: Bool = false) {
        self.sequence = sequence
        self.name = name
        self.channel = channel
        self.hasRefusedName = hasRefusedName
        fileName = Self.padded(sequence) + (hasRefusedName ? "!" : "-") + name
    }

    /// Nil for a name that Moongate does not give.
    init?(fileName: String, channel: String?) {
        let bytes = Array(fileName.utf8)
        guard bytes.count > Self.digits + 1, let sequence = Self.sequence(bytes[..<Self.digits]) else { return nil }
        switch bytes[Self.digits] {
        case UInt8(ascii: "-"): hasRefusedName = false
        case UInt8(ascii: "!"): hasRefusedName = true
        default: return nil
        }
        self.sequence = sequence
        name = String(decoding: bytes[(Self.digits + 1)...], as: UTF8.self)
        self.channel = channel
        self.fileName = fileName
    }

    /// 16 digits, so that names sort as numbers do.
    static func padded(_ sequence: UInt64) -> String {
        guard sequence < 10_000_000_000_000_000 else { return String(sequence) }
        return String(unsafeUninitializedCapacity: digits) { text in
            var rest = sequence
            for at in stride(from: digits - 1, through: 0, by: -1) {
                text[at] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return digits
        }
    }

    static func sequence(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        guard bytes.count == digits, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(String(decoding: bytes, as: UTF8.self)).flatMap { $0 < SequenceNumbers.limit ? $0 : nil }
    }

    /// The folder it lies in; nil where that is gone.
    func folder(in spool: SpoolFolder, making: Bool = false) throws(SpoolProblem) -> Folder? {
        guard let channel else { return spool.work }
        let name = "@" + channel
        return making ? try spool.work.folder(name, making: 0o700) : try spool.work.folderIfThere(name)
    }
}
