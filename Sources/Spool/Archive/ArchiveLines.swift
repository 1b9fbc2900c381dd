import JSON
import Moderation

/// Posts on their way into the archive: lines already, so that nothing else of a post is kept while it waits.
public struct ArchiveLines: Sendable {
    /// Of one day (UTC) each, in the order in which they came.
    private(set) var days: [(day: String, lines: [UInt8])] = []
    /// Posts.
    public private(set) var count = 0
    /// Bytes of all lines.
    public private(set) var size = 0

    /// None.
    public init() {}

    /// Posts as lines; those over `Archive.postLimit` are left out.
    public init(_ posts: some Sequence<ArchivedPost>) {
        var json = JSONWriter()
        var day: (text: String, start: Instant)?
        func end(_ lines: inout Self) {
            if let day { lines.append(json.bytes, of: day.text) }
            json.removeAll()
        }
        for post in posts where post.bytes.count <= Archive.postLimit {
            if day?.start != post.decidedAt.startOfDay {
                end(&self)
                day = (post.decidedAt.date, post.decidedAt.startOfDay)
            }
            post.write(to: &json)
            count += 1
        }
        end(&self)
    }

    /// Puts others behind.
    public mutating func append(_ others: ArchiveLines) {
        for other in others.days { append(other.lines, of: other.day) }
        count += others.count
    }

    private mutating func append(_ lines: [UInt8], of day: String) {
        guard !lines.isEmpty else { return }
        if days.last?.day == day {
            days[days.count - 1].lines += lines
        } else {
            days.append((day, lines))
        }
        size += lines.count
    }

    /// Lines in pieces of about this many bytes, each of which ends with a line.
    static func pieces(of lines: [UInt8], size: Int) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = lines[...]
        while rest.count > size, let end = rest[(rest.startIndex + size)...].firstIndex(of: 0x0A) {
            pieces.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        return rest.isEmpty ? pieces : pieces + [rest]
    }
}

extension Instant {
    /// Midnight (UTC) before it.
    fileprivate var startOfDay: Instant {
        let day: Int64 = 86_400_000_000
        let inDay = microseconds % day
        return Instant(microseconds: microseconds - (inDay < 0 ? inDay + day : inDay))
    }
}
