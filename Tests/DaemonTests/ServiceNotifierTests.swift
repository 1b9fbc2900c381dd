import Foundation
import Glibc
import Testing

@testable import Daemon

@Suite struct ServiceNotifierTests {
    /// A datagram socket as systemd has it, at a path or abstract (`@`).
    private final class Listener {
        let socket: Int32

        init(at path: String) throws {
            socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            let address = try #require(UnixAddress(path))
            try #require(address.with { bind(socket, $0, $1) } == 0)
        }

        deinit { close(socket) }

        /// All that has come.
        func received() -> [String] {
            var messages: [String] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count >= 0 else { return messages }
                messages.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }

    @Test(arguments: [false, true])
    func tellsSystemd(_ isAbstract: Bool) throws {
        let folder = try TemporaryFolder()
        let path = isAbstract ? "@" + folder.at("notify") : folder.at("notify")
        let listener = try Listener(at: path)
        let notifier = ServiceNotifier { ["NOTIFY_SOCKET": path][$0] }
        notifier.ready()
        notifier.status("3 posts judged 你好")
        notifier.extend(seconds: 120)
        notifier.alive()
        notifier.stopping()
        #expect(
            listener.received() == [
                "READY=1", "STATUS=3 posts judged 你好", "EXTEND_TIMEOUT_USEC=120000000", "WATCHDOG=1", "STOPPING=1",
            ])
    }

    @Test func nobodyListeningIsNoMatter() throws {
        let folder = try TemporaryFolder()
        ServiceNotifier { _ in nil }.ready()
        ServiceNotifier { ["NOTIFY_SOCKET": folder.at("gone")][$0] }.ready()
        ServiceNotifier { ["NOTIFY_SOCKET": ""][$0] }.ready()
        ServiceNotifier { ["NOTIFY_SOCKET": String(repeating: "x", count: 200)][$0] }.ready()
    }

    @Test func theWatchdogMustBeMeantForUs() {
        func seconds(_ environment: [String: String]) -> Double? {
            ServiceNotifier { environment[$0] }.watchdogSeconds
        }
        #expect(seconds([:]) == nil)
        #expect(seconds(["WATCHDOG_USEC": "30000000"]) == 30)
        #expect(seconds(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"]) == 30)
        #expect(seconds(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid() + 1)"]) == nil)
        #expect(seconds(["WATCHDOG_USEC": "many"]) == nil)
    }

    @Test func addressesFitOrAreNone() {
        #expect(UnixAddress("") == nil)
        #expect(UnixAddress(String(repeating: "x", count: 107)) != nil)
        #expect(UnixAddress(String(repeating: "x", count: 108)) == nil)
        // The lengths that bind(2) wants: with the closing zero byte for a path, without for an abstract name.
        #expect(UnixAddress("/run/a").map { $0.with { Int($1) } } == .some(2 + 6 + 1))
        #expect(UnixAddress("@abc").map { $0.with { Int($1) } } == .some(2 + 4))
    }
}
