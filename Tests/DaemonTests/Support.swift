import Foundation
import Glibc
import Logging
import Moderation
import Spool
import Synchronization

@testable import Daemon

/// A folder of its own, gone with this object.
final class TemporaryFolder: Sendable {
    let path: String
    private static let count = Atomic<Int>(0)

    init() throws {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        path = FileManager.default.temporaryDirectory.path + "/moongate-daemon-\(getpid())-\(number)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func at(_ relative: String) -> String { path + "/" + relative }

    func write(_ relative: String, _ text: String) throws {
        let folder = (at(relative) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: at(relative)))
    }

    func text(_ relative: String) -> String? {
        FileManager.default.contents(atPath: at(relative)).map { String(decoding: $0, as: UTF8.self) }
    }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Keeps what is logged: `level message key=value ...`.
final class LogRecorder: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var logLevel = Logger.Level.trace
        var metadata = Logger.Metadata()

        init(recorder: LogRecorder) { self.recorder = recorder }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            let line = "\(event.level) \(event.message)" + pairs.joined()
            recorder.kept.withLock { $0.append(line) }
        }
    }
}

/// A pair of connected sockets, closed with this object.
final class SocketPair {
    let ours: Int32
    private(set) var theirs: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw POSIXError(.EMFILE)
        }
        (ours, theirs) = (ends[0], ends[1])
    }

    deinit {
        close(ours)
        closeTheirs()
    }

    func closeTheirs() {
        if theirs >= 0 { close(theirs) }
        theirs = -1
    }

    /// Gives up at a full buffer, as a hostile client does not mind.
    func sendFromTheirs(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(theirs, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// A clock that somebody sets, and time that passes when a test says so.
final class JumpingClock: Sendable {
    private let by = Mutex((jump: 0.0, passed: 0.0))

    func jump(_ seconds: Double) { by.withLock { $0.jump = seconds } }
    func pass(_ seconds: Double) { by.withLock { $0.passed = seconds } }

    /// What is to rely on it, from now on.
    var trust: ClockTrust { trust(lastSeen: nil) }

    func trust(lastSeen: Instant?) -> ClockTrust {
        ClockTrust(lastSeen: lastSeen) { [self] in
            let (jump, passed) = by.withLock { $0 }
            return ClockTrust.Reading(
                now: Instant(seconds: Instant.fromSystemClock().seconds + jump + passed),
                systemStartedAt: Instant(seconds: Instant.ofSystemStart().seconds + jump), monotonic: passed)
        }
    }
}
