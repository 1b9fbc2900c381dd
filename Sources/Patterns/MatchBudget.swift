internal import CLinux

/// CPU time that one check may take on one post, within the budget of the post.
///
/// The thread's own clock costs a system call; the monotonic clock does not, but also counts while others run. So short
/// spans are taken from the monotonic clock, and the thread's is asked only if a span is long enough to matter.
public struct MatchBudget: Sendable {
    /// What a check may take, in nanoseconds of the thread.
    public static let check: Int64 = 5_000_000
    /// What all checks of a post may take together.
    public static let post: Int64 = 50_000_000
    /// A span of the monotonic clock that is not believed.
    private static let long: Int64 = 500_000

    /// What is allowed, as a multiple of `check` and `post`.
    private let factor: Int64
    private var leftForPost: Int64
    private var leftForCheck: Int64
    private var lookedAt = moongate_monotonic_nanoseconds()
    private var threadLookedAt = moongate_thread_cpu_nanoseconds()
    /// Counted by the monotonic clock since the thread's was asked.
    private var counted: Int64 = 0

    /// For a new post.
    public init() { self.init(times: 1) }

    /// `times` what a post has.
    init(times: Int64) {
        factor = times * Self.generosity
        leftForPost = Self.post * factor
        leftForCheck = Self.check * factor
    }

    #if DEBUG
        /// So many times as much, for tests that compare what is found and not how long it takes: on a busy machine even
        /// the thread's own clock runs faster.
        @TaskLocal package static var generosity: Int64 = 1
    #else
        private static let generosity: Int64 = 1
    #endif

    /// A new check begins.
    public mutating func beginCheck() {
        look()
        leftForCheck = Self.check * factor
    }

    /// Nanoseconds left at the last look.
    public var remaining: Int64 { min(leftForPost, leftForCheck) }

    /// Takes off what was spent since the last look.
    mutating func look() {
        let now = moongate_monotonic_nanoseconds()
        var spent = now - lookedAt
        lookedAt = now
        if spent > Self.long {
            let threadNow = moongate_thread_cpu_nanoseconds()
            spent = threadNow - threadLookedAt - counted
            threadLookedAt = threadNow
            counted = 0
        } else {
            counted += spent
        }
        leftForPost -= spent
        leftForCheck -= spent
    }
}
