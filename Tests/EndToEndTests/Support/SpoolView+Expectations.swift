import Foundation
import JSON
import Spool
import Testing

/// What must be true of a spool once all is filed, whatever happened on the way.
extension SpoolView {
    /// Each post is filed once, unchanged, where the journal's last word on it says; nothing else lies about.
    /// `posts` by the name they were dropped under.
    func expectEachFiledOnce(_ posts: [String: [UInt8]], sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(files("work") == [], sourceLocation: sourceLocation)
        #expect(files("inbox") == [], sourceLocation: sourceLocation)
        var places: [String: [String]] = [:]
        for path in filed {
            let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
            places[parts[1], default: []].append(parts[0])
        }
        #expect(places.count == posts.count, "lost or made up", sourceLocation: sourceLocation)
        let (entries, badLines) = try journal()
        #expect(badLines == 0, sourceLocation: sourceLocation)
        var last: [UInt64: JournalLine] = [:]
        var numbers: [String: Set<UInt64>] = [:]
        for entry in entries {
            last[entry.sequence] = entry
            numbers[entry.post, default: []].insert(entry.sequence)
        }
        #expect(last.count == posts.count, "verdicts", sourceLocation: sourceLocation)
        var wrong: [String] = []
        for (name, bytes) in posts {
            guard let place = places[name], place.count == 1, numbers[name]?.count == 1,
                let verdict = numbers[name]?.first.flatMap({ last[$0] })
            else {
                wrong.append("\(name): in \(places[name] ?? []), numbers \(numbers[name] ?? [])")
                continue
            }
            if verdict.outcome != place[0] { wrong.append("\(name): \(place) but \(verdict.outcome ?? "-")") }
            if self.bytes(place[0] + "/" + name) != bytes { wrong.append("\(name): changed") }
        }
        #expect(wrong == [], sourceLocation: sourceLocation)
        expectNoStrays(sourceLocation)
    }

    /// Every sidecar is next to its post and complete; no temporary file is left.
    func expectNoStrays(_ sourceLocation: SourceLocation = #_sourceLocation) {
        for outcome in Self.outcomes {
            let names = Set(files(outcome))
            for name in names {
                #expect(!name.hasPrefix("."), sourceLocation: sourceLocation)
                guard let suffix = Self.sidecarSuffixes.first(where: name.hasSuffix) else {
                    let isFlagged = outcome == "flagged" || outcome == "rejected"
                    if isFlagged, !names.contains(name + ".verdict.json") {
                        Issue.record("\(outcome)/\(name) has no verdict beside it", sourceLocation: sourceLocation)
                    }
                    continue
                }
                #expect(names.contains(String(name.dropLast(suffix.count))), sourceLocation: sourceLocation)
                guard suffix == ".verdict.json" else { continue }
                let verdict = try? json(outcome + "/" + name)
                // What a person decided stands in it, and the rules' outcome stays.
                if verdict?["outcome"]?.string != outcome, verdict?["decision"] == nil {
                    Issue.record("\(outcome)/\(name) is torn or of another post", sourceLocation: sourceLocation)
                }
            }
        }
        let strays = files("state").filter { $0.hasSuffix(".new") || $0.hasSuffix(".tmp") }
        #expect(strays == [], sourceLocation: sourceLocation)
    }
}
