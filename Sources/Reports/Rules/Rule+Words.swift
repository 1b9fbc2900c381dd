public import Moderation

extension Rule {
    /// `10%` of a rule that is rolled out to a share of posts.
    public var share: String { (rollout * 100).plain + "%" }

    /// `shadow`, `10%`, nothing where it is plainly live.
    public var modeText: String { mode == .live ? (rollout < 1 ? share : "") : mode.rawValue }

    /// `+4`, `-2`, `action: flag`.
    public var worth: String { action.map { "action: \($0.rawValue)" } ?? (score > 0 ? "+" : "") + score.plain }
}
