internal import JSON
internal import Logging
internal import Moderation
internal import Synchronization

/// Counts, by field, posts whose text no rule reads. Each field is logged once; names come from posts, so they are bounded.
final class UnreadFields: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    private let log: Logger
    static let limit = 64
    /// Stands for further fields.
    static let others = "other fields"

    init(log: Logger) { self.log = log }

    func count(_ verdict: Verdict) {
        // Nearly always empty: no lock then.
        for field in verdict.unread {
            let isNew = counts.withLock { counts in
                let name = counts[field.name] != nil || counts.count < Self.limit ? field.name : Self.others
                counts[name, default: 0] += 1
                return counts[name] == 1
            }
            guard isNew else { continue }
            log.warning(
                "a post's text is in a field that no rule reads; it is not checked until a rule reads that field or the text is sent as body",
                metadata: [
                    "field": "\(field.name)", "channel": "\(verdict.channel ?? "-")",
                    "outcome": "\(verdict.outcome.rawValue)",
                ])
        }
    }

    func write(to json: inout JSONWriter) {
        let counts = counts.withLock { $0 }
        guard !counts.isEmpty else { return }
        json.member("unread") { json in
            json.object { json in
                for (name, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                    json.member(name, count)
                }
            }
        }
    }
}
