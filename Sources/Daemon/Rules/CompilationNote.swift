internal import Files
internal import Moderation
internal import Spool

/// `state/compiling`: the fingerprint of the rules that are being compiled, and how often that was begun and never ended.
/// Rules that crash the process twice, or use up its memory, are refused like a folder with errors: until they are edited,
/// or a person wants them tried again.
///
/// The reload's thread writes it, and the start before there is one. It needs no sync: a dead process leaves what it wrote.
struct CompilationNote: Sendable {
    private let state: String
    /// False for a command that only looks: killing it says nothing about the rules.
    private let isKept: Bool

    static let name = "compiling"
    /// Crashes after which rules are refused.
    static let limit = 2

    /// In the spool's `state/`.
    init(state: String, isKept: Bool = true) {
        self.state = state
        self.isKept = isKept
    }

    /// Compiles, with the note there meanwhile; throws if it crashed too often before.
    func during<Result>(
        _ fingerprint: String, in folder: String, _ compile: () throws(RuleProblems) -> Result
    ) throws(RuleProblems) -> Result {
        let crashes = crashes(of: fingerprint)
        guard crashes < Self.limit else {
            throw RuleProblems(
                at: SourceLocation(file: folder, line: 1, column: 1), "compiling these rules crashed the process twice",
                advice:
                    "change them; or give Moongate more memory (MemoryMax=), then `moongate reload --accept`, or remove \(state)/\(Self.name) and start it"
            )
        }
        if isKept { write("\(fingerprint) \(crashes + 1)\n") }
        defer { clear() }
        return try compile()
    }

    /// Nothing is being compiled: also at an orderly stop, which is not a crash.
    func clear() {
        // A note that stays costs one crash less, later.
        if isKept { _ = try? Folder(path: state).removeFile(Self.name) }
    }

    /// How often it was begun and never ended.
    private func crashes(of fingerprint: String) -> Int {
        guard let bytes = try? Folder(path: state).contents(Self.name) else { return 0 }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, words[0] == fingerprint else { return 0 }
        return Int(words[1]) ?? 0
    }

    private func write(_ text: String) {
        // Where nothing can be written (a full disk) rules are compiled all the same.
        try? Folder(path: state).replace(Self.name, with: Array(text.utf8), .file)
    }
}
