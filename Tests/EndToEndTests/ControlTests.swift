import Foundation
import Glibc
import JSON
import Testing

/// The control socket against clients that mean no good: the daemon goes on judging and answers others.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ControlTests {
    @Test func hostileRequestsAreAnsweredOrDropped() async throws {
        let daemon = try await RunningDaemon()
        let path = daemon.spool.at("control.sock")
        let requests: [(String, [UInt8])] = [
            ("nothing", []), ("no end", Array("{\"command\": \"status\"}".utf8)), ("an empty line", [0x0A]),
            ("garbage", [0, 0xFF, 0xFE, 0x0A]), ("no object", Array("[1]\n".utf8)),
            ("an unknown command", Array("{\"command\": \"stop\\u001b[2J\"}\n".utf8)),
            ("a number", Array("{\"command\": 7}\n".utf8)),
            ("deep", [UInt8](repeating: UInt8(ascii: "["), count: 500_000) + [0x0A]),
            ("2 MB", [UInt8](repeating: UInt8(ascii: "x"), count: 2 << 20) + [0x0A]),
        ]
        for (what, bytes) in requests {
            let client = try Client(path)
            client.send(bytes)
            client.finish()
            let answer = client.answer()
            if what != "nothing", what != "no end", what != "2 MB" {
                let json = try? JSONValue(parsing: Array(answer.dropLast()))
                #expect(json?["error"]?.string != nil, "\(what): \(String(decoding: answer, as: UTF8.self))")
            }
            #expect(!answer.contains(0x1B))
        }
        #expect(try await daemon.status().code == 0)
        #expect(!daemon.log.contains("crashed"))
    }

    /// More idle connections than are taken at a time: they time out, and the next one is served.
    @Test func idleConnectionsDoNotBlockForEver() async throws {
        let daemon = try await RunningDaemon()
        let idle = try (0..<24).map { _ in try Client(daemon.spool.at("control.sock")) }
        try daemon.spool.drop("a.txt", "buynow")
        try await daemon.waitForFiled("flagged/a.txt")
        try await daemon.wait("an answer") { try await daemon.statusNow()?.code == 0 }
        withExtendedLifetime(idle) {}
        try await daemon.stop()
    }

    /// One connection, closed with this object.
    private final class Client {
        private let socket = UnixSocket(SOCK_STREAM)

        init(_ path: String) throws {
            try socket.connect(to: path)
            var time = timeval(tv_sec: 60, tv_usec: 0)
            setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        }

        func send(_ bytes: [UInt8]) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(socket.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }

        func finish() { shutdown(socket.descriptor, Int32(SHUT_WR)) }

        func answer() -> [UInt8] {
            var answer: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = recv(socket.descriptor, &piece, piece.count, 0)
                guard count > 0 else { return answer }
                answer += piece[..<count]
            }
        }
    }
}
