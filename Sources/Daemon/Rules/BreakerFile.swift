internal import Files
internal import JSON
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// `state/breaker.json`: which rules are in shadow, kept over restarts.
///
/// Threads that tripped a rule write one after another under this file's own lock, each the newest there is, so that an
/// older set never replaces a newer one. Whoever counts posts never waits for it.
final class BreakerFile: Sendable {
    private let state: String
    private let log: Logger
    private let written = Mutex(0)

    static let name = "breaker.json"

    /// In the spool's `state/`.
    init(state: String, log: Logger) {
        self.state = state
        self.log = log
    }

    /// What was kept; nothing if the file is missing or damaged.
    var breaker: Breaker {
        // Not a reason to stop: rules that were in shadow count again, and are watched.
        guard let bytes = try? Folder(path: state).contents(Self.name) else { return Breaker() }
        return Breaker(parsing: bytes)
    }

    /// Writes what `newest` gives, unless that was written already.
    func write(_ newest: () -> Breaker) {
        let problem: SpoolProblem? = written.withLock { written in
            let breaker = newest()
            guard breaker.revision > written else { return nil }
            do throws(SpoolProblem) {
                try Folder(path: state).replace(Self.name, with: breaker.json, .file)
                written = breaker.revision
                return nil
            } catch {
                return error
            }
        }
        guard let problem else { return }
        log.warning("the list of rules in shadow could not be saved for a restart", metadata: ["reason": "\(problem)"])
    }
}

extension Breaker {
    fileprivate init(parsing bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes) else {
            self.init()
            return
        }
        var tripped: [String: Tripped] = [:]
        if case .object(let members) = json["tripped"] {
            tripped = members.compactMapValues { value in
                guard let version = value["version"]?.string, let hits = value["hits"]?.integer,
                    let posts = value["posts"]?.integer,
                    let at = value["at"]?.string.flatMap({ Instant(rfc3339: $0.utf8) })
                else { return nil }
                return Tripped(version: version, at: at, hits: hits, posts: posts)
            }
        }
        self.init(tripped: tripped, accepted: Set(json["accepted"]?.array?.compactMap(\.string) ?? []))
    }

    fileprivate var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("tripped") { json in
                json.object { json in
                    for (id, one) in tripped.sorted(by: { $0.key < $1.key }) {
                        json.member(id) { json in
                            json.object { json in
                                json.member("version", one.version)
                                json.member("at", one.at.rfc3339)
                                json.member("hits", one.hits)
                                json.member("posts", one.posts)
                            }
                        }
                    }
                }
            }
            json.member("accepted") { json in
                json.array { json in accepted.sorted().forEach { json.element($0) } }
            }
        }
        return json.bytes
    }
}
