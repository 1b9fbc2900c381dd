internal import JSON
internal import Logging
internal import Moderation
internal import RuleFiles

/// What a swap changed, by files: rules that left are worth a word, because nothing else shows that they are gone.
struct RuleChanges: Hashable, Sendable {
    /// Files, sorted.
    let added: [String]
    let changed: [String]
    let removed: [String]
    /// Ids of rules that are in no file any more; empty if that is not known.
    let removedRules: [String]

    init(from before: LoadedRules, to after: LoadedRules) {
        let left = Set(before.sources.map(\.id.text)).subtracting(after.sources.map(\.id.text))
        self.init(from: before.fileDigests, to: after.fileDigests, removedRules: left.sorted())
    }

    /// By the digests of files.
    init(from before: [String: UInt64], to after: [String: UInt64], removedRules: [String] = []) {
        added = after.keys.filter { before[$0] == nil }.sorted()
        changed = after.keys.filter { before[$0] != nil && before[$0] != after[$0] }.sorted()
        removed = before.keys.filter { after[$0] == nil }.sorted()
        self.removedRules = removedRules
    }

    /// Some names, and how many more.
    private static func names(_ names: [String]) -> String {
        names.prefix(20).joined(separator: " ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }

    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "added": "\(added.count)", "changed": "\(changed.count)", "removed": "\(removed.count)",
        ]
        if !removed.isEmpty { metadata["removed_files"] = "\(Self.names(removed))" }
        if !removedRules.isEmpty { metadata["removed_rules"] = "\(Self.names(removedRules))" }
        return metadata
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("added", added.count)
            json.member("changed", changed.count)
            json.member("removed", removed.count)
            json.member("removed_files") { json in
                json.array { json in removed.prefix(100).forEach { json.element($0) } }
            }
            json.member("removed_rules") { json in
                json.array { json in removedRules.prefix(100).forEach { json.element($0) } }
            }
        }
    }
}
