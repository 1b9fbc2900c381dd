public import JSON
internal import Moderation

/// A change that waits to be accepted, in words.
public enum HeldText {
    public static func lines(_ held: JSONValue) -> [String] {
        func count(_ value: JSONValue?) -> String { Figures.count(value?.integer ?? 0) }
        func share(_ name: String) -> String { Figures.percent(held[name]?.number ?? 0) }
        if let problem = held["problem"]?.string {
            return [
                "The edited rules wait, the current rules stay in force: the edit could not be tried on earlier posts.",
                "    " + SafeText.make(problem),
                "Fix that and retry: moongate reload. Accept the rules untried: moongate reload --accept.",
            ]
        }
        let rules = (held["rules"]?.array ?? []).map { rule in
            "    \(SafeText.make(rule["rule"]?.string ?? "")): +\(count(rule["newly_flagged"])) flagged, "
                + "-\(count(rule["newly_approved"])) approved"
        }
        return [
            "The edited rules wait, the current rules stay in force: of \(count(held["posts"])) posts \(share("held_edited")) would be "
                + "held instead of \(share("held_in_force")), more than \((held["limit_points"]?.number ?? 0).plain) points of difference."
        ] + rules + [
            "Show its effect: moongate backtest. Accept it: moongate reload --accept. Or edit the rules again."
        ]
    }
}
