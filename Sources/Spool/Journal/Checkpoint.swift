public import Files
import JSON
public import Moderation

/// A place in the journal before which every post is filed, and the filing on disk: recovery reads from here.
public struct Checkpoint: Hashable, Sendable {
    /// The place.
    public let position: JournalPosition
    /// No number above this one was journalled before the place.
    public let greatestSequence: UInt64

    static let name = "checkpoint"

    /// Nil where none was written, or where it cannot be read: then recovery reads the whole journal.
    public static func read(from journal: Folder) throws(SpoolProblem) -> Checkpoint? {
        guard let bytes = try journal.read(name, limit: 4096), let json = try? JSONValue(parsing: bytes),
            let segment = json["segment"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let offset = json["offset"]?.integer, offset >= 0,
            let sequence = SequenceNumbers.number(json["seq"])
        else { return nil }
        return Checkpoint(
            position: JournalPosition(segment: segment, offset: offset), greatestSequence: sequence)
    }

    /// When the last one was written; nil if none was.
    public static func writtenAt(in spool: SpoolFolder) throws(SpoolProblem) -> Instant? {
        try spool.journal.status(of: name).map { Instant(microseconds: $0.modified / 1000) }
    }

    /// Replaces the checkpoint, whole or not at all.
    func write(to journal: Folder) throws(SpoolProblem) {
        var json = JSONWriter()
        json.object { json in
            json.member("segment", position.segment)
            json.member("offset", position.offset)
            json.member("seq", greatestSequence)
        }
        json.endLine()
        try journal.replace(Self.name, with: json.bytes, .fileAndFolder, mode: 0o640)
    }
}

extension Journal {
    /// Syncs the file system and writes a checkpoint at the first batch that is not wholly filed, or at the end.
    /// Nothing is done where the last one says the same. Returns it.
    @discardableResult public func checkpoint(_ spool: SpoolFolder) throws(SpoolProblem) -> Checkpoint {
        // The place first: what is filed later need not be synced now.
        let checkpoint = nextCheckpoint
        if try Checkpoint.read(from: folder) == checkpoint { return checkpoint }
        try spool.sync()
        try checkpoint.write(to: folder)
        return checkpoint
    }

    /// The first batch that is not released, or the end.
    var nextCheckpoint: Checkpoint {
        monitor.withLock { state in
            Checkpoint(
                position: state.holds.values.min().map { min($0, state.end) } ?? state.end,
                greatestSequence: state.greatest)
        }
    }

    /// Removes segments that lie wholly before the checkpoint on disk and were last written more than `age` ago.
    /// Returns how many.
    @discardableResult public func dropSegments(olderThan age: Duration = .seconds(90 * 86_400)) throws(SpoolProblem)
        -> Int
    {
        guard let checkpoint = try Checkpoint.read(from: folder) else { return 0 }
        let now = Instant.fromSystemClock().microseconds * 1000
        var dropped = 0
        for number in try Segment.all(in: folder) where number < checkpoint.position.segment {
            let name = Segment.name(number)
            guard let status = try folder.status(of: name), now - status.modified > age.nanoseconds else { continue }
            try folder.remove(name)
            dropped += 1
        }
        if dropped > 0 { try folder.sync() }
        return dropped
    }
}
