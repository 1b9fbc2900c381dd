internal import Moderation

/// The texts of a post with what was found in them marked, and who wrote it.
struct PostText {
    private let post: Post
    private let evidence: [Evidence]

    init(_ post: Post, _ evidence: [Evidence]) {
        self.post = post
        self.evidence = evidence
    }

    /// `Lily (u7), market, 2026-11-24T08:00:00Z`: author, channel and time, as far as the post has them. `receivedAt` is for
    /// posts that do not say when they were written.
    static func head(of post: Post, receivedAt: Instant?) -> String {
        func text(_ name: String) -> String? {
            post.text(of: Field(name)).flatMap { $0.isEmpty ? nil : Columns.cut(SafeText.make($0), to: 40) }
        }
        let author =
            switch (text("author.name"), text("author.id")) {
            case (let name?, let id?): "\(name) (\(id))"
            case (let name, let id): name ?? id
            }
        let time = (post.time(of: .createdAt) ?? receivedAt).map { String($0.rfc3339.prefix(19)) + "Z" }
        return [author, post.channel.map { SafeText.make($0) }, time].compactMap { $0 }.joined(separator: ", ")
    }

    /// Every text field with its evidence marked.
    func lines(_ terminal: Terminal) -> [String] {
        let texts = post.entries.compactMap { entry -> (label: String, text: String)? in
            guard case .text(let bytes) = entry.value, !bytes.isEmpty else { return nil }
            let ranges = evidence.filter { $0.field == entry.field && $0.element == entry.element }.compactMap(\.range)
            let isMain = [Field.title, .body, .url, .links].contains(entry.field)
            guard isMain || !ranges.isEmpty else { return nil }
            let label = entry.field.name + (entry.element.map { "[\($0)]" } ?? "")
            return (label, Self.marked(bytes, Self.merged(ranges), terminal))
        }
        let width = texts.map { Columns.width($0.label) }.max() ?? 0
        let indent = "\n" + String(repeating: " ", count: width + 4)
        return texts.map { label, text in
            "  " + terminal.paint(Columns.pad(SafeText.make(label), to: width), .dim) + "  "
                + text.replacing("\n", with: indent)
        }
    }

    private static func marked(_ bytes: [UInt8], _ ranges: [Range<Int>], _ terminal: Terminal) -> String {
        var text = ""
        var at = 0
        for range in ranges where range.lowerBound >= at && range.upperBound <= bytes.count {
            text += SafeText.make(bytes[at..<range.lowerBound], keepingLines: true)
            let inner = SafeText.make(bytes[range], keepingLines: true)
            text += terminal.hasColor ? terminal.paint(inner, .evidence) : "【\(inner)】"
            at = range.upperBound
        }
        return text + SafeText.make(bytes[at...].trimmingLastLineFeeds, keepingLines: true)
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingLastLineFeeds: ArraySlice<UInt8> {
        self[..<((lastIndex { $0 != 0x0A } ?? startIndex - 1) + 1)]
    }
}
