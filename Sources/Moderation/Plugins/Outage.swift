/// What happens to posts while a plugin is out: it fails on most posts, or keeps crashing the judging process.
public enum Outage: String, CaseIterable, Sendable {
    /// A post that the plugin could have changed is flagged, for a person or a later `rejudge`.
    case hold
    /// Posts wait until the plugin answers again.
    case wait
    /// Its checks do not count: rules that depend on one do not hold. The verdict names the plugin.
    case ignore
}

/// What a judge heard of a plugin over the last posts: whether it is out.
struct PluginHealth: Sendable {
    /// A bit for each of the last 64 posts, the last one lowest: it could not answer.
    private var failures: UInt64 = 0
    /// Whether it is out.
    private(set) var isOut = false

    /// Of the last 64 posts. One post in a hundred that runs out of time is not an outage.
    static let failureLimit = 20
    /// Answers in a row that end an outage.
    static let recovery: UInt64 = 8

    /// Notes one post; true if that changed whether it is out.
    mutating func note(failed: Bool) -> Bool {
        guard failed || failures != 0 else { return false }
        failures = failures << 1 | (failed ? 1 : 0)
        let wasOut = isOut
        if isOut {
            isOut = failures & (1 << Self.recovery - 1) != 0
            if !isOut { failures = 0 }
        } else {
            isOut = failures.nonzeroBitCount >= Self.failureLimit
        }
        return isOut != wasOut
    }
}
