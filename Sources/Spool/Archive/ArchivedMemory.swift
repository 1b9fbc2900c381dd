public import Files
public import Moderation

/// What plugins remembered at one moment, kept next to the archive so that a backtest can judge a post by what was known on
/// its day: `archive/memory/INSTANT/`, in it the files of `state/memory/` as they were.
public struct ArchivedMemory: Sendable {
    /// When it was kept: all posts judged before are in it, none of those judged after.
    public let at: Instant
    private let folder: Folder

    static let folderName = "memory"
    /// Size limit of one of its files, in bytes.
    private static let fileLimit = 256 << 20

    private init(at: Instant, _ folder: Folder) {
        self.at = at
        self.folder = folder
    }

    /// All that a spool keeps, oldest first.
    public static func all(inSpool path: String) throws(SpoolProblem) -> [ArchivedMemory] {
        guard let folder = try Folder(path: path).folderIfThere("archive")?.folderIfThere(folderName) else { return [] }
        var kept: [ArchivedMemory] = []
        for name in try names(in: folder) {
            guard let at = Instant(rfc3339: name.utf8), let copy = try folder.folderIfThere(name) else { continue }
            kept.append(ArchivedMemory(at: at, copy))
        }
        return kept
    }

    /// Copies that are whole, oldest first.
    static func names(in folder: Folder) throws(SpoolProblem) -> [String] {
        try FolderListing.names(of: folder).compactMap { name, isFolder in
            isFolder && Instant(rfc3339: name.utf8) != nil ? name : nil
        }.sorted()
    }

    /// A plugin's memory as it was then: empty where it had none, nil if the plugin remembers nothing.
    public func memory(of plugin: any RulePlugin) throws -> (any PluginMemory)? {
        guard let remembering = plugin as? any Remembers else { return nil }
        let parts = try folder.folderIfThere(plugin.name + ".parts")
        let head = try folder.read(plugin.name, limit: Self.fileLimit)
        return try remembering.openMemory(
            from: head.map { head in
                StoredMemory(
                    head: head,
                    parts: MemoryParts(
                        read: { name in try? parts?.read(name, limit: Self.fileLimit) }, refuse: { _, _ in }))
            })
    }
}
