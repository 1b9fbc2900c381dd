import CLinux
public import Files
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
    private let channels: ChannelBackOff
    private let retries: PostRetries

    /// How long another program may keep a post from being opened, in nanoseconds: a lease is broken by force after
    /// `fs.lease-break-time`, which is 45 s.
    static let leaseLimit: Int64 = 45_000_000_000
    /// How long a post whose mode is right may be refused, in nanoseconds: a scanner may be at it.
    static let refusalLimit: Int64 = 5_000_000_000

    /// Claims get their numbers from `numbers`. An empty file counts once it has not changed for `quiet`. `now` is the
    /// monotonic clock in nanoseconds, unless a test sets another.
    public init(
        _ spool: SpoolFolder, numbers: SequenceNumbers, sizeLimit: Int = 1 << 20, quiet: Duration = Inbox.quiet,
        channels: ChannelBackOff = ChannelBackOff(),
        now: (@Sendable () -> Int64)? = nil
    ) {
        self.channels = channels
        retries = PostRetries(now: now ?? { moongate_monotonic_nanoseconds() })
        self.spool = spool
        self.numbers = numbers
        self.sizeLimit = sizeLimit
        self.quiet = quiet.nanoseconds
    }

    /// Whether posts wait in the inbox because they could not be taken or read just now.
    public var isRetrying: Bool { retries.isWaiting }

    /// A problem leaves the file in the inbox.
    public func claim(_ arrival: Arrival) throws(SpoolProblem) -> ClaimResult {
        guard !channels.isClosed(arrival.channel) else { return .leftOut }
        let origin: Folder
        let status: FileStatus
        do throws(SpoolProblem) {
            guard let folder = try spool.inbox(of: arrival.channel),
                let found = try folder.status(ofBytes: arrival.rawName)
            else { return .gone }
            (origin, status) = (folder, found)
        } catch {
            if error.isOfFolder { channels.failed(arrival.channel) }
            throw error
        }
        if status.isRegular, status.size == 0, status.notQuietFor(quiet) > 0 { return .notYet }
        if retries.mustWait(status) { return .notYet }
        do throws(SpoolProblem) {
            let result = try take(arrival, status, from: origin)
            if case .claimed = result { channels.succeeded(arrival.channel) }
            return result
        } catch {
            // Nothing is said of the channel by a file that was moved and cannot be read.
            if error.isOfFolder { channels.failed(arrival.channel) }
            throw error
        }
    }

    private func take(
        _ arrival: Arrival, _ status: FileStatus, from origin: Folder
    ) throws(SpoolProblem) -> ClaimResult {
        // Another file can only have our name in work/ where somebody put it there; the next number will do.
        for _ in 0..<16 {
            let file = WorkFile(
                sequence: numbers.next(), name: arrival.name, channel: arrival.channel,
                hasRefusedName: arrival.refusal != nil)
            guard let work = try file.folder(in: spool, making: true) else {
                throw SpoolProblem(.damaged, "work/@\(arrival.channel ?? "") is not a folder (move it away)")
            }
            let renamed: Folder.Renamed
            do throws(SpoolProblem) {
                renamed = try origin.rename(arrival.rawName, to: work, as: file.fileName)
            } catch {
                if !error.stopsAll { _ = retries.failed(status) }
                throw error.kind == .forbidden ? cannotTake(arrival, from: origin, error) : error
            }
            switch renamed {
            case .gone: return .gone
            case .taken: continue
            case .done:
                do throws(SpoolProblem) {
                    let claimed = try open(file, in: work, nameRefusal: arrival.refusal, mayWait: true)
                    retries.done(status)
                    return claimed.map { .claimed($0) } ?? .gone
                } catch {
                    // Back to where a scan finds it; where even that fails, recovery does at the next start.
                    _ = try? work.rename(file.fileName, to: origin, as: file.name)
                    if error.isLease || error.kind == .forbidden { return .notYet }
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

    /// Where it `mayWait`, what can pass by itself is thrown until it has lasted for too long.
    private func open(
        _ file: WorkFile, in work: Folder, nameRefusal: String?, mayWait: Bool = false
    ) throws(SpoolProblem) -> Claimed? {
        guard let status = try work.status(of: file.fileName) else { return nil }
        let receivedAt = Instant.fromSystemClock()
        func refused(_ reason: String) -> Claimed {
            .refused(
                RefusedPost(
                    file: file, reason: reason, identity: FileIdentity(status, contents: nil), receivedAt: receivedAt))
        }
        if file.hasRefusedName { return refused(nameRefusal ?? "the file's name is not allowed") }
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
            case .momentary(let code):
                let failedFor = mayWait ? retries.failed(status) : 0
                guard error.isLease, failedFor >= Self.leaseLimit else { throw error }
                return refused(
                    "another program has blocked reading it for \(failedFor / 1_000_000_000) s: "
                        + "\(SpoolProblem.words(code)) (a lease of Samba or NFS, or a scanner); drop it again when it is free"
                )
            case .forbidden:
                guard status.letsUsRead else { return refused(unreadable(file.name, status)) }
                if mayWait, retries.failed(status) < Self.refusalLimit { throw error }
                return refused(refusedByOthers(status))
            case .system(let code): return refused("reading it failed: \(SpoolProblem.words(code))")
            default: return refused(error.description)
            }
        }
    }

    /// The folder may be read and written, as a look at its mode says, and still keep its files.
    private func cannotTake(_ arrival: Arrival, from origin: Folder, _ error: SpoolProblem) -> SpoolProblem {
        let folder = "inbox" + (arrival.channel.map { "/" + $0 } ?? "")
        // Without its status the general words do.
        let isSticky = ((try? origin.status())?.mode ?? 0) & UInt32(S_ISVTX) != 0
        let advice =
            isSticky
            ? "its sticky bit lets only owners take files out: chmod -t \(shellQuoted(folder)), or let Moongate's user own it"
            : "let the group write it: chmod g+rwx \(shellQuoted(folder)); or a file is immutable: lsattr"
        return SpoolProblem(.forbidden, "posts cannot be taken out of the folder \(folder) (\(advice))")
    }

    private func tooLarge(_ size: Int) -> String { "it is too large: \(size) bytes, at most \(sizeLimit)" }

    /// The mode is not to blame.
    private func refusedByOthers(_ status: FileStatus) -> String {
        "permission denied, though its mode \(status.permissions) allows it: a virus scanner, an access list "
            + "(getfacl) or a security module (SELinux, AppArmor; look for 'denied' in the system's log) refuses it"
    }

    private func unreadable(_ name: String, _ status: FileStatus) -> String {
        "permission denied: its mode is \(status.permissions), its owner is user \(status.owner), its group "
            + "\(status.group); let the group read it before dropping it: chmod g+r \(shellQuoted(name))"
    }
}

/// As a shell takes it for one word, and a command for a file.
func shellQuoted(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy {
        switch $0 {
        case 0x2F...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x80...0xFF: true
        default: false
        }
    }
    let inside = name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    return (name.utf8.first == 0x2D ? "./" : "") + (isPlain ? name : "'\(inside)'")
}
