internal import CLinux
internal import Glibc
internal import RuleFiles

/// Notices that something in the rule folder changed. A hint only: what counts is what is read.
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

    /// Rule files and lists that were begun and not closed since, as far as events tell; by watch and name.
    private var unfinished: [Written] = []
    /// Events were lost, or more files were begun than are remembered.
    private var isUncertain = false
    private static let unfinishedLimit = 1024
    /// Folders by their watch, to say which file it is.
    private var folders: [Int32: String] = [:]

    private struct Written: Hashable {
        let watch: Int32
        let name: String
    }

    /// Whether some file that changed since `begin` was not closed by its writer, or renamed into place.
    enum Writing { case none, files, unknown }

    var writing: Writing { !unfinished.isEmpty ? .files : isUncertain ? .unknown : .none }

    /// Relative to the folder, sorted.
    var filesBeingWritten: [String] {
        unfinished.isEmpty
            ? []
            : unfinished.map { file in
                let path = (folders[file.watch] ?? folder) + "/" + file.name
                return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.utf8.count + 1)) : path
            }.sorted()
    }

    /// What changed is about to be read.
    func begin() {
        unfinished = []
        isUncertain = false
    }

    /// Reads what has piled up; whether any of it may matter to the rules.
    func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var any = false
        while true {
            let length = read(descriptor, &buffer, buffer.count)
            guard length > 0 else { break }
            if note(buffer[..<length]) { any = true }
        }
        // Folders that are new get a watch; for the others this changes nothing.
        if any { watchAll() }
        return any
    }

    /// `struct inotify_event`: int wd; uint32_t mask, cookie, len; char name[len], padded with zeros.
    private func note(_ events: ArraySlice<UInt8>) -> Bool {
        var matters = false
        var at = events.startIndex
        while at + 16 <= events.endIndex {
            let (watch, mask, length) = events.withUnsafeBytes { bytes in
                let start = at - events.startIndex
                return (
                    bytes.loadUnaligned(fromByteOffset: start, as: Int32.self),
                    Int(bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)),
                    Int(bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
                )
            }
            let end = min(at + 16 + length, events.endIndex)
            let name = String(decoding: events[(at + 16)..<end].prefix { $0 != 0 }, as: UTF8.self)
            let file = Written(watch: watch, name: name)
            note(file, mask)
            if self.matters(file, mask) { matters = true }
            at += 16 + length
        }
        return matters
    }

    /// A file that no rule folder reads, such as an editor's own or a log, may be written all the time: an edit must not
    /// wait for it. What is not a plain file any more may have been a folder or a link to one.
    private func matters(_ file: Written, _ mask: Int) -> Bool {
        let isOfFile =
            mask & (moongate_in_overflow | moongate_in_ignored | moongate_in_isdir) == 0 && !file.name.isEmpty
        guard isOfFile, !RuleFolder.mayBeWanted(file.name) else { return true }
        if file.name.hasPrefix(".") { return false }
        guard let folder = folders[file.watch] else { return true }
        var status = stat()
        return lstat(folder + "/" + file.name, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
    }

    private func note(_ file: Written, _ mask: Int) {
        if mask & moongate_in_overflow != 0 {
            // What was begun may have been closed unseen.
            unfinished = []
            isUncertain = true
        }
        if mask & moongate_in_ignored != 0 { unfinished.removeAll { $0.watch == file.watch } }
        let isBegun = mask & moongate_in_modify != 0 || mask & moongate_in_create != 0 && !isComplete(file)
        // An editor keeps its own file next to the rules open for as long as it runs.
        if isBegun, mask & moongate_in_isdir == 0, RuleFolder.mayBeWanted(file.name), !unfinished.contains(file) {
            if unfinished.count < Self.unfinishedLimit { unfinished.append(file) } else { isUncertain = true }
        }
        if mask & (moongate_in_close_write | moongate_in_moved_from | moongate_in_moved_to | moongate_in_delete) != 0 {
            unfinished.removeAll { $0 == file }
        }
    }

    /// A new name that nobody will close: a link, or a file with another name before.
    private func isComplete(_ file: Written) -> Bool {
        guard let folder = folders[file.watch] else { return false }
        var status = stat()
        guard lstat(folder + "/" + file.name, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG || status.st_nlink > 1
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
        each(folder, depth: 0) { path, status, _ in
            guard status.st_mode & S_IFMT == S_IFDIR else { return }
            let watch = moongate_inotify_add_watch(descriptor, path, Self.mask)
            if watch >= 0 { folders[watch] = path }
        }
    }

    private func look() -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        func add(_ value: Int) { hash = (hash ^ UInt64(bitPattern: Int64(value))) &* 1_099_511_628_211 }
        each(folder, depth: 0) { path, status, problem in
            path.utf8.forEach { add(Int($0)) }
            add(Int(problem))
            add(Int(status.st_size))
            add(Int(status.st_mtim.tv_sec))
            add(Int(status.st_mtim.tv_nsec))
            add(Int(status.st_ctim.tv_sec))
            add(Int(status.st_ctim.tv_nsec))
            add(Int(truncatingIfNeeded: status.st_ino))
            // A disk that is mounted over the folder may have the same numbers.
            add(Int(truncatingIfNeeded: status.st_dev))
        }
        return hash
    }

    /// All that can be looked at, and all that cannot, with errno: what cannot be read now is another folder than before.
    private func each(_ path: String, depth: Int, _ body: (String, stat, Int32) -> Void) {
        var status = stat()
        guard stat(path, &status) == 0 else { return body(path, stat(), errno) }
        body(path, status, 0)
        guard status.st_mode & S_IFMT == S_IFDIR, depth < 5 else { return }
        guard let folder = opendir(path) else { return body(path, stat(), errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while names.count < 10_000 {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        if errno != 0 { body(path, stat(), errno) }
        for name in names.sorted() { each(path + "/" + name, depth: depth + 1, body) }
    }
}
