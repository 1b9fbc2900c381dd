import Glibc
import Moderation

/// Takes files out of the inbox: renamed into `work/`, which is Moongate's alone, and only then looked at and read.
public struct Claim: Sendable {
    let spool: SpoolFolder
    private let numbers: SequenceNumbers
    private let opening = PostOpening()
    /// Files larger than this many bytes are refused.
    public let sizeLimit: Int
    /// In nanoseconds.
    private let quiet: Int64

    /// Claims get their numbers from `numbers`. An empty file counts once it has not changed for `quiet`.
    public init(
        _ spool: SpoolFolder, numbers: SequenceNumbers, sizeLimit: Int = 1 << 20, quiet: Duration = Inbox.quiet
    ) {
        self.spool = spool
        self.numbers = numbers
        self.sizeLimit = sizeLimit
        self.quiet = quiet.nanoseconds
    }

    /// A problem leaves the file in the inbox.
    public func claim(_ arrival: Arrival) throws(SpoolProblem) -> ClaimResult {
        guard let origin = try spool.inbox(of: arrival.channel),
            let status = try origin.status(ofBytes: arrival.rawName)
        else { return .gone }
        if status.isRegular, status.size == 0, status.notQuietFor(quiet) > 0 { return .notYet }
        // Another file can only have our name in work/ where somebody put it there; the next number will do.
        for _ in 0..<16 {
            let file = WorkFile(
                sequence: numbers.next(), name: arrival.name, channel: arrival.channel,
                hasRefusedName: arrival.refusal != nil)
            guard let work = try file.folder(in: spool, making: true) else {
                throw SpoolProblem(.damaged, "work/@\(arrival.channel ?? "") is not a folder (move it away)")
            }
            switch try origin.rename(arrival.rawName, to: work, as: file.fileName) {
            case .gone: return .gone
            case .taken: continue
            case .done:
                do throws(SpoolProblem) {
                    return try open(file, in: work, nameRefusal: arrival.refusal).map { .claimed($0) } ?? .gone
                } catch {
                    // Back to where a scan finds it; where even that fails, recovery does at the next start.
                    _ = try? work.rename(file.fileName, to: origin, as: file.name)
                    throw error
                }
            }
        }
        throw SpoolProblem(.damaged, "work/ holds files with numbers that Moongate did not give (move them away)")
    }

    /// Looks at a file in `work/` and reads it; nil where it is gone.
    func open(_ file: WorkFile, nameRefusal: String? = nil) throws(SpoolProblem) -> Claimed? {
        guard let work = try file.folder(in: spool) else { return nil }
        return try open(file, in: work, nameRefusal: nameRefusal)
    }

    private func open(_ file: WorkFile, in work: Folder, nameRefusal: String?) throws(SpoolProblem) -> Claimed? {
        guard let status = try work.status(of: file.fileName) else { return nil }
        let receivedAt = Instant.fromSystemClock()
        func refused(_ reason: String) -> Claimed {
            .refused(
                RefusedPost(
                    file: file, reason: reason, identity: FileIdentity(status, contents: nil), receivedAt: receivedAt))
        }
        if file.hasRefusedName { return refused(nameRefusal ?? "the file's name could not be taken as it was") }
        guard status.isRegular else { return refused("it is \(status.kind); only plain files are posts") }
        guard status.size <= sizeLimit else { return refused(tooLarge(status.size)) }
        do throws(SpoolProblem) {
            guard let opened = try opening.file(file.fileName, in: work) else { return nil }
            let bytes = try opened.read(limit: sizeLimit + 1, expecting: status.size)
            guard bytes.count <= sizeLimit else { return refused(tooLarge(max(status.size, bytes.count))) }
            return .post(
                ClaimedPost(
                    file: file, bytes: bytes, identity: FileIdentity(status, contents: bytes), receivedAt: receivedAt,
                    opened: opened))
        } catch {
            switch error.kind {
            case .exhausted: throw error
            case .forbidden: return refused(unreadable(file.name, status))
            case .system(let code): return refused("reading it failed: \(SpoolProblem.words(code))")
            default: return refused(error.description)
            }
        }
    }

    private func tooLarge(_ size: Int) -> String { "it is too large: \(size) bytes, at most \(sizeLimit)" }

    private func unreadable(_ name: String, _ status: FileStatus) -> String {
        "Moongate may not read it: its mode is \(status.permissions), its owner is user \(status.owner), its group "
            + "\(status.group); let the group read it before dropping it: chmod g+r \(shellQuoted(name))"
    }
}

/// As a shell takes it for one word, and a command for a file.
func shellQuoted(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x80...0xFF: true
        default: false
        }
    }
    let inside = name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    return (name.utf8.first == 0x2D ? "./" : "") + (isPlain ? name : "'\(inside)'")
}
