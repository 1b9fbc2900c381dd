import Files
import Glibc
import JSON
import Moderation
import Synchronization

@testable import Spool

/// A spool in a folder of its own, gone with this object.
final class TemporarySpool: Sendable {
    let path: String
    let spool: SpoolFolder
    private let isMounted: Bool

    private static let count = Atomic<Int>(0)

    static func freshPath() -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        return "\(base)/moongate-spool-\(getpid())-\(count.add(1, ordering: .relaxed).newValue)"
    }

    /// With `size`, on a tmpfs of that many bytes, which takes root.
    init(size: Int? = nil) throws {
        path = Self.freshPath()
        if let size {
            guard mkdir(path, 0o755) == 0, mount("tmpfs", path, "tmpfs", 0, "size=\(size)") == 0 else {
                throw SpoolProblem("mount", path, errno: errno)
            }
        }
        isMounted = size != nil
        spool = try SpoolFolder(path: path)
    }

    deinit {
        if isMounted { umount2(path, Int32(MNT_DETACH)) }
        Self.remove(path)
    }

    /// With a tmpfs of its own on a folder of the spool, which takes root; gone with `body`.
    func mounting(_ relative: String, _ body: () throws -> Void) throws {
        guard mount("tmpfs", at(relative), "tmpfs", 0, "size=65536") == 0 else {
            throw SpoolProblem("mount", relative, errno: errno)
        }
        defer { umount2(at(relative), Int32(MNT_DETACH)) }
        try body()
    }

    static func remove(_ path: String) { _ = system("rm -rf '\(path)'") }

    static let canMount: Bool = {
        guard geteuid() == 0 else { return false }
        let path = freshPath()
        defer { remove(path) }
        guard mkdir(path, 0o755) == 0, mount("tmpfs", path, "tmpfs", 0, "size=65536") == 0 else { return false }
        umount2(path, Int32(MNT_DETACH))
        return true
    }()

    /// As a producer does it: written under a temporary name, then renamed. `path` is relative to the inbox.
    func drop(_ path: String, _ text: String = "{\"body\":\"hello\"}") throws {
        try write("inbox/" + path + ".tmp", text)
        guard rename(at("inbox/" + path + ".tmp"), at("inbox/" + path)) == 0 else {
            throw SpoolProblem("rename", path, errno: errno)
        }
    }

    func at(_ relative: String) -> String { path + "/" + relative }

    func write(_ relative: String, _ text: String) throws {
        let file = open(at(relative), O_WRONLY | O_CREAT | O_TRUNC, 0o640)
        guard file >= 0 else { throw SpoolProblem("open", relative, errno: errno) }
        defer { close(file) }
        try OpenFile(owning: dup(file), path: relative).write(Array(text.utf8), at: 0)
    }

    func makeFolder(_ relative: String) { mkdir(at(relative), 0o755) }

    /// Nil where nothing is there.
    func text(_ relative: String) -> String? {
        let file = open(at(relative), O_RDONLY | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        return (try? OpenFile(owning: file, path: relative).read(limit: 1 << 26)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Everything in a folder of the spool, folders inside it with their contents, sorted.
    func names(_ relative: String) throws -> [String] {
        let folder = try Folder(path: at(relative))
        return try FolderListing.names(of: folder).flatMap { name, isFolder in
            isFolder ? try [name + "/"] + names(relative + "/" + name).map { name + "/" + $0 } : [name]
        }.sorted()
    }

    /// Without root's rights to everything: the file system rights of this thread are put off for the time of `body`,
    /// and the spool, inbox and work belong to the user that it then is.
    func asOrdinaryUser<Result>(_ body: () throws -> Result) throws -> Result {
        guard geteuid() == 0 else { return try body() }
        typealias SetUser = @convention(c) (UInt32) -> Int32
        let setUser = try unsafeBitCast(dlsym(nil, "setfsuid").orThrow("setfsuid"), to: SetUser.self)
        for folder in ["", "inbox", "work"] { chown(at(folder), 65534, gid_t.max) }
        _ = setUser(65534)
        defer { _ = setUser(0) }
        return try body()
    }

    /// Claims one file of the inbox by its path there, with a number above `last`.
    func claim(_ path: String, above last: UInt64 = 0, sizeLimit: Int = 1 << 20) throws -> Claimed? {
        let parts = path.split(separator: "/").map(String.init)
        let channel = parts.count > 1 ? parts[0] : nil
        let arrival = try Arrival(channel: channel, rawName: Array((parts.last ?? "").utf8)).orThrow(
            "still in the making")
        return try Claim(spool, numbers: SequenceNumbers(above: last), sizeLimit: sizeLimit, quiet: .zero).claim(
            arrival
        )
        .claimed
    }

    /// Drops a post and claims it.
    func claimed(_ path: String, _ text: String = "{\"body\":\"hello\"}", number: UInt64 = 1) throws -> ClaimedPost {
        try drop(path, text)
        guard case .post(let post) = try claim(path, above: number - 1) else { throw Missing("a readable post") }
        return post
    }

    /// All records of the journal.
    func records() throws -> [JournalLine] {
        var reader = JournalReader(spool.journal)
        var records: [JournalLine] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }
}

struct Missing: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Optional {
    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw Missing(what) }
        return self
    }
}

extension Verdict {
    static let day = Instant(microseconds: 1_795_000_000_000_000)

    static func of(_ outcome: Outcome, ruleset: String = "0123456789abcdef") -> Verdict {
        Verdict(
            outcome: outcome, score: 4.5, thresholds: Policy.Thresholds(), by: .score, ruleset: ruleset,
            receivedAt: day, decidedAt: day)
    }
}

extension ClaimResult {
    var claimed: Claimed? { if case .claimed(let claimed) = self { claimed } else { nil } }
}

extension Claimed {
    var reason: String? { if case .refused(let refused) = self { refused.reason } else { nil } }
}

extension Pipeline {
    /// With claims from 1, of files that are taken at once.
    init(_ spool: SpoolFolder, journal: Journal, filing: Filing, durability: Durability = .journal) {
        self.init(
            spool, claim: Claim(spool, numbers: SequenceNumbers(above: 0), quiet: .zero), journal: journal,
            filing: filing, durability: durability)
    }
}

extension Filing {
    /// Files one post by hand.
    func file(
        _ file: WorkFile, to destination: Destination, decidedAt: Instant, sidecar: [UInt8]?
    ) throws(SpoolProblem) -> FiledPost {
        let post = UnfiledPost(
            file: file, destination: destination, decidedAt: decidedAt, sidecar: sidecar, judgement: nil)
        return try self.file(post)
    }
}
