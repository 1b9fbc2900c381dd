internal import Glibc
internal import Moderation

/// Reads the files of a rule folder. What cannot be read is a problem at that file, never as if it were not there: rules
/// that are missing approve posts. Only a name that is gone (`lstat` says ENOENT) was removed meanwhile.
struct RuleFolderReader {
    private let root: String
    private(set) var files: [RuleFolder.File] = []
    private(set) var problems: [RuleProblem] = []
    private(set) var warnings: [RuleProblem] = []
    private var size = 0

    init(_ root: String) { self.root = root }

    /// Throws if there is no folder at all, or too much in it.
    mutating func read(below prefix: String) throws(RuleProblems) {
        let path = prefix.isEmpty ? root : root + "/" + prefix
        guard let names = try names(in: path, prefix) else { return }
        for name in names { try look(at: prefix.isEmpty ? name : prefix + "/" + name) }
    }

    /// Sorted; nil if the folder is gone, or cannot be read, which is noted.
    private mutating func names(in path: String, _ prefix: String) throws(RuleProblems) -> [String]? {
        guard let folder = opendir(path) else {
            let code = errno
            if code == ENOTDIR, prefix.isEmpty {
                throw RuleProblems(
                    at: SourceLocation(file: path, line: 1, column: 1), "this is a file",
                    advice: "give the folder it lies in")
            }
            if !prefix.isEmpty, Self.isGone(path) { return nil }
            fail(path, "the folder cannot be read: \(Self.words(code))", advice: "check its name, owner and mode")
            return nil
        }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    (String(cString: $0), String(validatingCString: $0) != nil)
                }
            }
            guard RuleFolder.isVisible(name) else { continue }
            if isText {
                names.append(name)
            } else if Int32(entry.pointee.d_type) != Int32(DT_REG) || RuleFolder.mayBeWanted(name) {
                // Its name as text is another name, which nothing has: it must not be taken for a file that is gone.
                fail(
                    prefix.isEmpty ? name : prefix + "/" + name, "its name is not UTF-8, so it cannot be read",
                    advice: "rename it: mv")
            }
        }
        if errno != 0 {
            fail(path, "the folder cannot be read: \(Self.words(errno))", advice: "check its file system")
            return nil
        }
        return names.sorted()
    }

    private mutating func look(at inner: String) throws(RuleProblems) {
        let path = root + "/" + inner
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A link whose target cannot be looked at may be a folder of rules, whatever its name.
            let code = errno
            if !Self.isGone(path) { failToRead(inner, code) }
            return
        }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR {
            // A spool in the rule folder holds a copy of the rules.
            let isSpool = access(path + "/inbox", F_OK) == 0 && access(path + "/journal", F_OK) == 0
            if !isSpool, inner.split(separator: "/").count <= 4 { try read(below: inner) }
            return
        }
        let file = RuleFolder.File(path: inner, bytes: [])
        if let meant = file.meantPath {
            warnings.append(
                RuleProblem(
                    at: SourceLocation(file: inner, line: 1, column: 1),
                    file.isWanted
                        ? "this is read as a word list, and its name ends like that of a rule file"
                        : "this file is not read, because of how its name ends",
                    advice: "rename it to \(meant) if it belongs to the rules", severity: .warning))
        }
        guard file.isWanted else { return }
        guard kind == S_IFREG else {
            fail(
                inner, "this is \(Self.name(of: kind)), not a file",
                advice: "remove it, or put a file in its place")
            return
        }
        guard let bytes = bytes(of: path, named: inner) else { return }
        files.append(RuleFolder.File(path: inner, bytes: bytes))
        size += bytes.count
        guard files.count <= RuleFolder.fileCountLimit, size <= RuleFolder.sizeLimit else {
            throw RuleProblems(
                at: SourceLocation(file: inner, line: 1, column: 1),
                "the folder holds more than \(RuleFolder.fileCountLimit) files or \(RuleFolder.sizeLimit >> 20) MiB")
        }
    }

    /// Nil if the file is gone, or cannot be read, which is noted.
    private mutating func bytes(of path: String, named name: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if !Self.isGone(path) { failToRead(name, code) }
            return nil
        }
        defer { close(descriptor) }
        // It may have been replaced since it was looked at: a FIFO would read as an empty file.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            fail(name, "this is not a plain file any more", advice: "put the file back in its place")
            return nil
        }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                failToRead(name, errno)
                return nil
            }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= RuleFolder.fileSizeLimit else {
                fail(
                    name, "the file is larger than \(RuleFolder.fileSizeLimit >> 20) MiB",
                    advice: "split it into several")
                return nil
            }
        }
    }

    // MARK: Problems

    private mutating func fail(_ name: String, _ message: String, advice: String) {
        problems.append(RuleProblem(at: SourceLocation(file: name, line: 1, column: 1), message, advice: advice))
    }

    private mutating func failToRead(_ name: String, _ code: Int32) {
        let advice =
            switch code {
            case EACCES: "chmod a+r \(name), and let its folders be entered (chmod a+x)"
            case ENOENT, ENOTDIR: "it is a link that leads nowhere: bring its target back, or remove the link"
            case ELOOP: "it is a link that leads back to itself: remove it"
            default: "the file system refuses it: mend that, then `moongate reload`; or remove the file"
            }
        fail(name, "it cannot be read: \(Self.words(code))", advice: advice)
    }

    /// Whether nothing has this name, not even a link that leads nowhere.
    private static func isGone(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) != 0 && errno == ENOENT
    }

    private static func name(of kind: mode_t) -> String {
        switch kind {
        case S_IFIFO: "a FIFO"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
