internal import Files
import Glibc
import Moderation

/// What a power failure may undo although the journal's line stands: the contents of a sidecar, which are not synced on
/// their own, and, where a file system syncs one file without the renames before it (btrfs), the claim.
extension Recovery {
    /// A post with a verdict that lies in the inbox again, claimed under its old number; nil where there is none.
    mutating func reclaim(_ line: JournalLine) throws(SpoolProblem) -> WorkFile? {
        guard line.event.destination != nil, case .fine(let name) = PostName(Array(line.post.utf8)) else { return nil }
        let file = WorkFile(sequence: line.sequence, name: name, channel: line.channel)
        guard let inbox = try spool.inbox(of: line.channel), let status = try inbox.status(of: name),
            isUntouched(status), isSame(status, line), let work = try file.folder(in: spool, making: true),
            try inbox.rename(name, to: work, as: file.fileName) == .done
        else { return nil }
        counts.reclaimed += 1
        return file
    }

    /// Not since the system started: what was put into the inbox afterwards is judged again.
    private func isUntouched(_ status: FileStatus) -> Bool {
        status.changed / 1000 < systemStartedAt.microseconds
    }

    private func isSame(_ status: FileStatus, _ line: JournalLine) -> Bool {
        guard line.inode == status.inode else { return false }
        let born = status.born == 0 ? nil : Instant(microseconds: status.born / 1000).rfc3339
        return line.birth == born
    }

    /// A sidecar that lost its contents is written again if its post is next to it, else removed: then its post is
    /// still on the way, or was taken.
    mutating func mendSidecar(of line: JournalLine) throws(SpoolProblem) {
        guard let destination = line.event.destination, case .fine(let name) = PostName(Array(line.post.utf8)) else {
            return
        }
        let file = WorkFile(sequence: line.sequence, name: name, channel: line.channel)
        guard let folder = try filing.folderIfThere(of: file, destination, line.decidedAt) else { return }
        let suffix: String
        switch destination {
        case .filed(let outcome):
            guard sidecars.includes(outcome) else { return }
            suffix = Sidecar.verdictSuffix
        case .failed: suffix = Sidecar.reasonSuffix
        }
        for name in Filing.candidates(for: file) {
            guard let status = try folder.status(of: name + suffix), status.isRegular, isUntouched(status),
                let bytes = try folder.read(name + suffix, limit: 1 << 20), !Sidecar.isWhole(bytes)
            else { continue }
            guard let post = try folder.status(of: name) else {
                try folder.remove(name + suffix)
                continue
            }
            guard let fresh = try sidecar(of: file, as: name, post, in: folder, line) else { continue }
            try folder.replace(
                name + suffix, with: fresh, .none, mode: 0o640, draft: Filing.temporaryName(file.sequence),
                in: spool.work)
            counts.mended += 1
        }
    }

    /// Nil where the file of that name is another post's.
    private func sidecar(
        of file: WorkFile, as name: String, _ status: FileStatus, in folder: Folder, _ line: JournalLine
    ) throws(SpoolProblem) -> [UInt8]? {
        let bytes = status.isRegular ? try folder.read(name, limit: claim.sizeLimit + 1) : nil
        let identity = FileIdentity(status, contents: bytes)
        let isWhole = line.digest != nil && identity.digest == line.digest && identity.size == line.size
        // Of a post that its producer had not synced, the contents are lost too.
        guard isWhole || isSame(status, line) else { return nil }
        switch line.event.destination {
        case .failed(let reason): return Sidecar.reason(reason, sequence: file.sequence)
        case .filed:
            guard isWhole, let bytes else { return line.record.line }
            let post = ClaimedPost(
                file: file, bytes: bytes, identity: identity, receivedAt: line.decidedAt ?? .fromSystemClock(),
                opened: nil)
            return makeSidecar(post, line) ?? line.record.line
        case nil: return nil
        }
    }
}
