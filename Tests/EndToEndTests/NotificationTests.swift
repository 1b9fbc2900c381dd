import Foundation
import Glibc
import Testing

/// What systemd hears over NOTIFY_SOCKET, from a start to a stop.
@Suite(.serialized, .timeLimit(.minutes(15))) struct NotificationTests {
    @Test func systemdHearsOfStartLifeAndStop() async throws {
        let folder = try TemporaryFolder()
        let path = folder.at("notify")
        let listener = try Listener(path)
        let daemon = try await RunningDaemon(
            in: folder, environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "600000"])
        try await daemon.wait("two signs of life") { listener.received.count { $0 == "WATCHDOG=1" } >= 2 }
        try await daemon.wait("the status line") {
            listener.received.contains { $0.hasPrefix("STATUS=") && $0.contains("3 rules") }
        }
        let ready = listener.received.firstIndex(of: "READY=1")
        let extended = listener.received.firstIndex { $0.hasPrefix("EXTEND_TIMEOUT_USEC=") }
        #expect(ready != nil)
        #expect(extended ?? .max < ready ?? 0)
        #expect(!listener.received.contains("STOPPING=1"))
        try await daemon.stop()
        #expect(listener.received.contains("STOPPING=1"))
    }

    /// Rules that are wrong, and no earlier set: never ready.
    @Test func aFailedStartIsNeverReady() async throws {
        let folder = try TemporaryFolder()
        let listener = try Listener(folder.at("notify"))
        let daemon = try await RunningDaemon(
            rules: ["a.yaml": "- broken: ["], in: folder, environment: ["NOTIFY_SOCKET": folder.at("notify")],
            waits: false)
        #expect(try await daemon.program.end() == .code(78))
        #expect(!listener.received.contains("READY=1"))
    }

    private final class Listener {
        private let socket = UnixSocket(SOCK_DGRAM)
        private var heard: [String] = []

        init(_ path: String) throws { try socket.bind(to: path) }

        /// All so far.
        var received: [String] {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(socket.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count >= 0 else { return heard }
                heard.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }
}
