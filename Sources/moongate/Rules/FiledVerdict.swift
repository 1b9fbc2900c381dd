internal import Files
import Glibc
import JSON
import Moderation
import Spool

/// The verdict that a filed post got, read without changing anything of the spool.
enum FiledVerdict {
    /// From the sidecar next to it, else from the journal: the last verdict of this very file (by inode and digest), with
    /// the last decision on it. Nil if neither knows it any more.
    static func read(of place: FiledPlace, _ bytes: [UInt8], inSpool spool: String) -> JSONValue? {
        let path = Path.join(spool, place.description)
        if let sidecar = sidecar(path + ".verdict.json") { return sidecar }
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return journalled(inode: UInt64(status.st_ino), digest: FileDigest.of(bytes), spool)
    }

    private static func sidecar(_ path: String) -> JSONValue? {
        do throws(SpoolProblem) {
            guard let bytes = try Folder(path: Path.folder(path)).contents(Path.name(path)) else { return nil }
            guard let json = try? JSONValue(parsing: bytes), json["outcome"] != nil else { return nil }
            return json
        } catch {
            // The journal may know it.
            return nil
        }
    }

    private static func journalled(inode: UInt64, digest: String, _ spool: String) -> JSONValue? {
        var verdict: JSONValue?
        var decision: JSONValue?
        do throws(SpoolProblem) {
            var reader = JournalReader(try Folder(path: Path.join(spool, "journal")))
            while let line = try reader.next() {
                guard line.inode == inode, line.digest == digest else { continue }
                switch line.event {
                case .verdict, .failed, .rejudged: (verdict, decision) = (try? JSONValue(parsing: line.bytes), nil)
                case .decision(_, let given):
                    decision = [
                        "word": .string(given.word.rawValue), "by": .string(given.by), "at": .string(given.at.rfc3339),
                    ]
                case .learned, .other: break
                }
            }
        } catch {
            return nil
        }
        guard case .object(var members) = verdict else { return nil }
        if let decision { members["decision"] = decision }
        return .object(members)
    }
}
