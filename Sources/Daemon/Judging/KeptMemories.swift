internal import Foundation
public import Moderation
public import RuleFiles
internal import Synchronization

/// What plugins remember, read from a spool and left there as it is: for commands that judge while a daemon runs. It is what
/// was last written, at most half a minute ago while the daemon runs.
public struct KeptMemories: Sendable {
    /// With what was read, or with an empty memory.
    public let plugins: [InstalledPlugin]
    /// What could not be read, a line each.
    public let problems: [String]
    /// Plugins of which something was read.
    public let read: Set<String>

    /// Reads `spool/state/memory/`.
    public init(of plugins: [any RulePlugin], inSpool spool: String) {
        var (opened, problems, read): ([InstalledPlugin], [String], Set<String>) = ([], [], [])
        for plugin in plugins {
            let path = spool + "/state/memory/" + plugin.name
            // A daemon may write while this reads: then parts are gone that the head named, and there is a new head.
            var (found, reasons) = Self.open(plugin, path)
            for _ in 0..<2 where !reasons.isEmpty { (found, reasons) = Self.open(plugin, path) }
            problems += reasons.map { "\(path): \($0)" }
            if found != nil { read.insert(plugin.name) }
            opened += found.map { [$0] } ?? InstalledPlugin.withoutMemory([plugin])
        }
        (self.plugins, self.problems, self.read) = (opened, problems, read)
    }

    private static func open(_ plugin: any RulePlugin, _ path: String) -> (InstalledPlugin?, [String]) {
        guard FileManager.default.fileExists(atPath: path) else { return (nil, []) }
        guard let head = FileManager.default.contents(atPath: path) else { return (nil, ["it cannot be read"]) }
        let refused = Mutex<[String]>([])
        let parts = MemoryParts(
            read: { PluginMemories.read(part: $0, of: path) },
            refuse: { name, reason in refused.withLock { $0.append("part \(name): \(reason)") } })
        do throws(MemoryProblem) {
            let opened = try InstalledPlugin.opened(plugin, from: StoredMemory(head: Array(head), parts: parts))
            return (opened, refused.withLock { $0 })
        } catch {
            return (nil, ["\(error)"])
        }
    }
}
