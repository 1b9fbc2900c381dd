internal import Moderation
internal import RuleFiles
internal import Tuning

/// Which rules are watched because they are new or edited, and which are in shadow because they counted for too many posts
/// soon after: until they are edited or accepted (`moongate reload --accept`). Bound to a rule's version.
///
/// A value: `RulesInForce` holds the only one that counts, under the lock that the rules themselves are under.
struct Breaker: Sendable {
    private var settings: SpoolSettings.Breaker?
    /// Rules that are new enough to be watched, by id.
    private var watched: [String: Watched] = [:]
    private(set) var tripped: [String: Tripped] = [:]
    /// Versions that a person accepted: `id version`.
    private(set) var accepted: Set<String> = []
    /// Goes up with each change of what is kept for a restart.
    private(set) var revision = 0

    private struct Watched {
        let age: RuleAge
        var posts = 0
        var hits = 0
    }

    /// A rule that was put in shadow.
    struct Tripped: Hashable, Sendable {
        let version: String
        let at: Instant
        let hits: Int
        let posts: Int
    }

    /// Live hits among some verdicts. Counted before the lock is taken.
    struct Hits: Sendable {
        let posts: Int
        /// By `id version`: what an earlier version found says nothing about this one.
        fileprivate var counts: [String: Int] = [:]

        init(_ verdicts: [Verdict]) {
            posts = verdicts.count
            for verdict in verdicts {
                for finding in verdict.findings where finding.mode == .live {
                    counts[Breaker.name(finding.rule.id, finding.rule.version), default: 0] += 1
                }
            }
        }
    }

    init(tripped: [String: Tripped] = [:], accepted: Set<String> = []) {
        self.tripped = tripped
        self.accepted = accepted
    }

    private static func name(_ id: String, _ version: String) -> String { "\(id) \(version)" }

    /// Whether any rule is new.
    var isWatching: Bool { settings != nil && !watched.isEmpty }

    /// The rules that must be in shadow: all that tripped, not only those that tripped last.
    var shadowed: Set<String> { settings == nil ? [] : Set(tripped.keys) }

    /// Rules come into force. One that was edited since it tripped is free again.
    mutating func follow(_ loaded: LoadedRules, _ ages: [String: RuleAge]) {
        let versions = Dictionary(loaded.ruleset.rules.map { ($0.id, $0.version) }, uniquingKeysWith: { a, _ in a })
        let names = Set(versions.map { Self.name($0.key, $0.value) })
        settings = loaded.settings.breaker
        tripped = tripped.filter { versions[$0.key] == $0.value.version }
        accepted.formIntersection(names)
        var watched: [String: Watched] = [:]
        for (id, version) in versions where tripped[id] == nil {
            guard let age = ages[id], age.since.microseconds > 0, !accepted.contains(Self.name(id, version)) else {
                continue
            }
            let known = self.watched[id]
            watched[id] = known?.age == age ? known : Watched(age: age)
        }
        // Rules that are off or in shadow by their file decide nothing.
        for rule in loaded.ruleset.rules where rule.mode != .live && tripped[rule.id] == nil { watched[rule.id] = nil }
        self.watched = watched
        revision += 1
    }

    /// Some posts were judged: the rules that trip now, by id.
    mutating func count(_ hits: Hits, at now: Instant) -> [String: Tripped] {
        guard let settings, !watched.isEmpty else { return [:] }
        watched = watched.filter { now.seconds(since: $0.value.age.since) <= settings.seconds }
        var over: [String: Tripped] = [:]
        for (id, var one) in watched {
            one.posts += hits.posts
            one.hits += hits.counts[Self.name(id, one.age.version)] ?? 0
            watched[id] = one
            guard one.hits > settings.hits, Double(one.hits) > settings.share * Double(one.posts) else { continue }
            over[id] = Tripped(version: one.age.version, at: now, hits: one.hits, posts: one.posts)
        }
        guard !over.isEmpty else { return [:] }
        for id in over.keys { watched[id] = nil }
        tripped.merge(over) { _, new in new }
        revision += 1
        return over
    }

    /// A person wants what tripped to count all the same. Gives these rules.
    mutating func accept() -> [String] {
        guard !tripped.isEmpty else { return [] }
        let rules = tripped.keys.sorted()
        for (id, one) in tripped { accepted.insert(Self.name(id, one.version)) }
        tripped = [:]
        revision += 1
        return rules
    }
}
