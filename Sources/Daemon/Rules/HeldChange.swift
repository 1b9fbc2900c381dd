internal import JSON
internal import Moderation
internal import RuleFiles
internal import Tuning

/// A change of the rules that waits for a person, because it would change too much or could not be tried.
struct HeldChange: Sendable {
    /// Of the folder that waits.
    let fingerprint: String
    /// Since when.
    let since: Instant
    /// Posts that it was tried on.
    let posts: Int
    /// Shares of these posts that are held, 0 to 1.
    let before: Double
    let after: Double
    let newlyHeld: Int
    let newlyApproved: Int
    /// What holds it, in percentage points.
    let limit: Double
    /// The rules that change most posts.
    let rules: [(id: String, newlyHeld: Int, newlyApproved: Int)]
    /// Why it could not be tried; nil where it was. Then nothing else is known of it.
    let problem: String?

    /// Nil where the change is small enough, or there was no post to try it on.
    init?(_ report: BacktestReport, _ guardian: SpoolSettings.ReloadGuard, at now: Instant) {
        guard report.posts > 0, report.points.magnitude > guardian.points else { return nil }
        fingerprint = report.fingerprints.after
        since = now
        posts = report.posts
        before = Double(report.heldBefore) / Double(report.posts)
        after = Double(report.heldAfter) / Double(report.posts)
        newlyHeld = report.newlyHeld
        newlyApproved = report.newlyApproved
        limit = guardian.points
        problem = nil
        rules = report.rules.filter { $0.newlyHeld + $0.newlyApproved > 0 }.prefix(5).map {
            ($0.id, $0.newlyHeld, $0.newlyApproved)
        }
    }

    /// Of a change that could not be tried.
    init(_ fingerprint: String, untriedBecause problem: String, _ guardian: SpoolSettings.ReloadGuard, at now: Instant)
    {
        self.fingerprint = fingerprint
        self.problem = problem
        since = now
        limit = guardian.points
        (posts, before, after, newlyHeld, newlyApproved, rules) = (0, 0, 0, 0, 0, [])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("ruleset", fingerprint)
            json.member("since", since.rfc3339)
            json.member("limit_points", limit)
            if let problem { return json.member("problem", problem) }
            json.member("posts", posts)
            json.member("held_in_force", before)
            json.member("held_edited", after)
            json.member("newly_flagged", newlyHeld)
            json.member("newly_approved", newlyApproved)
            json.member("rules") { json in
                json.array { json in
                    for rule in rules {
                        json.element { json in
                            json.object { json in
                                json.member("rule", rule.id)
                                json.member("newly_flagged", rule.newlyHeld)
                                json.member("newly_approved", rule.newlyApproved)
                            }
                        }
                    }
                }
            }
        }
    }
}
