#if DEBUG
    import Glibc
    import Synchronization

    /// What tests let go wrong at system calls: `KIND:N:WHAT` or `KIND:N+:WHAT`, several with `;` between them. KIND is
    /// a `SystemCall` or `any`, N counts the calls of that kind from 1 in this process (`N+`: that one and all after it),
    /// WHAT is one of
    ///
    ///     kill      the process is killed just before the call
    ///     tear      half of what a write writes, then the kill
    ///     short     half of what a write writes, and goes on
    ///     delay     20 ms before the call
    ///     hold      before the call, until the file MOONGATE_FAULTS_GATE is there
    ///     ENOSPC, EIO, EMFILE, EACCES, EROFS ...  the call is not made and fails so
    ///
    /// From the environment: MOONGATE_FAULTS, for the process whose first argument is MOONGATE_FAULTS_IN. To the file
    /// MOONGATE_FAULTS_LOG every call is appended as a line; a process that finds `fired` in it lets nothing go wrong.
    package final class Faults: Sendable {
        package struct Fault: Sendable {
            let call: SystemCall?
            let number: Int
            let isLasting: Bool
            let what: What

            enum What: Hashable, Sendable {
                case kill, tear, short, delay, hold
                case fail(Int32)
            }
        }

        /// How the process dies.
        package enum Death {
            /// For good.
            case kill
            /// In tests within one process: no call is made any more, as if it had died.
            case silence
        }

        private struct State {
            var counts: [SystemCall: Int] = [:]
            var total = 0
            var isDead = false
        }

        private let faults: [Fault]
        private let death: Death
        private let log: Int32
        private let state = Mutex(State())
        /// Called after every call that was made, with the descriptor of a sync.
        private let observer: (@Sendable (SystemCall, Int32) -> Void)?

        /// For the code run by `Faults.$inTest.withValue`.
        @TaskLocal package static var inTest: Faults?
        private static let ofProcess = fromEnvironment()

        @inline(__always) package static var current: Faults? { inTest ?? ofProcess }

        /// Nil where the text is none.
        package init?(
            _ text: String, death: Death, log: Int32 = -1, observer: (@Sendable (SystemCall, Int32) -> Void)? = nil
        ) {
            var faults: [Fault] = []
            for part in text.split(separator: ";") {
                guard let fault = Fault(part) else { return nil }
                faults.append(fault)
            }
            (self.faults, self.death, self.log, self.observer) = (faults, death, log, observer)
        }

        private static func fromEnvironment() -> Faults? {
            guard let text = getenv("MOONGATE_FAULTS").map({ String(cString: $0) }) else { return nil }
            if let role = getenv("MOONGATE_FAULTS_IN"), CommandLine.arguments.dropFirst().first != String(cString: role)
            {
                return nil
            }
            var log: Int32 = -1
            var fired = false
            if let path = getenv("MOONGATE_FAULTS_LOG") {
                log = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
                var piece = [UInt8](repeating: 0, count: 1 << 20)
                let count = max(0, pread(log, &piece, piece.count, 0))
                fired = String(decoding: piece[..<count], as: UTF8.self).contains("fired")
            }
            guard let faults = Faults(fired ? "" : text, death: .kill, log: log) else {
                _ = "MOONGATE_FAULTS cannot be read\n".withCString { Glibc.write(STDERR_FILENO, $0, strlen($0)) }
                _exit(64)
            }
            return faults
        }

        /// Calls so far.
        package var count: Int { state.withLock { $0.total } }
        /// Whether the kill has come.
        package var isDead: Bool { state.withLock { $0.isDead } }

        package func around(_ call: SystemCall, on descriptor: Int32 = -1, bytes: Int = 0, _ body: (Int) -> Int) -> Int
        {
            let (number, total, isDead) = state.withLock { state in
                state.counts[call, default: 0] += 1
                state.total += 1
                return (state.counts[call] ?? 0, state.total, state.isDead)
            }
            if isDead { return failed(EIO) }
            let fault = faults.first { fault in
                let at = fault.call == nil ? total : number
                return (fault.call == nil || fault.call == call)
                    && (at == fault.number || (fault.isLasting && at > fault.number))
            }
            note("\(call.rawValue)\(fault == nil ? "" : " fired")\n")
            switch fault?.what {
            case nil: break
            case .delay: usleep(20_000)
            case .hold: hold()
            case .fail(let code): return failed(code)
            case .kill: return die()
            case .tear:
                if bytes > 1 { _ = body(bytes / 2) }
                return die()
            case .short: if bytes > 1 { return body(bytes / 2) }
            }
            let result = body(bytes)
            let code = errno
            observer?(call, descriptor)
            errno = code
            return result
        }

        private func failed(_ code: Int32) -> Int {
            errno = code
            return -1
        }

        private func die() -> Int {
            if death == .kill { Glibc.kill(getpid(), SIGKILL) }
            state.withLock { $0.isDead = true }
            return failed(EIO)
        }

        private func hold() {
            guard let gate = getenv("MOONGATE_FAULTS_GATE") else { return }
            while access(gate, F_OK) != 0 { usleep(5_000) }
        }

        private func note(_ line: String) {
            guard log >= 0 else { return }
            _ = line.withCString { Glibc.write(log, $0, strlen($0)) }
        }
    }

    extension Faults.Fault {
        package init?(_ text: Substring) {
            let parts = text.split(separator: ":")
            guard parts.count == 3, let number = Int(parts[1].filter { $0 != "+" }) else { return nil }
            call = SystemCall(rawValue: String(parts[0]))
            guard call != nil || parts[0] == "any", let what = What(parts[2]) else { return nil }
            (self.number, isLasting, self.what) = (number, parts[1].hasSuffix("+"), what)
        }
    }

    extension Faults.Fault.What {
        private static let codes: [String: Int32] = [
            "ENOSPC": ENOSPC, "EDQUOT": EDQUOT, "EIO": EIO, "EMFILE": EMFILE, "EACCES": EACCES, "EROFS": EROFS,
            "ENOMEM": ENOMEM, "EINVAL": EINVAL, "EFBIG": EFBIG, "ENOENT": ENOENT, "EAGAIN": EAGAIN, "EPERM": EPERM,
            "EXDEV": EXDEV, "ESTALE": ESTALE,
        ]

        package init?(_ text: Substring) {
            switch text {
            case "kill": self = .kill
            case "tear": self = .tear
            case "short": self = .short
            case "delay": self = .delay
            case "hold": self = .hold
            default:
                guard let code = Self.codes[String(text)] else { return nil }
                self = .fail(code)
            }
        }
    }
#endif
