internal import CLinux
internal import Glibc

/// Compiles filters in a child process at the lowest priority and with limits, so that neither slow nor hostile
/// patterns take anything from the posts. The child is this program again, told to `compile-patterns`.
public enum FilterCompilation {
    /// The hidden subcommand that calls `serve`.
    public static let command = "compile-patterns"
    /// CPU time of a child, in seconds: 3,000 patterns take about 25.
    public static let cpuLimit = 600
    /// Memory of a child, in bytes: 3,000 patterns take about 700 MB.
    public static let memoryLimit = 2 << 30

    /// Descriptors that the child finds open.
    private static let input: Int32 = 3
    private static let output: Int32 = 4

    /// Compiles into a file, atomically. Blocks until the child ends.
    ///
    /// - Parameter program: what to run: `/proc/self/exe` if this is Moongate.
    public static func compile(
        _ expressions: [String], into path: String, program: String, cpuSeconds: Int = cpuLimit,
        memoryBytes: Int = memoryLimit
    ) throws(LiteralProblem) {
        let fresh = path + ".new"
        unlink(fresh)
        let wanted = open(fresh + ".job", O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard wanted >= 0 else { throw LiteralProblem("cannot write \(fresh).job: \(reason)") }
        defer { close(wanted) }
        unlink(fresh + ".job")
        let result = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard result >= 0 else { throw LiteralProblem("cannot write \(fresh): \(reason)") }
        defer { close(result) }
        guard AutomatonFile.write(Array(expressions.joined(separator: "\n").utf8), to: wanted),
            lseek(wanted, 0, SEEK_SET) == 0
        else {
            unlink(fresh)
            throw LiteralProblem("cannot write \(fresh): \(reason)")
        }
        let arguments = [program, command, String(cpuSeconds), String(memoryBytes)]
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        let child = moongate_spawn(program, pointers, [wanted, result], 2)
        guard child > 0 else {
            unlink(fresh)
            throw LiteralProblem("cannot start \(program): \(reason)")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard moongate_exit_code(status) == 0 else {
            unlink(fresh)
            throw LiteralProblem(failure(status, result, cpuSeconds: cpuSeconds, memoryBytes: memoryBytes))
        }
        guard rename(fresh, path) == 0 else { throw LiteralProblem("cannot write \(path): \(reason)") }
    }

    /// Why a child process has no result. If memory runs out, it is killed by a signal: neither Swift nor C++ continues without memory.
    private static func failure(_ status: Int32, _ result: Int32, cpuSeconds: Int, memoryBytes: Int) -> String {
        switch moongate_exit_signal(status) {
        case SIGXCPU, SIGKILL: return "it takes more than \(cpuSeconds) seconds or was killed"
        case SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS:
            return "it takes more than \(memoryBytes >> 20) MiB of memory"
        case let signal where signal > 0: return "the child process crashed with signal \(signal)"
        default: break
        }
        var said = [UInt8](repeating: 0, count: 500)
        let count = max(0, pread(result, &said, said.count, 0))
        let code = moongate_exit_code(status)
        guard code == refused, count > 0 else { return "the child process failed with exit code \(code)" }
        return String(decoding: said[..<count], as: UTF8.self)
    }

    /// The exit code of a child that wrote the reason instead of a filter.
    private static let refused: Int32 = 65

    /// The child: reads expressions, writes a filter, gives the exit code.
    public static func serve(cpuSeconds: Int, memoryBytes: Int) -> Int32 {
        _ = moongate_limit_child(Int64(cpuSeconds), Int64(memoryBytes))
        // It may well run out of memory. That is the parent's to say, in a line, and not for a backtrace.
        for number in [SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS] { signal(number, SIG_DFL) }
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        if nowhere >= 0 { dup2(nowhere, STDERR_FILENO) }
        _ = moongate_process_name("moongate-compile")
        var job: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &piece, piece.count)
            guard count >= 0 else { return 74 }
            if count == 0 { break }
            job += piece[..<count]
        }
        let expressions = job.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        do throws(LiteralProblem) {
            guard let bytes = try PatternFilter(expressions).bytes(expressions: expressions) else { return 70 }
            return AutomatonFile.write(bytes, to: output) ? 0 : 74
        } catch {
            return AutomatonFile.write(Array(error.description.utf8), to: output) ? refused : 74
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
