public import Spool

/// What an administrator chooses when starting the daemon.
public struct DaemonOptions: Sendable {
    /// The spool's folder.
    public var spool: String
    /// The rule folder.
    public var rules: String
    /// Threads that judge.
    public var workers: Int
    /// What filed means after a power failure.
    public var durability: Durability
    /// Whether outcome folders have a folder a day.
    public var layout: Layout
    /// Which posts get a `.verdict.json` next to them.
    public var sidecars: Sidecars
    /// Size limit of a post, in bytes.
    public var sizeLimit: Int
    /// Days that the journal is kept.
    public var journalDays: Int
    /// Days that posts which people decided about are kept to learn from.
    public var labelledDays = 365
    /// Days that files which were no posts are kept; nil for ever.
    public var failedDays: Int?
    /// Whether posts that were moved by hand between outcome folders count as decided.
    public var noticesMoves = false
    /// Seconds that one post may be in hand before its process is ended.
    public var hangLimit: Int
    /// Empty the inbox and end.
    public var isOnce: Bool
    /// Plugins that ended the judging process again and again, and may not look at posts for a while.
    public var barred: [String] = []

    /// All of them.
    public init(
        spool: String, rules: String, workers: Int, durability: Durability, layout: Layout, sidecars: Sidecars,
        sizeLimit: Int, journalDays: Int, labelledDays: Int = 365, hangLimit: Int, isOnce: Bool
    ) {
        self.spool = spool
        self.rules = rules
        self.workers = workers
        self.durability = durability
        self.layout = layout
        self.sidecars = sidecars
        self.sizeLimit = sizeLimit
        self.journalDays = journalDays
        self.labelledDays = labelledDays
        self.hangLimit = hangLimit
        self.isOnce = isOnce
    }
}

/// How a process of the daemon ends (sysexits.h).
public enum DaemonExit: Int32, Sendable {
    /// As it was told to.
    case done = 0
    /// Something that is not the user's to mend.
    case failed = 70
    /// The spool cannot be read or written.
    case inputOutput = 74
    /// Another daemon has the spool.
    case spoolTaken = 75
    /// The rules are wrong and there is no earlier set.
    case rulesUnusable = 78
}
