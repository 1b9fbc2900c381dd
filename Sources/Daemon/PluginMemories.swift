internal import Foundation
internal import Logging
internal import Moderation
internal import RuleFiles

/// What plugins remember between posts, kept as one file each in `state/memory/`.
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
            let cache = Self.cache(of: plugin.name, state: state, log: log)
            let snapshot = FileManager.default.contents(atPath: path).map { Array($0) }
            do throws(MemoryProblem) {
                opened.append(InstalledPlugin(plugin, memory: try plugin.openMemory(from: snapshot, cache: cache)))
            } catch {
                log.error(
                    "what a plugin remembered cannot be read; it begins anew and the file is set aside",
                    metadata: ["plugin": "\(plugin.name)", "reason": "\(error)", "file": "\(path).damaged"])
                try? FileManager.default.removeItem(atPath: path + ".damaged")
                try? FileManager.default.moveItem(atPath: path, toPath: path + ".damaged")
                opened.append(InstalledPlugin(plugin, memory: try plugin.openMemory(from: nil, cache: cache)))
            }
        }
        self.plugins = opened
    }

    /// A folder for what a plugin computes; nil where there can be none.
    private static func cache(of plugin: String, state: String, log: Logger) -> PluginCache? {
        let folder = state + "/cache/" + plugin
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            log.warning("a plugin has no cache", metadata: ["plugin": "\(plugin)", "reason": "\(error)"])
            return nil
        }
        return PluginCache(folder: folder, program: "/proc/self/exe") { log.notice("\($0)") }
    }

    /// Tells every plugin of a post whose verdict is journalled.
    func observe(_ post: ExaminedPost, _ verdict: Verdict) {
        for plugin in plugins { plugin.memory.observe(post, verdict) }
    }

    /// Writes every memory: whole or not at all.
    func save() {
        for plugin in plugins {
            guard let snapshot = plugin.memory.snapshot() else { continue }
            do {
                try Data(snapshot).write(to: URL(fileURLWithPath: folder + "/" + plugin.plugin.name), options: .atomic)
            } catch {
                log.warning(
                    "what a plugin remembers could not be kept",
                    metadata: ["plugin": "\(plugin.plugin.name)", "reason": "\(error)"])
            }
        }
    }
}
