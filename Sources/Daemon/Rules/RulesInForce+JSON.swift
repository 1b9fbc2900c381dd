internal import JSON
internal import Moderation
internal import RuleFiles

extension RulesInForce {
    /// What `status` and `reload` say about the rules.
    func write(folder: String, to json: inout JSONWriter) {
        let (current, tripped, beingWritten) = (current, breaker.tripped, beingWritten)
        json.member("ruleset", current.loaded.ruleset.fingerprint)
        json.member("rules") { json in
            json.object { json in
                json.member("folder", folder)
                json.member("source", current.source.rawValue)
                if current.isOlder { json.member("is_older", true) }
                json.member("count", current.loaded.ruleset.rules.count)
                json.member("in_force_since", current.loadedAt.rfc3339)
                if let change = current.change { json.member("last_change") { change.write(to: &$0) } }
                json.member("problems") { Self.write(current.problems, to: &$0) }
                if !beingWritten.isEmpty {
                    json.member("being_written") { json in
                        json.array { json in beingWritten.forEach { json.element($0) } }
                    }
                }
                if isTrying { json.member("is_trying", true) }
                if let held = current.held { json.member("held") { held.write(to: &$0) } }
                if !tripped.isEmpty { json.member("tripped") { Self.write(tripped, to: &$0) } }
            }
        }
    }

    private static func write(_ tripped: [String: Breaker.Tripped], to json: inout JSONWriter) {
        json.array { json in
            for (id, one) in tripped.sorted(by: { $0.key < $1.key }) {
                json.element { json in
                    json.object { json in
                        json.member("rule", id)
                        json.member("since", one.at.rfc3339)
                        json.member("hits", one.hits)
                        json.member("posts", one.posts)
                    }
                }
            }
        }
    }

    static func write(_ problems: [RuleProblem], to json: inout JSONWriter) {
        json.array { json in
            for problem in problems where problem.severity == .error {
                json.element { $0.string(problem.description.utf8) }
            }
        }
    }
}
