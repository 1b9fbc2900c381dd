internal import CLinux
internal import Glibc

/// Notices that something in the rule folder changed. A hint only: what is there is read anew.
///
/// Where notifications cannot be had (a network file system, the limit of watches reached) a look every few seconds at
/// names, sizes and times does the same.
final class RulesWatch {
    /// To poll for reading; -1 where there are no notifications.
    let descriptor: Int32
    private let folder: String
    private var glimpse: UInt64

    /// Seconds between looks.
    static let lookInterval = 5.0

    init(folder: String) {
        self.folder = folder
        descriptor = moongate_inotify_init()
        glimpse = 0
        watchAll()
        glimpse = look()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Reads what has piled up; true where there was anything.
    func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var any = false
        while read(descriptor, &buffer, buffer.count) > 0 { any = true }
        // Folders that are new get a watch; for the others this changes nothing.
        if any { watchAll() }
        return any
    }

    /// Whether names, sizes or times differ from the last look.
    func looksDifferent() -> Bool {
        let now = look()
        defer { glimpse = now }
        // A folder that was away has lost its watch.
        if now != glimpse { watchAll() }
        return now != glimpse
    }

    private static let mask = UInt32(
        moongate_in_close_write | moongate_in_moved_from | moongate_in_moved_to
            | moongate_in_create | moongate_in_delete | moongate_in_attrib
            | moongate_in_modify)

    private func watchAll() {
        guard descriptor >= 0 else { return }
        each(folder, depth: 0) { path, status in
            if status.st_mode & S_IFMT == S_IFDIR { _ = moongate_inotify_add_watch(descriptor, path, Self.mask) }
        }
    }

    private func look() -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        func add(_ value: Int) { hash = (hash ^ UInt64(bitPattern: Int64(value))) &* 1_099_511_628_211 }
        each(folder, depth: 0) { path, status in
            path.utf8.forEach { add(Int($0)) }
            add(Int(status.st_size))
            add(Int(status.st_mtim.tv_sec))
            add(Int(status.st_mtim.tv_nsec))
            add(Int(truncatingIfNeeded: status.st_ino))
        }
        return hash
    }

    private func each(_ path: String, depth: Int, _ body: (String, stat) -> Void) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        body(path, status)
        guard status.st_mode & S_IFMT == S_IFDIR, depth < 5, let folder = opendir(path) else { return }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder), names.count < 10_000 {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        for name in names.sorted() { each(path + "/" + name, depth: depth + 1, body) }
    }
}
