public import Files

/// Whether what was judged is still what lies in `work/`.
public enum Recheck: Sendable {
    /// File it.
    case unchanged
    /// Its producer wrote on: judge this.
    case changed(Claimed)
    /// It is not there any more.
    case gone
}

extension Claim {
    /// Looks again, just before the verdict is journalled. A file that is being written is read again up to three times
    /// until it holds still between two looks; what comes then is judged as it was read last.
    public func recheck(_ post: ClaimedPost) throws(SpoolProblem) -> Recheck {
        // work/ is Moongate's alone: what is open lies there, unless somebody removed it.
        if let opened = post.opened {
            let status = try opened.status()
            if status.links > 0, post.identity.isStill(status) { return .unchanged }
        }
        var latest: Claimed?
        for _ in 0..<3 {
            guard let read = try open(post.file) else { return .gone }
            latest = read
            guard case .post(let again) = read,
                let status = try post.file.folder(in: spool)?.status(of: post.file.fileName)
            else { break }
            if again.identity.isStill(status) { break }
        }
        return latest.map { .changed($0) } ?? .gone
    }
}
