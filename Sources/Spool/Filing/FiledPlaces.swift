public import Files
public import Moderation

/// Every filed post of some outcomes.
public enum FiledPlaces {
    /// Where they lie, with each file's number in its file system; sidecars and what cannot be a post left out.
    public static func all(
        of outcomes: [Outcome], in spool: SpoolFolder
    ) throws(SpoolProblem) -> [(place: FiledPlace, inode: UInt64)] {
        var found: [(place: FiledPlace, inode: UInt64)] = []
        for outcome in outcomes { try list(spool.folder(of: outcome), outcome, [], &found) }
        return found
    }

    private static func list(
        _ folder: Folder, _ outcome: Outcome, _ folders: [String], _ found: inout [(place: FiledPlace, inode: UInt64)]
    ) throws(SpoolProblem) {
        for (name, isFolder) in try FolderListing.names(of: folder) where FiledPlace.isName(name) {
            if isFolder {
                guard folders.count < FiledPlace.depthLimit, let inner = try folder.folderIfThere(name) else {
                    continue
                }
                try list(inner, outcome, folders + [name], &found)
            } else if !name.hasSuffix(Sidecar.verdictSuffix), let status = try folder.status(of: name), status.isRegular
            {
                found.append((FiledPlace(outcome: outcome, folders: folders, name: name), status.inode))
            }
        }
    }
}
