public import Files

/// What erasing a post or an author takes of the spool's own folders.
public enum Forgetting {
    private static let authors = "forget-authors"

    /// While the daemon is stopped: the plugins forget them at its next start, which removes the note.
    public static func noteAuthor(_ id: String, in spool: SpoolFolder) throws(SpoolProblem) {
        let known = try notedAuthors(in: spool)
        let lines = (known + [id]).map { $0.replacing("\n", with: " ") }.joined(separator: "\n")
        try spool.state.replace(authors, with: Array(lines.utf8), .file)
    }

    /// Those that plugins are still to forget.
    public static func notedAuthors(in spool: SpoolFolder) throws(SpoolProblem) -> [String] {
        guard let bytes = try spool.state.contents(authors) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// They have forgotten.
    public static func removeNote(in spool: SpoolFolder) throws(SpoolProblem) { try spool.state.remove(authors) }
}

extension FiledCopy {
    /// Removes the post and its sidecar; whether it existed.
    public func remove(from spool: SpoolFolder) throws(SpoolProblem) -> Bool {
        guard let folder = try place.folder(in: spool) else { return false }
        try folder.remove(place.name + Sidecar.verdictSuffix)
        return try folder.remove(place.name)
    }
}
