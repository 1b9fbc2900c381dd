import Foundation
import Moderation
import Patterns
import RuleFiles
import TextForms
import TextPlugin

/// The same patterns and words over the same posts, both ways alternating.
struct Contest {
    /// Patterns that are not taken at load, and why.
    private(set) var leftOut: [String] = []
    private let patterns: [String]
    private let words: [String]
    private let posts: [ExaminedPost]

    init(patterns: [String], words: [String], posts: [ExaminedPost]) throws {
        let reasons = Self.refused(patterns)
        leftOut = reasons.sorted { $0.key < $1.key }.map { "\(patterns[$0.key]): \($0.value)" }
        self.patterns = patterns.enumerated().filter { reasons[$0.offset] == nil }.map(\.element)
        self.words = words
        self.posts = posts
    }

    /// By the place of a pattern: why Moongate does not load it. One that takes too long on some text is an error.
    private static func refused(_ patterns: [String]) -> [Int: String] {
        var reasons: [Int: String] = [:]
        let plugins = InstalledPlugin.withoutMemory([TextPlugin()])
        do throws(RuleProblems) {
            _ = try LoadedRules(folder(patterns, []), plugins: plugins)
        } catch {
            for problem in error.problems where problem.severity == .error {
                reasons[(problem.location.line - 1) / linesOfRule] = problem.message
            }
        }
        return reasons
    }

    private static let linesOfRule = 3

    private static func folder(_ patterns: [String], _ words: [String]) -> RuleFolder {
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
        let checks = patterns.map { "body (regex): \(quoted($0))" } + words.map { "body: \(quoted($0))" }
        let rules = checks.enumerated().map { "- id: r\($0)\n  score: 1\n  \($1)\n" }
        return RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rules.joined().utf8))])
    }

    // MARK: Ours

    /// The rules with their filters compiled, as they are in a daemon some time after its start; and how long compiling took.
    private func ruleset() throws -> (ruleset: Ruleset, compiled: String) {
        let cache = FileManager.default.temporaryDirectory.path + "/moongate-matching-\(getpid())"
        try? FileManager.default.removeItem(atPath: cache)
        try FileManager.default.createDirectory(
            atPath: cache, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: cache) }
        let told = DispatchSemaphore(value: 0)
        let plugin = TextPlugin()
        let library = plugin.openCache(
            in: CacheFolder(path: cache, program: "/proc/self/exe") { _ in told.signal() })
        let began = Date()
        let loaded = try LoadedRules(
            Self.folder(patterns, words), plugins: [InstalledPlugin(plugin, cache: library)])
        loaded.ruleset.begin()
        guard told.wait(timeout: .now() + 600) == .success else { throw Late() }
        let seconds = Date().timeIntervalSince(began)
        return (loaded.ruleset, String(format: "%.1f s", seconds))
    }

    private struct Late: Error {}

    // MARK: The contest

    func row(_ rules: Int, target: Double, rounds: Int) throws -> String {
        let (ruleset, compiled) = try ruleset()
        let onlyWords =
            words.isEmpty
            ? nil
            : try LoadedRules(
                Self.folder([], words), plugins: InstalledPlugin.withoutMemory([TextPlugin()])
            ).ruleset
        let folded = patterns.map { (try? FoldedPattern($0) { Folding.fold($0) })?.text ?? $0 }
        let oneByOne = OneByOne(folded + words.map(Self.pattern))
        guard oneByOne.refused.isEmpty else { throw Late() }

        let ours = try OnePass(ruleset)
        let justWords = try onlyWords.map { try OnePass($0) }
        var times: (ours: [Double], theirs: [Double], words: [Double]) = ([], [], [])
        var hits = (ours: 0, theirs: 0)
        for round in 0...rounds {
            hits.theirs = 0
            let their = time { hits.theirs += oneByOne.count(in: $0) }
            let our = time { ours.examine($0) }
            let word = justWords.map { justWords in time { justWords.examine($0) } } ?? 0
            // The first round warms up.
            if round > 0 {
                times.ours.append(our)
                times.theirs.append(their)
                times.words.append(word)
            }
        }
        for post in posts { hits.ours += ours.count(in: post) }
        let ratio = median(zip(times.theirs, times.ours).map { $0 / $1 })
        func shown(_ value: Double) -> String { String(format: "%9.2f µs", value) }
        return String(format: "%8d ", rules) + shown(median(times.theirs)) + " " + shown(median(times.ours))
            + String(format: "  %9.1f (%g)", ratio, target) + "   " + shown(median(times.words))
            + String(
                format: "   %.3f / %.3f   ", Double(hits.theirs) / Double(posts.count),
                Double(hits.ours) / Double(posts.count)) + compiled
    }

    /// What a person would write for a word.
    private static func pattern(_ word: String) -> String {
        let text = String(decoding: Folding.fold(Array(word.utf8)).bytes, as: UTF8.self)
        func edge(_ character: Character?) -> String { character?.isASCII == true ? "\\b" : "" }
        return edge(text.first) + PatternText.literal(text) + edge(text.last)
    }

    /// Microseconds of CPU time a post.
    private func time(_ work: (ExaminedPost) -> Void) -> Double {
        let began = Matching.cpu()
        for post in posts { work(post) }
        return (Matching.cpu() - began) * 1e6 / Double(posts.count)
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
