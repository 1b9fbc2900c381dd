public import JSON
internal import Moderation
public import Tuning

extension BacktestReport {
    /// One object; shares from 0 to 1, intervals at 95 %.
    public var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("ruleset") { json in
                json.object { json in
                    json.member("in_force", fingerprints.before)
                    json.member("edited", fingerprints.after)
                }
            }
            json.member("posts", posts)
            json.member("newly_flagged", newlyHeld)
            json.member("newly_approved", newlyApproved)
            json.member("moved_between_flagged_and_rejected", movedWithin)
            json.member("held") { json in
                json.object { json in
                    json.member("in_force", heldBefore)
                    json.member("edited", heldAfter)
                    json.member("points", points)
                }
            }
            json.member("rules") { json in
                json.array { json in rules.forEach { rule in json.element { rule.write(to: &$0) } } }
            }
            json.member("decided", decided)
            if decided > 0 {
                json.member("agreement") { json in
                    json.object { json in
                        json.member("in_force") { agreement.before.write(to: &$0) }
                        json.member("edited") { agreement.after.write(to: &$0) }
                    }
                }
            }
            json.member("days") { json in
                json.array { json in days.forEach { day in json.element { day.write(to: &$0, named: "day") } } }
            }
            json.member("channels") { json in
                json.array { json in
                    channels.forEach { one in json.element { one.write(to: &$0, named: "channel") } }
                }
            }
            json.member("examples") { json in
                json.array { json in examples.forEach { one in json.element { one.write(to: &$0) } } }
            }
            json.member("coverage") { json in
                json.object { json in
                    for outcome in Outcome.allCases {
                        json.member(outcome.rawValue) { json in
                            json.object { json in
                                json.member("seen", coverage.seen[outcome] ?? 0)
                                json.member("filed", coverage.filed[outcome] ?? 0)
                            }
                        }
                    }
                    json.member("damaged_bytes", coverage.damagedBytes)
                }
            }
            json.member("cautions") { json in json.array { json in cautions.forEach { json.element($0) } } }
            json.member("processor_seconds", cost.processor)
            json.member("seconds", cost.seconds)
        }
        return json.text
    }
}

extension BacktestReport.RuleLine {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("rule", id)
            if change != .same { json.member("change", change.rawValue) }
            json.member("posts_in_force", before)
            json.member("posts_edited", after)
            json.member("newly_flagged", newlyHeld)
            json.member("newly_approved", newlyApproved)
            if precision.count > 0 { json.member("precision") { precision.write(to: &$0) } }
            if recall.count > 0 { json.member("recall") { recall.write(to: &$0) } }
            if let microseconds { json.member("microseconds", microseconds) }
        }
    }
}

extension BacktestReport.Agreement {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("precision") { precision.write(to: &$0) }
            json.member("recall") { recall.write(to: &$0) }
        }
    }
}

extension BacktestReport.Slice {
    fileprivate func write(to json: inout JSONWriter, named: String) {
        json.object { json in
            json.member(named, name)
            json.member("posts", posts)
            json.member("held_in_force", before)
            json.member("held_edited", after)
        }
    }
}

extension BacktestExample {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("rule", rule)
            json.member("post", name)
            json.member("decided_at", at.rfc3339)
            json.member("in_force", before.outcome.rawValue)
            json.member("edited", after.outcome.rawValue)
            json.member("because", (isHeld ? after : before).because)
            json.member("text", MarkedText(post, evidence).pieces.map(\.text).joined())
        }
    }
}

extension Interval {
    /// `{share, lower, upper, count}`
    public func write(to json: inout JSONWriter) {
        json.object { json in
            if let share { json.member("share", share) }
            json.member("lower", lower)
            json.member("upper", upper)
            json.member("count", count)
        }
    }
}
