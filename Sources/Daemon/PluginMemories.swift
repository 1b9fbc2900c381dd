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
            let snapshot = FileManager.default.contents(atPath: path).map { Array($0) }
            do throws(MemoryProblem) {
                opened.append(InstalledPlugin(plugin, memory: try plugin.openMemory(from: snapshot)))
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

    /// Writes every memory: whole or not at all.
    func save() {
        for plugin in plugins {
            for notice in plugin.memory.takeNotices() {
                log.warning("\(notice)", metadata: ["plugin": "\(plugin.plugin.name)"])
            }
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
