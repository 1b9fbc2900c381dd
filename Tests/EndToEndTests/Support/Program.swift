import Foundation
import Glibc

/// A real process of the built `moongate`, or of another program. Killed with this object.
final class Program: @unchecked Sendable {
    // Unchecked: `ending` is only touched under `lock`.
    let process: pid_t
    private let outputPath: String
    private let errorsPath: String
    private let lock = NSLock()
    private var ending: Ending?

    enum Ending: Hashable {
        case code(Int32)
        case signal(Int32)
    }

    /// Beside the test bundle.
    static let moongate: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (bundle as NSString).deletingLastPathComponent + "/moongate"
    }()

    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Starts it. What it writes is appended to `output` and `errors`; what it reads is the file `input`.
    init(
        _ words: [String], output: String, errors: String, input: String = "/dev/null",
        environment: [String: String] = [:]
    ) throws {
        (outputPath, errorsPath) = (output, errors)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let write = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, write, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, write, 0o644)
        // Other tests run in this process: nothing of theirs is handed down.
        for descriptor: Int32 in 3..<512 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var settings = ProcessInfo.processInfo.environment
        settings["NO_COLOR"] = "1"
        // Swift's own report of a trap takes seconds on a busy machine.
        settings["SWIFT_BACKTRACE"] = "enable=no"
        settings["NOTIFY_SOCKET"] = nil
        settings.merge(environment) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = settings.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var started: pid_t = 0
        let failure = posix_spawnp(&started, words[0], &actions, nil, &argv, &envp)
        guard failure == 0 else { throw Failure("\(words[0]): \(String(cString: strerror(failure)))") }
        process = started
    }

    deinit { endNow() }

    /// Kills it and its children, and waits until they are gone: none writes any more.
    func endNow() {
        guard hasEnded == nil else { return }
        // Stopped first, so that it starts no further child.
        kill(SIGSTOP)
        let children = children
        for child in children { Glibc.kill(child, SIGKILL) }
        kill()
        while hasEnded == nil || children.contains(where: isAlive) { usleep(1000) }
    }

    /// How it ended; nil while it runs.
    var hasEnded: Ending? {
        lock.withLock {
            if let ending { return ending }
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == process else { return nil }
            ending = status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
            return ending
        }
    }

    func kill(_ signal: Int32 = SIGKILL) { if hasEnded == nil { Glibc.kill(process, signal) } }

    func end(within seconds: Double = 600) async throws -> Ending {
        try await wait(seconds: seconds, for: "the end of the process") { self.hasEnded != nil }
        return try hasEnded.orThrow("ending")
    }

    /// The processes that it started.
    var children: [pid_t] {
        let list = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        return (list ?? "").split(separator: " ").compactMap { pid_t($0) }
    }

    var output: String { Self.text(outputPath) }
    var errors: String { Self.text(errorsPath) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}

/// Whether it runs: a zombie does not.
func isAlive(_ process: pid_t) -> Bool {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return line.split(separator: ")").last?.split(separator: " ").first != "Z"
}

/// What a program that has ended left.
struct Finished {
    let ending: Program.Ending
    let output: String
    let errors: String

    var code: Int32? { if case .code(let code) = ending { code } else { nil } }
}

/// Runs a subcommand to its end, or any program with `asIs`.
func moongate(
    _ words: [String], input: [UInt8]? = nil, asIs: Bool = false, environment: [String: String] = [:],
    within seconds: Double = 600
) async throws -> Finished {
    let folder = try TemporaryFolder()
    if let input { try Data(input).write(to: URL(fileURLWithPath: folder.at("input"))) }
    let program = try Program(
        asIs ? words : [Program.moongate] + words, output: folder.at("output"), errors: folder.at("errors"),
        input: input == nil ? "/dev/null" : folder.at("input"), environment: environment)
    return Finished(ending: try await program.end(within: seconds), output: program.output, errors: program.errors)
}

/// Polls until `condition` holds. The limit is generous: it only turns a hang into a failure.
func wait(
    seconds: Double = 600, for what: @autoclosure () -> String, until condition: () async throws -> Bool
) async throws {
    let until = Date().timeIntervalSinceReferenceDate + seconds
    while try await !condition() {
        guard Date().timeIntervalSinceReferenceDate < until else { throw Failure("waited in vain for " + what()) }
        try await Task.sleep(for: .milliseconds(10))
    }
}
