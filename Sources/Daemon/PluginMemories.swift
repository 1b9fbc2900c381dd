internal import Foundation
internal import Logging
internal import Moderation
internal import RuleFiles

/// What plugins remember between posts, kept as one file each in `state/memory/`; of a plugin that keeps its memory in
/// parts, the head is that file and the parts are beside it in a folder, `NAME.parts`.
struct PluginMemories: Sendable {
    let plugins: [InstalledPlugin]
    private let folder: String
    private let log: Logger

    /// Opens every plugin's memory from its last snapshot. One that cannot be read is set aside, not thrown away.
    init(_ plugins: [any RulePlugin], state: String, log: Logger) throws(MemoryProblem) {
        folder = state + "/memory"
        self.log = log
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var opened: [InstalledPlugin] = []
        for plugin in plugins {
            let path = folder + "/" + plugin.name
            let snapshot = FileManager.default.contents(atPath: path).map { Array($0) }
            do throws(MemoryProblem) {
                opened.append(
                    InstalledPlugin(
                        plugin, memory: try plugin.openMemory(from: snapshot, parts: Self.parts(of: path, plugin, log)))
                )
            } catch {
                log.error(
                    "what a plugin remembered cannot be read; it begins anew and the file is set aside",
                    metadata: ["plugin": "\(plugin.name)", "reason": "\(error)", "file": "\(path).damaged"])
                try? FileManager.default.removeItem(atPath: path + ".damaged")
                try? FileManager.default.moveItem(atPath: path, toPath: path + ".damaged")
                opened.append(InstalledPlugin(plugin, memory: try plugin.openMemory(from: nil)))
            }
        }
        self.plugins = opened
    }

    /// Tells every plugin but the barred ones of a post whose verdict is journalled; `entering` hears which, by its
    /// place, so that one that ends the process is known by it.
    func observe(_ post: ExaminedPost, _ verdict: Verdict, barred: Set<String>, entering: (Int?) -> Void) {
        for (place, plugin) in plugins.enumerated() where !(plugin.memory is NoMemory) {
            guard barred.isEmpty || !barred.contains(plugin.plugin.name) else { continue }
            entering(place)
            plugin.memory.observe(post, verdict)
        }
    }

    /// Writes what changed of every memory: whole or not at all. Parts first, then the head that names them, then parts
    /// that no head names are removed.
    func save() {
        for plugin in plugins {
            for notice in plugin.memory.takeNotices() {
                log.warning("\(notice)", metadata: ["plugin": "\(plugin.plugin.name)"])
            }
            let path = folder + "/" + plugin.plugin.name
            let written = Self.names(in: path + Self.partsEnding)
            guard let snapshot = plugin.memory.snapshot(beside: written) else { continue }
            do {
                if !snapshot.parts.isEmpty {
                    try FileManager.default.createDirectory(
                        atPath: path + Self.partsEnding, withIntermediateDirectories: true)
                }
                for (name, bytes) in snapshot.parts {
                    try Data(bytes).write(to: URL(fileURLWithPath: Self.part(name, path)), options: .atomic)
                }
                try Data(snapshot.head).write(to: URL(fileURLWithPath: path), options: .atomic)
                for name in written.subtracting(snapshot.needed) where !name.hasSuffix(Self.damagedEnding) {
                    try FileManager.default.removeItem(atPath: Self.part(name, path))
                }
            } catch {
                log.warning(
                    "what a plugin remembers could not be kept",
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

    private static func parts(of path: String, _ plugin: any RulePlugin, _ log: Logger) -> MemoryParts {
        let isName: @Sendable (String) -> Bool = { name in
            !name.isEmpty && name.utf8.allSatisfy { $0 == UInt8(ascii: "-") || isalnum(Int32($0)) != 0 }
        }
        return MemoryParts(
            read: { name in
                let file = part(name, path)
                guard isName(name),
                    let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int,
                    size <= partLimit
                else { return nil }
                return FileManager.default.contents(atPath: file).map { Array($0) }
            },
            refuse: { name, reason in
                guard isName(name) else { return }
                let file = part(name, path)
                log.error(
                    "a part of what a plugin remembered cannot be read; it goes on without it and the file is set aside",
                    metadata: ["plugin": "\(plugin.name)", "reason": "\(reason)", "file": "\(file)\(damagedEnding)"])
                try? FileManager.default.removeItem(atPath: file + damagedEnding)
                try? FileManager.default.moveItem(atPath: file, toPath: file + damagedEnding)
            })
    }
}
