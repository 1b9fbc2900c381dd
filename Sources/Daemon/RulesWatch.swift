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

    /// Files that were begun and not closed since, as far as events tell; more than `unfinishedLimit` are not told apart.
    private var unfinished: Set<[UInt8]> = []
    private static let unfinishedLimit = 1024

    /// Whether every file that changed since `begin` was closed by its writer, or renamed into place.
    var isFinished: Bool { unfinished.isEmpty }

    /// What changed is about to be read.
    func begin() { unfinished = [] }

    /// Reads what has piled up; true where there was anything.
    func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var any = false
        while true {
            let length = read(descriptor, &buffer, buffer.count)
            guard length > 0 else { break }
            any = true
            note(buffer[..<length])
        }
        // Folders that are new get a watch; for the others this changes nothing.
        if any { watchAll() }
        return any
    }

    /// `struct inotify_event`: int wd; uint32_t mask, cookie, len; char name[len].
    private func note(_ events: ArraySlice<UInt8>) {
        var at = events.startIndex
        while at + 16 <= events.endIndex {
            let (mask, length) = events.withUnsafeBytes { bytes in
                (
                    Int(bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)),
                    Int(bytes.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
                )
            }
            // The watch and the name tell a file.
            let file = Array(events[at..<at + 4] + events[(at + 16)..<min(at + 16 + length, events.endIndex)])
            if mask & (moongate_in_create | moongate_in_modify) != 0, mask & moongate_in_isdir == 0,
                unfinished.count < Self.unfinishedLimit
            {
                unfinished.insert(file)
            }
            if mask & (moongate_in_close_write | moongate_in_moved_from | moongate_in_moved_to | moongate_in_delete)
                != 0
            {
                unfinished.remove(file)
            }
            if mask & moongate_in_overflow != 0 { unfinished.insert([]) }
            at += 16 + length
        }
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
