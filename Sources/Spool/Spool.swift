// A post's way through the file system: Inbox -> Claim -> (judged elsewhere) -> Journal -> Filing; Recovery at start.
// Afterwards: Refiling (decisions and new verdicts), Labelled (what plugins learn from), Archive (what rules are tried
// on), Forgetting.
//
// The order that makes it safe: a post is renamed into work/ before it is read, so what is judged is what is filed;
// its verdict is in the journal, synced, before the file moves on; the sidecar lies beside its place before the post
// does. So a kill at any instant leaves each post in one place, and the journal says where it belongs.
// Notifications are hints, the scan is the truth. Everything is reached by folder descriptor and name, never by a
// path that somebody else could redirect. Names, sizes and times in the inbox are anybody's: data, never trusted.

/// What a sync must have reached before a post counts as filed.
public enum Durability: String, CaseIterable, Sendable {
    /// The journal alone; it is replayed at start.
    case journal
    /// A batch's contents before its journal lines, and the folders behind its filing.
    case strict
}

/// How the folders of an outcome are laid out.
public enum Layout: String, CaseIterable, Sendable {
    /// `approved/[channel/]NAME`
    case flat
    /// `approved/2026-11-24/[channel/]NAME`, by the day (UTC) of the verdict.
    case byDay = "by-day"
}

/// Which filed posts get `NAME.verdict.json` next to them.
public enum Sidecars: String, CaseIterable, Sendable {
    /// Flagged and rejected ones.
    case flagged
    /// All.
    case all
    /// None.
    case none
}
