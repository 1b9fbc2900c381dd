/// What `moongate.yaml` asks of the daemon in addition to judging: the archive, the guard over reloads, the breaker.
public struct SpoolSettings: Hashable, Sendable {
    /// Keeps copies of filed posts; nil: none are kept.
    public var archive: Archive?
    /// Holds a change of the rules that would change too much; nil: every good change goes live.
    public var reload: ReloadGuard?
    /// Puts a new or edited rule that decides too much in shadow; nil: nothing does.
    public var breaker: Breaker? = Breaker()

    /// No archive, no guard, the usual breaker.
    public init() {}

    /// `archive: {days: 30, size: 10GB}`
    public struct Archive: Hashable, Sendable {
        /// Days that a post is kept.
        public var days = 30
        /// The most that the archive takes, in bytes.
        public var size = 10_000_000_000

        /// 30 days, 10 GB.
        public init() {}
    }

    /// `reload: {backtest: 10000 posts, hold_if_flag_rate_changes: "> 2 points"}`
    public struct ReloadGuard: Hashable, Sendable {
        /// The newest posts that a change is tried on.
        public var posts = 10_000
        /// Of the share of posts that are not approved: held when it changes by more percentage points.
        public var points = 2.0

        /// 10,000 posts, 2 points.
        public init() {}
    }

    /// `breaker: {hits: 100, share: 10%, within: 24 hours}`
    public struct Breaker: Hashable, Sendable {
        /// Trips only when a rule counted for more posts than this.
        public var hits = 100
        /// ... and for more than this share of all posts, 0 to 1.
        public var share = 0.1
        /// ... within this many seconds after it was created or edited.
        public var seconds = 86_400.0

        /// More than 100 posts and more than 10 % within 24 hours.
        public init() {}
    }
}
