internal import Files
public import Moderation

/// Where a filed post lies: `flagged/market/NAME`. People type it, so nothing of it is trusted.
public struct FiledPlace: Hashable, Sendable, CustomStringConvertible {
    /// The outcome in whose folder it is.
    public let outcome: Outcome
    /// Between that folder and the post: of a day, of a channel.
    public let folders: [String]
    /// The post's file.
    public let name: String

    /// A day and a channel at most.
    static let depthLimit = 2

    /// From a path below the spool; nil where no filed post can lie there. The path of a sidecar gives its post's.
    public init?(_ path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, parts.count <= 2 + Self.depthLimit, let outcome = Outcome(rawValue: parts[0]),
            parts.allSatisfy(Self.isName), var name = parts.popLast()
        else { return nil }
        if name.utf8.count > Sidecar.verdictSuffix.utf8.count, name.hasSuffix(Sidecar.verdictSuffix) {
            name.removeLast(Sidecar.verdictSuffix.count)
        }
        self.init(outcome: outcome, folders: Array(parts.dropFirst()), name: name)
    }

    init(outcome: Outcome, folders: [String], name: String) {
        self.outcome = outcome
        self.folders = folders
        self.name = name
    }

    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.first != UInt8(ascii: ".") && text.utf8.count <= 255
            && !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }

    /// The path below the spool.
    public var description: String { ([outcome.rawValue] + folders + [name]).joined(separator: "/") }

    /// The channel it came through, by the folder it is in. Under `by-day` a post that was filed before the layout was
    /// changed may have no day.
    public func channel(_ layout: Layout) -> String? {
        switch layout {
        case .flat: folders.last
        case .byDay: folders.first.map(Self.isDay) == true ? folders.dropFirst().last : folders.last
        }
    }

    private static func isDay(_ name: String) -> Bool { name.utf8.count == 10 && Instant(rfc3339: name.utf8) != nil }

    /// The folder it lies in; nil where that is not there. `in` another outcome, the folder of the same name there.
    func folder(in spool: SpoolFolder, of outcome: Outcome? = nil) throws(SpoolProblem) -> Folder? {
        var folder: Folder? = spool.folder(of: outcome ?? self.outcome)
        for name in folders { folder = try folder?.folderIfThere(name) }
        return folder
    }

    func makeFolder(in spool: SpoolFolder, of outcome: Outcome) throws(SpoolProblem) -> Folder {
        var folder = spool.folder(of: outcome)
        for name in folders { folder = try Filing.folder(name, in: folder) }
        return folder
    }
}
