/// A plugin that keeps what takes long to compute. With or without its cache, its answers are the same.
public protocol Caches: RulePlugin {
    /// Its cache, in a folder of its own. Opened once at the start of a daemon.
    func openCache(in folder: CacheFolder) -> any PluginCache
}

/// What a plugin that `Caches` keeps, for its own eyes (`PluginContext.cache`). Called from several threads.
public protocol PluginCache: AnyObject, Sendable {}

/// Where a plugin keeps what can be computed again; it may be removed at any time.
public struct CacheFolder: Sendable {
    /// A folder of its own, which is there; only the daemon's user can write in it.
    public let path: String
    /// Moongate's program, for plugins that compute in a child process.
    public let program: String
    /// Reports to the administrator.
    public let log: @Sendable (_ message: String) -> Void

    public init(path: String, program: String, log: @escaping @Sendable (_ message: String) -> Void) {
        self.path = path
        self.program = program
        self.log = log
    }
}
