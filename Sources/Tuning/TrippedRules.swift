internal import Foundation
internal import JSON
internal import Moderation
internal import RuleFiles

/// The rules that the daemon's breaker put in shadow, as it keeps them for a restart (`state/breaker.json`).
struct TrippedRules {
    /// By id: a rule that was edited since is another version, and counts.
    private let versions: [String: String]

    init(spool: String) {
        let file = FileManager.default.contents(atPath: spool + "/state/breaker.json")
        let json = file.flatMap { try? JSONValue(parsing: Array($0)) }
        guard case .object(let tripped)? = json?["tripped"] else {
            versions = [:]
            return
        }
        versions = tripped.compactMapValues { $0["version"]?.string }
    }

    /// Those of these rules that would count, were they not put in shadow.
    func ids(in loaded: LoadedRules) -> Set<String> {
        Set(loaded.ruleset.rules.filter { $0.mode == .live && versions[$0.id] == $0.version }.map(\.id))
    }
}
