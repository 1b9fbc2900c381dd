internal import JSON
public import Tuning

/// What changed between two rulesets, in words: `moongate rules diff`.
public struct RulesetDiffReport {
    private let diff: RulesetDiff

    public init(_ diff: RulesetDiff) { self.diff = diff }

    public func text(_ terminal: Terminal) -> String {
        guard !diff.changes.isEmpty else { return "Nothing that matters to a post has changed." }
        return diff.changes.flatMap { change -> [String] in
            let style: Terminal.Style = change.kind == .added ? .green : change.kind == .removed ? .red : .yellow
            return [terminal.paint(change.kind.rawValue, style) + " " + terminal.paint(change.what, .bold)]
                + change.details.map { "    " + SafeText.make($0) }
        }.joined(separator: "\n")
    }

    public var json: String {
        var json = JSONWriter()
        json.array { json in
            for change in diff.changes {
                json.element { json in
                    json.object { json in
                        json.member("what", change.what)
                        json.member("change", change.kind.rawValue)
                        json.member("details") { json in
                            json.array { json in change.details.forEach { json.element($0) } }
                        }
                    }
                }
            }
        }
        return json.text
    }
}
