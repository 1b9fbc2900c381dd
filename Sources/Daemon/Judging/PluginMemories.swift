internal import Files
internal import Foundation
internal import Logging
internal import Moderation
internal import RuleFiles
internal import Spool
internal import Synchronization

/// What plugins remember between posts, kept as one file each in `state/memory/`; of a plugin that keeps its memory in
/// parts, the head is that file and the parts are next to it in a folder, `NAME.parts`.
struct PluginMemories: Sendable {
    let plugins: [InstalledPlugin]
    private let folder: String
    private let inHand: InHand?
    /// By place: what a plugin goes by in `InHand`; 0 for one that is told nothing.
    private let keys: [UInt64]
    /// Places of the plugins that remember something and may be told.
    private let listening: [Int]
    /// Plugins that crashed the process twice while observing a post: their memories were reset, and they observe nothing
    /// until Moongate is started again.
    let held: [String]
    /// A plugin that learns from people has no memory of it: it was set aside, or there is none yet.
    let hasUntaught: Bool
    /// Times that a plugin may end the process so.
    static let killLimit = 2
    private let log: Logger
    private let turn = Turn()

    /// One writes at a time.
    private final class Turn: Sendable { let lock = Mutex<Void>(()) }

    /// Opens every plugin's memory from its last snapshot. One that cannot be read is set aside, not thrown away.
    init(_ plugins: [any RulePlugin], state: String, inHand: InHand? = nil, log: Logger) throws(MemoryProblem) {
        folder = state + "/memory"
        self.log = log
        self.inHand = inHand
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var opened: [InstalledPlugin] = []
        var keys: [UInt64] = []
        var held: [String] = []
        var hasUntaught = false
        for plugin in plugins {
            let path = folder + "/" + plugin.name
            let key = InHand.key(ofPlugin: plugin.name)
            let kills = inHand?.kills(ofPlugin: key) ?? 0
            keys.append(kills >= Self.killLimit ? 0 : key)
            if kills >= Self.killLimit {
                log.error(
                    "plugin crashed the judging process while observing posts: its memory was reset, and it observes nothing until Moongate is restarted",
                    metadata: ["plugin": "\(plugin.name)", "times": "\(kills)", "file": "\(path)\(Self.damagedEnding)"])
                held.append(plugin.name)
                if FileManager.default.fileExists(atPath: path) { Self.setAside(path) }
            }
            let cache = Self.cache(of: plugin, state: state, log: log)
            let snapshot = FileManager.default.contents(atPath: path).map { Array($0) }
            do throws(MemoryProblem) {
                if snapshot == nil, FileManager.default.fileExists(atPath: path) {
                    throw MemoryProblem("it cannot be opened")
                }
                let stored = snapshot.map { StoredMemory(head: $0, parts: Self.parts(of: path, plugin, log)) }
                let known = try InstalledPlugin.opened(plugin, from: stored, cache: cache)
                if stored == nil, known.learns { hasUntaught = true }
                opened.append(known)
            } catch {
                log.error(
                    "a plugin's memory cannot be loaded; it was reset and the file quarantined",
                    metadata: [
                        "plugin": "\(plugin.name)", "reason": "\(error)", "file": "\(path)\(Self.damagedEnding)",
                    ])
                Self.setAside(path)
                let empty = try InstalledPlugin.opened(plugin, from: nil, cache: cache)
                if empty.learns { hasUntaught = true }
                opened.append(empty)
            }
        }
        (self.plugins, self.keys, self.held, self.hasUntaught) = (opened, keys, held, hasUntaught)
        listening = opened.indices.filter { keys[$0] != 0 && opened[$0].remembers }
    }

    /// For an investigation; it replaces the one before.
    private static func setAside(_ file: String) {
        try? FileManager.default.removeItem(atPath: file + damagedEnding)
        try? FileManager.default.moveItem(atPath: file, toPath: file + damagedEnding)
    }

