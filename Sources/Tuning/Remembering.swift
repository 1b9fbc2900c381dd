internal import Moderation

/// How closely what plugins remember in a backtest matches what they remembered on the day.
struct Remembering {
    private let side: BacktestSide
    private let since: Instant?
    private let anew: Int

    /// Kept since an instant (nil: never); `anew` posts are older.
    init(_ side: BacktestSide, since: Instant?, anew: Int) {
        self.side = side
        self.since = since
        self.anew = anew
    }

    /// What to know of rules that ask a memory, a sentence each; none if all is as it was. `isTaught`: people decided
    /// something.
    func cautions(_ rules: [Rule], posts: Int, isTaught: Bool, isWhole: Bool) -> [String] {
        let kept = since.map { "kept since \($0.date); of the \(anew) posts before" }
        var cautions: [String] = []
        if anew > 0, let asking = Self.asking(rules, side.remembered(learned: false)) {
            cautions.append(
                "approximate for rules that look at earlier posts: "
                    + (kept.map { "what plugins remember is \($0), they are counted anew" }
                        ?? "these are counted anew here")
                    + (isWhole ? "" : ", and only some were seen") + ": " + asking)
        } else if !isWhole, let asking = Self.asking(rules, side.remembered(learned: false)) {
            cautions.append(
                "approximate for rules that look at earlier posts, of which only some of the day were seen: " + asking)
        }
        if anew > 0, isTaught, let asking = Self.asking(rules, side.remembered(learned: true)) {
            cautions.append(
                "approximate for rules that ask what was learned: "
                    + (kept.map { "that is \($0), it is as today" } ?? "it is as it is today")
                    + ", and was learned from decisions about some of these very posts: " + asking)
        }
        return cautions
    }

    /// The rules with such a key, six by name; nil if there are none.
    private static func asking(_ rules: [Rule], _ keys: Set<String>) -> String? {
        let ids = Set(
            rules.filter { rule in rule.checks.contains { $0.key.names.contains { keys.contains($0.text) } } }.map(\.id)
        ).sorted()
        guard !ids.isEmpty else { return nil }
        return ids.prefix(6).joined(separator: ", ") + (ids.count > 6 ? ", ..." : "")
    }
}
