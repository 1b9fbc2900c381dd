internal import Glibc
internal import JSON
public import Moderation

/// The files of a rule folder as they were at one moment, read whole before anything is looked at.
public struct RuleFolder: Sendable {
    /// By path relative to the folder, sorted.
    public let files: [File]

    /// One file.
    public struct File: Sendable {
        /// Relative to the folder.
        public let path: String
        /// Its bytes.
        public let bytes: [UInt8]

        /// A file at hand.
        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The greatest file read, in bytes.
    public static let fileSizeLimit = 16 << 20
    /// Files read at the most.
    public static let fileCountLimit = 4096
    /// The greatest folder, in bytes.
    public static let sizeLimit = 64 << 20

    /// The policy's file.
    public static let policyFile = "moongate.yaml"

    /// From files at hand, such as the last good set.
    public init(files: [File]) { self.files = files.sorted { $0.path < $1.path } }

    /// Reads a folder: `*.yaml` and `*.yml`, and `lists/*.txt`; hidden files and editors' copies are left out.
    public init(reading path: String) throws(RuleProblems) {
        var found: [File] = []
        try Self.read(path, below: "", into: &found)
        self.init(files: found)
        guard self.files.contains(where: { $0.isRules }) else {
            throw RuleProblems(
                at: SourceLocation(file: path, line: 1, column: 1), "there is no rule file here",
                advice: "put at least one *.yaml file with rules into the folder")
        }
    }

    private static func read(_ root: String, below prefix: String, into files: inout [File]) throws(RuleProblems) {
        let path = prefix.isEmpty ? root : root + "/" + prefix
        guard let folder = opendir(path) else {
            if errno == ENOTDIR {
                throw RuleProblems(
                    at: SourceLocation(file: path, line: 1, column: 1), "this is a file",
                    advice: "give the folder it lies in")
            }
            throw RuleProblems(
                at: SourceLocation(file: path, line: 1, column: 1),
                "the folder cannot be read: \(String(cString: strerror(errno)))",
                advice: "check its name, owner and mode")
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), !name.hasSuffix("~"), !name.hasPrefix("#") { names.append(name) }
        }
        for name in names.sorted() {
            let inner = prefix.isEmpty ? name : prefix + "/" + name
            var status = stat()
            guard stat(root + "/" + inner, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                // A spool that lies below the rules holds a copy of them.
                let isSpool =
                    access(root + "/" + inner + "/inbox", F_OK) == 0
                    && access(root + "/" + inner + "/journal", F_OK) == 0
                if !isSpool, inner.split(separator: "/").count <= 4 { try read(root, below: inner, into: &files) }
                continue
            }
            guard status.st_mode & S_IFMT == S_IFREG, File(path: inner, bytes: []).isWanted else { continue }
            files.append(File(path: inner, bytes: try bytes(of: root + "/" + inner, named: inner)))
            guard files.count <= fileCountLimit, files.reduce(0, { $0 + $1.bytes.count }) <= sizeLimit else {
                throw RuleProblems(
                    at: SourceLocation(file: inner, line: 1, column: 1),
                    "the folder holds more than \(fileCountLimit) files or \(sizeLimit >> 20) MiB")
            }
        }
    }

    private static func bytes(of path: String, named name: String) throws(RuleProblems) -> [UInt8] {
        let place = SourceLocation(file: name, line: 1, column: 1)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw RuleProblems(
                at: place, "cannot be read: \(String(cString: strerror(errno)))", advice: "chmod a+r \(name)")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw RuleProblems(at: place, "cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= fileSizeLimit else {
                throw RuleProblems(
                    at: place, "the file is greater than \(fileSizeLimit >> 20) MiB", advice: "split it into several")
            }
        }
    }

    /// Changes with any byte of any file: 16 hexadecimal digits over paths and bytes.
    public var fingerprint: String {
        var hash = FNV1a()
        for file in files {
            hash.add(file.path.utf8)
            hash.add(0)
            withUnsafeBytes(of: UInt64(file.bytes.count).littleEndian) { hash.add($0) }
            hash.add(file.bytes)
        }
        return hash.text
    }
}

extension RuleFolder.File {
    /// Whether it is a word list.
    var isList: Bool { path.hasPrefix("lists/") && path.hasSuffix(".txt") }
    /// Whether it is YAML with rules in it.
    var isRules: Bool { isYAML && path != RuleFolder.policyFile }

    fileprivate var isYAML: Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }
    fileprivate var isWanted: Bool { isYAML || isList }
}