    /// A folder for what a plugin computes; nil where it computes nothing to keep, or there can be none.
    private static func cache(of plugin: any RulePlugin, state: String, log: Logger) -> CacheFolder? {
        guard plugin is any Caches else { return nil }
        let plugin = plugin.name
        let folder = state + "/cache/" + plugin
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            log.warning("plugin runs without its cache", metadata: ["plugin": "\(plugin)", "reason": "\(error)"])
            return nil
        }
        return CacheFolder(path: folder, program: "/proc/self/exe") { log.notice("\($0)") }
    }

    /// Tells every plugin that rules ask something of a post whose verdict is journalled. What nobody asks for need not be
    /// remembered.
    func observe(_ post: ExaminedPost, _ verdict: Verdict, by ruleset: Ruleset, worker: Int) {
        for place in listening where ruleset.asks(pluginAt: place) {
            guard let memory = plugins[place].observing else { continue }
            tell(worker, place) { memory.observe(post, verdict) }
        }
    }

    /// Tells every plugin of what a person decided.
    func learn(_ lesson: Lesson) { teach { $0.learn(lesson) } }

    /// Lets every plugin that learns forget its lessons and learn these.
    func relearn(_ lessons: some Sequence<Lesson>) { teach { $0.relearn(lessons) } }

    private func teach(_ body: (any Learns) -> Void) {
        for place in listening {
            guard let memory = plugins[place].memory as? any Learns else { continue }
            tell(InHand.workerLimit, place) { body(memory) }
        }
    }

    /// So that it is known who ends the process.
    private func tell(_ worker: Int, _ place: Int, _ body: () -> Void) {
        inHand?.beginTelling(worker, keys[place])
        body()
        inHand?.endTelling(worker)
    }

    /// Writes what changed of every memory; with `andThen` before anybody writes again.
    func save(andThen: () -> Void = {}) {
        turn.lock.withLock { _ in
            saveInTurn()
            andThen()
        }
    }

    /// Each whole or not at all. Parts first, then the head that names them, then parts that no head names are removed.
    private func saveInTurn() {
        for plugin in plugins {
            guard let memory = plugin.memory else { continue }
            for notice in (memory as? any GivesNotices)?.takeNotices() ?? [] {
                log.warning("\(notice)", metadata: ["plugin": "\(plugin.plugin.name)"])
            }
            let path = folder + "/" + plugin.plugin.name
            let written = Self.names(in: path + Self.partsEnding)
            guard let snapshot = memory.snapshot(beside: written) else { continue }
            do {
                if !snapshot.parts.isEmpty {
                    try FileManager.default.createDirectory(
                        atPath: path + Self.partsEnding, withIntermediateDirectories: true)
                    let parts = try Folder(path: path + Self.partsEnding)
                    for (name, bytes) in snapshot.parts { try parts.replace(name, with: bytes, .file, mode: 0o640) }
                }
                try Folder(path: folder).replace(plugin.plugin.name, with: snapshot.head, .file, mode: 0o640)
                for name in written.subtracting(snapshot.needed) where !name.hasSuffix(Self.damagedEnding) {
                    try FileManager.default.removeItem(atPath: Self.part(name, path))
                }
            } catch {
                log.warning(
                    "a plugin's memory could not be saved",
                    metadata: ["plugin": "\(plugin.plugin.name)", "reason": "\(error)"])
            }
        }
    }

    // MARK: Parts

    private static let partsEnding = ".parts"
    private static let damagedEnding = ".damaged"
    /// Bytes of a part: no plugin writes one that is longer.
    private static let partLimit = 64 << 20

    private static func part(_ name: String, _ path: String) -> String { path + partsEnding + "/" + name }

    private static func names(in folder: String) -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 == UInt8(ascii: "-") || isalnum(Int32($0)) != 0 }
    }

    /// A part of the memory at `path`; nil where it is not there, or no plugin wrote it.
    static func read(part name: String, of path: String) -> [UInt8]? {
        let file = part(name, path)
        guard isName(name), let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int,
            size <= partLimit
        else { return nil }
        return FileManager.default.contents(atPath: file).map { Array($0) }
    }

    private static func parts(of path: String, _ plugin: any RulePlugin, _ log: Logger) -> MemoryParts {
        MemoryParts(
            read: { read(part: $0, of: path) },
            refuse: { name, reason in
                guard isName(name) else { return }
                let file = part(name, path)
                log.error(
                    "a part of a plugin's memory cannot be loaded; it was left out and the file quarantined",
                    metadata: ["plugin": "\(plugin.name)", "reason": "\(reason)", "file": "\(file)\(damagedEnding)"])
                setAside(file)
            })
    }
}
