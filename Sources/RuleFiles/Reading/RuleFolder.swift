internal import JSON
public import Moderation

/// The files of a rule folder as they were at one moment, read whole before anything is looked at.
public struct RuleFolder: Sendable {
    /// By path relative to the folder, sorted.
    public let files: [File]
    /// Names that look as if they were meant to be read.
    public let warnings: [RuleProblem]

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

    /// Size limit of a file, in bytes.
    public static let fileSizeLimit = 16 << 20
    /// Limit of the number of files.
    public static let fileCountLimit = 4096
    /// Size limit of the folder, in bytes.
    public static let sizeLimit = 64 << 20

    /// The policy's file.
    public static let policyFile = "moongate.yaml"

    /// From files at hand, such as the last good set.
    public init(files: [File]) { self.init(files: files, warnings: []) }

    private init(files: [File], warnings: [RuleProblem]) {
        self.files = files.sorted { $0.path < $1.path }
        self.warnings = warnings
    }

    /// Reads a folder: `*.yaml` and `*.yml`, and `lists/*.txt`; hidden files and editors' copies are left out. Throws all
    /// that cannot be read: a file is only left out if its name is gone.
    public init(reading path: String) throws(RuleProblems) {
        var reader = RuleFolderReader(path)
        try reader.read(below: "")
        guard reader.problems.isEmpty else { throw RuleProblems(reader.problems) }
        self.init(files: reader.files, warnings: reader.warnings)
        guard self.files.contains(where: { $0.isRules }) else {
            throw RuleProblems(
                at: SourceLocation(file: path, line: 1, column: 1), "there is no rule file here",
                advice: "put at least one *.yaml file with rules into the folder")
        }
    }

    /// Whether a name in a folder may be a rule file's or a list's: not hidden, and no editor's copy.
    public static func mayBeWanted(_ name: String) -> Bool {
        isVisible(name) && [".yaml", ".yml", ".txt"].contains { name.hasSuffix($0) }
    }

    static func isVisible(_ name: String) -> Bool {
        !name.hasPrefix(".") && !name.hasSuffix("~") && !name.hasPrefix("#")
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

extension RuleFolder {
    /// By path: changes with any byte of the file.
    public var digests: [String: UInt64] {
        Dictionary(
            files.map { file in
                var hash = FNV1a()
                hash.add(file.bytes)
                return (file.path, hash.value)
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension RuleFolder.File {
    /// Whether it is a word list.
    var isList: Bool { path.hasPrefix("lists/") && path.hasSuffix(".txt") }
    /// Whether it is YAML with rules in it.
    var isRules: Bool { isYAML && path != RuleFolder.policyFile }

    /// Its bytes without the byte order mark that Windows editors write in front.
    var text: [UInt8] { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }

    fileprivate var isYAML: Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }
    var isWanted: Bool { isYAML || isList }

    /// The name under which it would be read, if an editor or a file manager gave it another ending: `a.yaml.txt`, `A.YAML`.
    var meantPath: String? {
        var meant = path
        for (ending, wanted) in [(".yaml.txt", ".yaml"), (".yml.txt", ".yml"), (".txt.txt", ".txt")]
        where path.lowercased().hasSuffix(ending) {
            meant = path.dropLast(ending.count) + wanted
        }
        for ending in [".yaml", ".yml", ".txt"] where meant.lowercased().hasSuffix(ending) {
            meant = meant.dropLast(ending.count) + ending
        }
        let file = RuleFolder.File(path: meant, bytes: [])
        return meant != path && file.isWanted ? meant : nil
    }
}
