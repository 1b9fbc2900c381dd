public import Files
import Glibc

/// Reads the journal forwards, a line at a time. At the end `next` gives nil, and may be called again later: it goes on
/// with what was appended, over new segments too. Needs no lock and writes nothing.
public struct JournalReader {
    /// Longer lines are passed over.
    public static let lineLimit = 1 << 20

    private let folder: Folder
    private var file: OpenFile?
    private var buffer: [UInt8] = []
    /// The next line's place in `buffer`.
    private var at = 0
    private var isPassingOver = false

    /// Where the next line begins.
    public private(set) var position: JournalPosition
    /// Lines that were no records, or too long.
    public private(set) var badLines = 0

    /// From a place, or from the beginning.
    public init(_ journal: Folder, from position: JournalPosition? = nil) {
        folder = journal
        self.position = position ?? JournalPosition(segment: 0, offset: 0)
    }

    /// The next record; nil where there is none yet.
    public mutating func next() throws(SpoolProblem) -> JournalLine? {
        try next { try? JournalLine(parsing: $0) }
    }

    /// The next verdict on a claimed post; nil if there is none yet. New verdicts on filed posts are passed over.
    public mutating func nextVerdict() throws(SpoolProblem) -> RecordedVerdict? {
        while let found = try next({ line -> RecordedVerdict?? in
            // Other kinds are lines as well, and are not counted as bad.
            if JournalBytes.hasKind(line) { return .some(nil) }
            return RecordedVerdict(parsing: line).map { .some($0) }
        }) {
            if let found { return found }
        }
        return nil
    }

    /// The next decision; nil if there is none yet. Few lines are decisions: the others are not read.
    public mutating func nextDecision() throws(SpoolProblem) -> JournalLine? {
        while let bytes = try next({ $0 }) {
            guard JournalBytes.isDecision(bytes), let line = try? JournalLine(parsing: bytes) else { continue }
            return line
        }
        return nil
    }

    /// The next record as `parse` reads its line, for who wants more or less of it than an entry has; nil where there is
    /// none yet. Lines that `parse` gives nil for are passed over and counted as bad.
    public mutating func next<Record>(_ parse: ([UInt8]) -> Record?) throws(SpoolProblem) -> Record? {
        while true {
            if let line = try nextLine() {
                if let entry = parse(line) { return entry }
                badLines += 1
            } else if try !nextSegment() {
                return nil
            }
        }
    }

    /// A whole line of the current segment, without its line feed.
    private mutating func nextLine() throws(SpoolProblem) -> [UInt8]? {
        guard let file else { return nil }
        while true {
            if let end = buffer[at...].firstIndex(of: 0x0A) {
                let line = Array(buffer[at..<end])
                advance(by: end + 1 - at)
                if isPassingOver {
                    isPassingOver = false
                    badLines += 1
                    continue
                }
                if line.count <= Self.lineLimit { return line }
                badLines += 1
                continue
            }
            if buffer.count - at > Self.lineLimit {
                isPassingOver = true
                advance(by: buffer.count - at)
            }
            buffer.removeFirst(at)
            at = 0
            let more = try file.chunk(at: position.offset + buffer.count, count: 65_536)
            if more.isEmpty {
                // A line without an end may yet be cut away, or finished: it is read again the next time.
                buffer = []
                return nil
            }
            buffer += more
        }
    }

    private mutating func advance(by count: Int) {
        at += count
        position = JournalPosition(segment: position.segment, offset: position.offset + count)
    }

    /// Opens the next segment, where there is one.
    private mutating func nextSegment() throws(SpoolProblem) -> Bool {
        let isFirst = file == nil
        let all = try Segment.all(in: folder)
        guard let number = all.first(where: { isFirst ? $0 >= position.segment : $0 > position.segment }) else {
            return false
        }
        if let file {
            // What came in between reading the end and finding the next segment; else a torn end, which nobody finishes.
            let rest = try file.chunk(at: position.offset, count: Self.lineLimit + 1)
            if rest.contains(0x0A) { return true }
            if isPassingOver || !rest.isEmpty { badLines += 1 }
        }
        guard let next = try folder.fileIfThere(Segment.name(number), O_RDONLY) else { return false }
        (file, buffer, at, isPassingOver) = (next, [], 0, false)
        if number != position.segment { position = JournalPosition(segment: number, offset: 0) }
        return true
    }
}
