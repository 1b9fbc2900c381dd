internal import Files
internal import JSON
internal import Moderation
internal import PostFormats
internal import Spool

/// Erases a post, or all that is kept of an author: filed posts with their sidecars, files that are not posts,
/// copies in `labelled/` and in the archive, what plugins remember, and the file's name in the journal, whose lines hold no
/// text and stay until they are old enough.
extension FrontDesk {
    /// `{"command": "forget", "post": NAME}` or `"author": ID`, and `"dry_run": true`.
    func forgetting(_ request: JSONValue) -> Result<@Sendable () throws -> Void, Refusal> {
        let post = request["post"]?.string
        let author = request["author"]?.string
        guard (post == nil) != (author == nil), post ?? author != "" else {
            return .failure(Refusal(reason: "give either the post's file name or its author's id"))
        }
        let isDryRun = request["dry_run"]?.truth ?? false
        return .success { [self] in try forget(post: post, author: author, isDryRun: isDryRun) }
    }

    private func forget(post: String?, author: String?, isDryRun: Bool) throws {
        var removed: [String] = []
        let places = try FiledPlaces.all(of: Outcome.allCases, in: spool)
        let labelled = try refiling.labelled.all()
        jobs.update { $0.total = places.count + labelled.count }
        var digests: Set<String> = []
        var failedFiles: Set<UInt64> = []
        for (place, _) in places {
            jobs.update { $0.done += 1 }
            if let post, place.name != post { continue }
            guard let copy = try place.read(in: spool) else { continue }
            if let author, !Self.isBy(author, copy.bytes, place.name) { continue }
            digests.insert(copy.identity.digest ?? "")
            if try isDryRun || copy.remove(from: spool) { removed.append(place.description) }
        }
        for name in try Forgetting.failed(in: spool) {
            if let post, name != post { continue }
            // A file that is not a post has no author field; if it contains the id, that is enough.
            if let author, try !Forgetting.failedFile(name, holds: author, in: spool) { continue }
            if let inode = try Forgetting.inode(ofFailed: name, in: spool) { failedFiles.insert(inode) }
            if try isDryRun || Forgetting.removeFailed(name, in: spool) { removed.append("failed/" + name) }
        }
        var taught = 0
        for entry in labelled {
            jobs.update { $0.done += 1 }
            if post != nil, !digests.contains(entry.digest), entry.name != post { continue }
            if let author, !digests.contains(entry.digest) {
                guard let bytes = try refiling.labelled.bytes(of: entry.digest), Self.isBy(author, bytes, entry.name)
                else { continue }
            }
            if try isDryRun || refiling.labelled.remove(entry.digest) {
                digests.insert(entry.digest)
                removed.append("labelled/" + entry.digest)
                taught += 1
            }
        }
        let archived = try forgetInArchive(post: post, author: author, &digests, isDryRun: isDryRun)
        if !isDryRun { try forgetMemories(author, taught) }
        let lines = try Forgetting.blankNames(in: spool, isDryRun: isDryRun) { entry in
            if let digest = entry.digest, digests.contains(digest) { return true }
            if let post, entry.post == post { return true }
            return entry.outcome == "failed" && entry.inode.map(failedFiles.contains) == true
        }
        if lines > 0, !isDryRun { refiling.forgetRecentLines() }
        jobs.update {
            $0.result = [
                "removed": .array(removed.prefix(1000).map { .string($0) }), "count": .number(Double(removed.count)),
                "archived": .number(Double(archived)),
                "journal_lines": .number(Double(lines)), "dry_run": .truth(isDryRun),
            ]
        }
    }

    /// How many copies the archive had; their digests go to the others. What waits to be written is written first.
    private func forgetInArchive(
        post: String?, author: String?, _ digests: inout Set<String>, isDryRun: Bool
    ) throws(SpoolProblem) -> Int {
        archivist?.writeWaiting()
        guard try spool.root.folderIfThere("archive") != nil else { return 0 }
        let known = digests
        var found: Set<String> = []
        defer { digests.formUnion(found) }
        func isForgotten(_ archived: ArchivedPost) -> Bool {
            let digest = FileDigest.of(archived.bytes)
            // It may lie there under the name that it came with.
            guard
                known.contains(digest) || archived.name == post
                    || author.map({ Self.isBy($0, archived.bytes, archived.name) }) ?? false
            else { return false }
            // A consumer took the post: the archive alone tells whose it was, and which lines of the journal name it.
            found.insert(digest)
            return true
        }
        if isDryRun {
            var reader = try ArchiveReader(spool: spool.root.path)
            var count = 0
            while let block = try reader.next() { count += block.posts().posts.count(where: isForgotten) }
            return count
        }
        return try archive().forget(where: isForgotten).posts
    }

    private func archive() throws(SpoolProblem) -> Archive {
        if let archivist { return try archivist.archive() }
        return try Archive(spool)
    }

    private func forgetMemories(_ author: String?, _ taught: Int) throws {
        if author != nil || taught > 0, try spool.root.folderIfThere("archive") != nil {
            try archive().forgetMemory()
        }
        if let author {
            if let teacher { teacher.forget(author: author) } else { try Forgetting.noteAuthor(author, in: spool) }
        }
        // A memory that was set aside may hold anything.
        try SetAside.drop(before: Instant(seconds: Instant.fromSystemClock().seconds + 86_400), in: spool)
        guard taught > 0 else { return }
        if let teacher {
            teacher.relearn()
        } else {
            try LessonsLearned.write(LessonsLearned(spool).number, mustRelearn: true, spool)
        }
    }

    private static func isBy(_ author: String, _ bytes: [UInt8], _ name: String) -> Bool {
        guard let post = try? PostReader.read(bytes, name: name) else { return false }
        switch post.value(of: Field("author.id")) {
        case .text(let id): return id.elementsEqual(author.utf8)
        case .number(let number): return Double(author) == number
        default: return false
        }
    }
}
