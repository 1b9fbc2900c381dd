import Foundation
import Glibc
import JSON

/// `moongate run` as a real process on a spool and a rule folder of its own, all gone with this object.
final class RunningDaemon {
    let folder: TemporaryFolder
    let spool: SpoolView
    let rules: String
    private(set) var program: Program
    private let words: [String]
    private let environment: [String: String]

    /// Three rules: `buynow` is flagged, `hint` is worth 2, `forbidden` is refused.
    static let smallRules = [
        "moongate.yaml": "policy: {flag_at: 4, channels: {market: {flag_at: 2}}}\n",
        "words.yaml": """
        - id: buy-now
          summary: Sells
          body: [buynow]
          score: 4
          examples: {fires: ['↓buynow↑ here'], passes: [hello]}
        - id: hint
          summary: A hint
          body: [hint]
          score: 2
          examples: {fires: [a hint], passes: [hello]}
        - id: forbidden
          summary: Refused
          body: [forbidden]
          action: reject
          examples: {fires: [forbidden], passes: [hello]}

        """,
    ]

    /// Starts it and waits until it is ready; `before` prepares the folder of which `spool` and `rules` are part.
    init(
        rules: [String: String] = smallRules, in folder: TemporaryFolder? = nil, arguments: [String] = [],
        environment: [String: String] = [:], wrappedIn wrapper: [String] = [], waits: Bool = true,
        before: (TemporaryFolder) throws -> Void = { _ in }
    ) async throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        self.rules = folder.at("rules")
        spool = SpoolView(path: folder.at("spool"))
        try Self.write(rules, to: self.rules)
        try before(folder)
        words =
            wrapper + [Program.moongate, "run", "--spool", spool.path, "--rules", self.rules, "--workers", "2"]
            + arguments
        self.environment = environment
        program = try Self.program(words, folder, environment)
        if waits { try await waitUntilReady() }
    }

    /// Before its folder goes.
    deinit { program.endNow() }

    private static func program(
        _ words: [String], _ folder: TemporaryFolder, _ environment: [String: String]
    ) throws -> Program {
        try Program(words, output: folder.at("output"), errors: folder.at("errors"), environment: environment)
    }

    static func write(_ rules: [String: String], to folder: String) throws {
        for (name, text) in rules {
            let path = folder + "/" + name
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            // As editors save: a new file, then renamed over the old one.
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        }
    }

    func edit(_ name: String, _ text: String) throws { try Self.write([name: text], to: rules) }

    /// What it wrote to its log, over all starts.
    var log: String { program.errors }

    func waitUntilReady() async throws {
        try await wait("the daemon to be ready") {
            if let ending = self.program.hasEnded { throw Failure("the daemon ended: \(ending)\n\(self.log)") }
            return try await self.statusNow() != nil
        }
    }

    /// Again, after it was stopped or killed.
    func start(waits: Bool = true) async throws {
        try await waitUntilLockIsFree()
        program = try Self.program(words, folder, environment)
        if waits { try await waitUntilReady() }
    }

    /// A killed supervisor's child may live for a moment longer, and holds the lock.
    func waitUntilLockIsFree() async throws {
        let path = spool.at("lock")
        try await wait("the lock to be free") {
            let file = open(path, O_RDWR | O_CLOEXEC)
            guard file >= 0 else { return true }
            defer { close(file) }
            return flock(file, LOCK_EX | LOCK_NB) == 0
        }
    }

    // MARK: Asking

    /// The answer of `moongate status --json`, whose exit code goes with it; nil where it does not run.
    func statusNow() async throws -> (code: Int32, json: JSONValue)? {
        let finished = try await moongate(["status", "--json", "--spool", spool.path])
        // Nothing is said where it does not run, or not yet.
        guard let code = finished.code, code != 69, !finished.output.isEmpty else { return nil }
        // Too many connections, or a child that is being started: no answer this time.
        guard let json = try? JSONValue(parsing: Array(finished.output.utf8)) else { return nil }
        return (code, json)
    }

    func status() async throws -> (code: Int32, json: JSONValue) {
        try await statusNow().orThrow("answer to status: the daemon does not run\n" + log)
    }

    var ruleset: String {
        get async throws { try await status().json["ruleset"]?.string.orThrow("fingerprint") ?? "" }
    }

    /// The judging child's process.
    func child() async throws -> pid_t {
        try await wait("a child") { !self.program.children.isEmpty }
        return try program.children.first.orThrow("child")
    }

    func wait(_ what: String, until condition: () async throws -> Bool) async throws {
        do {
            try await EndToEndTests.wait(for: what, until: condition)
        } catch {
            throw Failure("\(error)\nfiled: \(spool.filed.prefix(20))\nlog:\n\(log.suffix(4000))")
        }
    }

    /// Until these lie where they belong: `outcome/NAME`.
    func waitForFiled(_ paths: String...) async throws { try await waitForFiled(paths) }
    func waitForFiled(_ paths: [String]) async throws {
        try await wait("\(paths)") { Set(paths).isSubset(of: self.spool.filed) }
    }

    func waitForFiled(count: Int) async throws {
        try await wait("\(count) filed posts") { self.spool.filed.count >= count && self.spool.isQuiet }
    }

    // MARK: Ending

    @discardableResult func stop(_ signal: Int32 = SIGTERM) async throws -> Program.Ending {
        program.kill(signal)
        return try await program.end()
    }

    func killSupervisor() async throws {
        program.kill(SIGKILL)
        _ = try await program.end()
    }
}
