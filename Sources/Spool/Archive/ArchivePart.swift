internal import Files
import Glibc
import Moderation

/// A file of the archive: `2026-11-24-0001.jsonl.zst`, some frames of Zstandard one behind the other, in them JSON lines
/// (`zstdcat` and `jq` read it). A day may have several.
public struct ArchivePart: Hashable, Comparable, Sendable {
    /// The day of the verdicts in it (UTC): `2026-11-24`.
    public let day: String
    /// From 1.
    public let number: Int
    /// In bytes, compressed.
    public let size: Int

    static let suffix = ".jsonl.zst"
    /// Greater files are none of Moongate's.
    static let sizeLimit = 256 << 20

    init(day: String, number: Int, size: Int = 0) {
        self.day = day
        self.number = number
        self.size = size
    }

    init?(name: String, size: Int) {
        guard name.hasSuffix(Self.suffix) else { return nil }
        let stem = name.dropLast(Self.suffix.count)
        let digits = stem.dropFirst(11)
        guard stem.count == 15, stem.dropFirst(10).first == "-", Instant(rfc3339: stem.prefix(10).utf8) != nil,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
        else { return nil }
        self.init(day: String(stem.prefix(10)), number: number, size: size)
    }

    var name: String {
        let digits = String(number)
        return day + "-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + Self.suffix
    }

    /// In the order in which they were written.
    public static func < (a: Self, b: Self) -> Bool { (a.day, a.number) < (b.day, b.number) }

    /// All there are from a day on, in order.
    static func all(in folder: Folder, since day: String = "") throws(SpoolProblem) -> [ArchivePart] {
        var parts: [ArchivePart] = []
        for entry in try FolderListing.names(of: folder) where !entry.isFolder {
            guard let status = try folder.status(of: entry.name), status.isRegular,
                let part = ArchivePart(name: entry.name, size: status.size), part.day >= day
            else { continue }
            parts.append(part)
        }
        return parts.sorted()
    }

    /// What is in it; nothing where it is gone by now.
    func frames(in folder: Folder) throws(SpoolProblem) -> ArchiveFrames {
        ArchiveFrames(
            try folder.fileIfThere(name, O_RDONLY)?.read(limit: Self.sizeLimit, expecting: size) ?? [])
    }
}

/// The frames of a part, unpacked one at a time: all at once may take a gigabyte.
struct ArchiveFrames: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    /// Bytes that were read.
    private(set) var position = 0
    /// Of these, those that were passed over: torn by a crash, or damaged.
    private(set) var damagedBytes = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What the next whole frame holds. One that is not whole may be followed by good ones: they are found by their
    /// first bytes.
    mutating func next() -> [UInt8]? {
        while position < bytes.count {
            if bytes[position...].starts(with: ZstdFrame.magic), let length = ZstdFrame.length(bytes[position...]),
                let block = ZstdFrame.decompress(bytes[position..<position + length])
            {
                position += length
                return block
            }
            let next = nextMagic(from: position + 1)
            damagedBytes += next - position
            position = next
        }
        return nil
    }

    private func nextMagic(from start: Int) -> Int {
        var at = start
        while at < bytes.count, let found = bytes[at...].firstIndex(of: ZstdFrame.magic[0]) {
            if bytes[found...].starts(with: ZstdFrame.magic) { return found }
            at = found + 1
        }
        return bytes.count
    }
}
