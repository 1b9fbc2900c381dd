import CLinux
public import Files
import Glibc

/// Finds what is dropped: inotify for speed, the scan for truth. For one thread.
public final class Inbox {
    /// What one step of a scan gives.
    public struct ScanStep: Sendable {
        /// Files that are complete.
        public internal(set) var arrivals: [Arrival] = []
        /// Whether the scan has reached the end; else call again.
        public internal(set) var isComplete = false
        /// At the end: in how long a file that is still too young to be taken will be old enough.
        public internal(set) var again: Duration?
    }

    /// Folders of the inbox that are watched at most.
    public static let channelLimit = 4096
    /// Entries that one step of a scan looks at, at most.
    static let stepLimit = 16_384
    /// Files being written that are remembered at most.
    static let unfinishedLimit = 4096

    /// How long a file must not have changed where nobody saw it being closed.
    public static let quiet = Duration.seconds(2)

    let spool: SpoolFolder
    /// In nanoseconds.
    let quiet: Int64
    let slowQuiet: Int64
    let leftOut: ChannelBackOff
    let notifications: OpenFile
    var channels: [String: Watched] = [:]
    var byWatch: [Int32: String] = [:]
    var rootWatch: Int32 = -1
    /// Files that were made and not closed yet, with when to look whether they were linked here, by the monotonic clock in
    /// nanoseconds.
    var unfinished: [InboxPlace: Int64] = [:]
    var linksAt: Int64 = 0
    var scan: Scan?

    struct Watched {
        let watch: Int32
        let node: FileNode
    }

    var scanAsked = true
    /// The folder is not where it was.
    var isAway = false
    var warned: Set<String> = []
    var warnings: [String] = []

    /// Watches the inbox. A file found by a scan counts once it has not changed for `quiet`; one that was seen being
    /// made but not being closed, `slowQuiet`. Nothing comes from channels that are `leftOut`.
    public init(
        _ spool: SpoolFolder, quiet: Duration = Inbox.quiet, slowQuiet: Duration = .seconds(60),
        leavingOut leftOut: ChannelBackOff = ChannelBackOff()
    ) throws(SpoolProblem) {
        self.spool = spool
        self.leftOut = leftOut
        self.quiet = quiet.nanoseconds
        self.slowQuiet = slowQuiet.nanoseconds
        let descriptor = moongate_inotify_init()
        if descriptor < 0 { throw Self.cannotWatch(spool.inbox.path, errno) }
        notifications = OpenFile(owning: descriptor, path: "inotify")
        rootWatch = try watch(spool.inbox)
    }

    /// The kernel has one errno for two limits: of the process's descriptors, and of the user's inotify instances.
    static func cannotWatch(_ path: String, _ code: Int32) -> SpoolProblem {
        let probe = code == EMFILE ? moongate_eventfd() : -1
        guard probe >= 0 else { return SpoolProblem("watch", path, errno: code) }
        close(probe)
        return SpoolProblem(
            .exhausted,
            "cannot watch \(path): the user has too many inotify instances (raise the sysctl "
                + "fs.inotify.max_user_instances, or end other programs of this user that watch files)")
    }

    /// Readable when there are events.
    public var descriptor: Int32 { notifications.descriptor }

    /// Asks for a scan: now and then, and after arrivals could not be queued.
    public func askForScan() { scanAsked = true }

    /// Whether `scan` should be called: at start, when events were lost, for a new channel, and until it is complete.
    public var wantsScan: Bool { scanAsked || scan != nil }

    /// What the log should hear, once each.
    public func takeWarnings() -> [String] {
        defer { warnings = [] }
        return warnings
    }

    func warn(_ warning: String) {
        guard warned.count < 256, warned.insert(warning).inserted else { return }
        warnings.append(warning)
    }
}
