internal import Foundation
internal import JSON
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Synchronization
internal import Tuning

/// Watches rules that are new or edited: one that counts for too many posts soon after is put in shadow, loudly, until it
/// is edited or accepted (`moongate reload --accept`). Bound to the rule's version, and kept over restarts:
/// `state/breaker.json`.
final class Breaker: Sendable {
    private let path: String
    private let log: Logger
    private let state: Mutex<State>

    private struct State {
        var settings: SpoolSettings.Breaker?
        /// Rules that are new enough to be watched, by id.
        var watched: [String: Watched] = [:]
        var tripped: [String: Tripped] = [:]
        /// Versions that a person accepted: `id version`.
        var accepted: Set<String> = []
    }

    private struct Watched {
        let age: RuleAge
        var posts = 0
        var hits = 0
    }

    /// A rule that was put in shadow.
    struct Tripped: Sendable {
        let version: String
        let at: Instant
        let hits: Int
        let posts: Int
    }

    init(state folder: String, log: Logger) {
        path = folder + "/breaker.json"
        self.log = log
        state = Mutex(Self.read(path))
    }

    /// Rules came into force: those that must be in shadow. A rule that was edited since it tripped is free again.
    func follow(_ loaded: LoadedRules, _ ages: [String: RuleAge]) -> Set<String> {
        let versions = Dictionary(loaded.ruleset.rules.map { ($0.id, $0.version) }, uniquingKeysWith: { a, _ in a })
        return state.withLock { state in
            state.settings = loaded.settings.breaker
            state.tripped = state.tripped.filter { versions[$0.key] == $0.value.version }
            state.accepted = state.accepted.filter { name in versions.contains { "\($0.key) \($0.value)" == name } }
            var watched: [String: Watched] = [:]
            for rule in loaded.ruleset.rules where rule.mode == .live && state.tripped[rule.id] == nil {
                guard let age = ages[rule.id], age.since.microseconds > 0,
                    !state.accepted.contains("\(rule.id) \(rule.version)")
                else { continue }
                let known = state.watched[rule.id]
                watched[rule.id] = known?.age == age ? known : Watched(age: age)
            }
            state.watched = watched
            write(state)
            return state.settings == nil ? [] : Set(state.tripped.keys)
        }
    }

    /// Whether any rule is new.
    var isWatching: Bool { state.withLock { $0.settings != nil && !$0.watched.isEmpty } }

    /// Some posts were judged: the rules that must go into shadow now. Costs nothing while no rule is new.
    func count(_ verdicts: [Verdict], at now: Instant) -> Set<String> {
        state.withLock { state in
            guard let settings = state.settings, !state.watched.isEmpty else { return [] }
            for (id, watched) in state.watched where now.seconds(since: watched.age.since) > settings.seconds {
                state.watched[id] = nil
            }
            for id in state.watched.keys { state.watched[id]?.posts += verdicts.count }
            for verdict in verdicts {
                for finding in verdict.findings where finding.mode == .live {
                    state.watched[finding.rule.id]?.hits += 1
                }
            }
            let over = state.watched.filter { _, watched in
                watched.hits > settings.hits && Double(watched.hits) > settings.share * Double(watched.posts)
            }
            for (id, watched) in over {
                state.watched[id] = nil
                state.tripped[id] = Tripped(
                    version: watched.age.version, at: now, hits: watched.hits, posts: watched.posts)
                log.error(
                    "a rule that is new or was edited decides too much: it is put in shadow until it is edited or accepted",
                    metadata: [
                        "rule": "\(id)", "hits": "\(watched.hits)", "posts": "\(watched.posts)",
                        "see": "moongate journal --rule \(id) --alone",
                        "accept": "moongate reload --accept",
                    ])
            }
            if !over.isEmpty { write(state) }
            return over.isEmpty ? [] : Set(state.tripped.keys)
        }
    }

    /// A person wants what tripped to count all the same. Gives these rules.
    func accept() -> [String] {
        state.withLock { state in
            guard !state.tripped.isEmpty else { return [] }
            let rules = state.tripped.keys.sorted()
            for (id, tripped) in state.tripped { state.accepted.insert("\(id) \(tripped.version)") }
            state.tripped = [:]
            write(state)
            return rules
        }
    }

    /// By rule id.
    var tripped: [(id: String, tripped: Tripped)] {
        state.withLock { $0.tripped.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    // MARK: The file

    private func write(_ state: State) {
        var json = JSONWriter()
        json.object { json in
            json.member("tripped") { json in
                json.object { json in
                    for (id, tripped) in state.tripped.sorted(by: { $0.key < $1.key }) {
                        json.member(id) { json in
                            json.object { json in
                                json.member("version", tripped.version)
                                json.member("at", tripped.at.rfc3339)
                                json.member("hits", tripped.hits)
                                json.member("posts", tripped.posts)
                            }
                        }
                    }
                }
            }
            json.member("accepted") { json in
                json.array { json in state.accepted.sorted().forEach { json.element($0) } }
            }
        }
        do {
            try Data(json.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            log.warning("which rules are in shadow could not be kept for a restart", metadata: ["reason": "\(error)"])
        }
    }

    private static func read(_ path: String) -> State {
        var state = State()
        guard let data = FileManager.default.contents(atPath: path), data.count <= 16 << 20,
            let json = try? JSONValue(parsing: Array(data))
        else { return state }
        if case .object(let tripped) = json["tripped"] {
            state.tripped = tripped.compactMapValues { value in
                guard let version = value["version"]?.string, let hits = value["hits"]?.integer,
                    let posts = value["posts"]?.integer,
                    let at = value["at"]?.string.flatMap({ Instant(rfc3339: $0.utf8) })
                else { return nil }
                return Tripped(version: version, at: at, hits: hits, posts: posts)
            }
        }
        state.accepted = Set(json["accepted"]?.array?.compactMap(\.string) ?? [])
        return state
    }
}
