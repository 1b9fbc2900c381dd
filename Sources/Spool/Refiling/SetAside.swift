public import Files
public import Moderation

/// What could not be read of a plugin's memory: `state/memory/NAME.damaged`, and `.damaged` parts in `NAME.parts/`.
public enum SetAside {
    /// Removes what was set aside before an instant; returns how many files.
    @discardableResult public static func drop(before: Instant, in spool: SpoolFolder) throws(SpoolProblem) -> Int {
        guard let memory = try spool.state.folderIfThere("memory") else { return 0 }
        var dropped = try drop(before, memory)
        for (name, isFolder) in try FolderListing.names(of: memory) where isFolder && name.hasSuffix(".parts") {
            if let parts = try memory.folderIfThere(name) { dropped += try drop(before, parts) }
        }
        return dropped
    }

    private static func drop(_ before: Instant, _ folder: Folder) throws(SpoolProblem) -> Int {
        var dropped = 0
        for (name, isFolder) in try FolderListing.names(of: folder) where !isFolder && name.hasSuffix(".damaged") {
            guard let status = try folder.status(of: name), status.changed / 1000 < before.microseconds else {
                continue
            }
            if try folder.remove(name) { dropped += 1 }
        }
        return dropped
    }
}
