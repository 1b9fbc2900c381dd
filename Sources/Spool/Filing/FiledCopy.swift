public import Files
import JSON
public import Moderation

/// A filed post as it lies there, read to be decided about or judged again.
public struct FiledCopy: Sendable {
    /// Where it lies.
    public let place: FiledPlace
    /// All of it.
    public let bytes: [UInt8]
    /// What tells it from any other file.
    public let identity: FileIdentity
    /// Its sidecar.
    let sidecar: [UInt8]?

    /// When it came, as far as the file tells: its verdict's `received_at`, else when it was last written.
    public let receivedAt: Instant
    /// The number that its sidecar begins with.
    let owner: UInt64?
}

extension FiledPlace {
    /// Reads it; nil where no plain file of at most `sizeLimit` bytes is there.
    public func read(in spool: SpoolFolder, sizeLimit: Int = 64 << 20) throws(SpoolProblem) -> FiledCopy? {
        guard let folder = try folder(in: spool), let status = try folder.status(of: name), status.isRegular,
            status.size <= sizeLimit, let bytes = try folder.read(name, limit: sizeLimit + 1), bytes.count <= sizeLimit
        else { return nil }
        let beside = name + Sidecar.verdictSuffix
        var sidecar: [UInt8]?
        if let status = try folder.status(of: beside), status.isRegular {
            sidecar = try folder.read(beside, limit: JournalReader.lineLimit)
        }
        let verdict = sidecar.flatMap { try? JSONValue(parsing: $0) }
        let received = verdict?["received_at"]?.string.flatMap { Instant(rfc3339: $0.utf8) }
        return FiledCopy(
            place: self, bytes: bytes, identity: FileIdentity(status, contents: bytes), sidecar: sidecar,
            receivedAt: received ?? Instant(microseconds: status.modified / 1000),
            owner: SequenceNumbers.number(verdict?["seq"]))
    }
}
