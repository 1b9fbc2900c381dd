import Moderation
import RuleFiles
import Synchronization

@testable import FloodsPlugin

/// A daemon in small: judges a post and, as the real one does behind the journal, lets the memory see it.
struct Desk {
    let memory: FloodMemory
    let ruleset: Ruleset
    var judge: Judge

    init(_ check: String, kept: Kept? = nil, memory given: FloodMemory? = nil) throws {
        let plugin = FloodsPlugin()
        memory = try given ?? kept?.open() ?? FloodMemory()
        let yaml = "- id: r\n  score: 1\n  \(check)\n"
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(yaml.utf8))]),
            plugins: [InstalledPlugin(plugin, memory: memory)])
        ruleset = loaded.ruleset
        ruleset.begin()
        judge = try Judge(ruleset: ruleset)
    }

    @discardableResult
    mutating func judge(_ text: String, by author: String? = nil, at seconds: Double = 0, observes: Bool = true)
        -> Verdict
    {
        var post = Post()
        post.add(.body, .text(Array(text.utf8)))
        if let author { post.add(Field("author.name"), .text(Array(author.utf8))) }
        let now = Instant(seconds: 1_000_000_000 + seconds)
        let examined = ExaminedPost(post, receivedAt: now)
        let verdict = judge.judge(examined, now: now)
        if observes { memory.observe(examined, verdict) }
        return verdict
    }
}

/// A snapshot's files.
final class Kept: Sendable {
    let head: Mutex<[UInt8]?> = .init(nil)
    let parts: Mutex<[String: [UInt8]]> = .init([:])
    let refused: Mutex<[String]> = .init([])

    /// What was written; nil if nothing changed.
    @discardableResult
    func write(_ memory: any PluginMemory) -> [String]? {
        guard let snapshot = memory.snapshot(beside: Set(parts.withLock { $0.keys })) else { return nil }
        head.withLock { $0 = snapshot.head }
        parts.withLock { parts in
            for (name, bytes) in snapshot.parts { parts[name] = bytes }
            parts = parts.filter { snapshot.needed.contains($0.key) }
        }
        return snapshot.parts.map(\.name).sorted()
    }

    func open() throws -> FloodMemory? {
        let parts = parts.withLock { $0 }
        return try FloodsPlugin().openMemory(
            from: head.withLock { $0 }.map { head in
                StoredMemory(
                    head: head,
                    parts: MemoryParts(
                        read: { parts[$0] }, refuse: { name, _ in self.refused.withLock { $0.append(name) } }))
            }) as? FloodMemory
    }
}

/// The same advertisement in several dresses.
enum Sample {
    static let english = [
        "Earn money from home, no experience needed, write to Lucy and start today!",
        "🔥🔥 Earn money from home!! no experience needed... write to Lucy and start today 🔥",
        "Earn money from hоme, no ехperience needed, write to Lucy and start today! 4711",
        "write to Lucy and start today! Earn money from home, no experience needed",
        "Hey friends: Earn money from home, no experience needed, write to Lucy and start today! http://a.top/1",
        "E a r n money from home, no experience needed, write to Lucy and start today!",
    ]
    static let chinese = [
        "在家就能做的兼职，一天三百，名额有限，需要的加我", "🔥在家就能做的兼职！一天三百！名额有限！需要的加我🔥",
        "在家就能做的兼职，一天500，名额有限，需要的加我 vx：abc12345", "名额有限，需要的加我，在家就能做的兼职，一天三百",
        "姐妹们看过来，在家就能做的兼职，一天三百，名额有限，需要的加我",
    ]
}
