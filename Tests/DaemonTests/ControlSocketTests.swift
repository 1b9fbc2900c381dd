import Foundation
import Glibc
import JSON
import Testing

@testable import Daemon

@Suite struct ControlSocketTests {
    @Test func readsOneLine() throws {
        let pair = try SocketPair()
        pair.sendFromTheirs(Array("{\"command\": \"status\"}\nand more\n".utf8))
        #expect(ControlSocket.readLine(from: pair.ours) == Array("{\"command\": \"status\"}".utf8))
        let empty = try SocketPair()
        empty.sendFromTheirs([0x0A])
        #expect(ControlSocket.readLine(from: empty.ours) == [])
    }

    @Test func aLineInPiecesIsOneLine() throws {
        let pair = try SocketPair()
        let thread = Thread { [theirs = pair.theirs] in
            for byte in "slow but sure\n".utf8 {
                var byte = byte
                send(theirs, &byte, 1, 0)
                usleep(1000)
            }
        }
        thread.start()
        #expect(ControlSocket.readLine(from: pair.ours, within: 60) == Array("slow but sure".utf8))
    }

    @Test func noLineIsNone() throws {
        let closed = try SocketPair()
        closed.sendFromTheirs(Array("no end".utf8))
        closed.closeTheirs()
        #expect(ControlSocket.readLine(from: closed.ours) == nil)
        let silent = try SocketPair()
        #expect(ControlSocket.readLine(from: silent.ours, within: 1) == nil)
        let unfinished = try SocketPair()
        unfinished.sendFromTheirs(Array("half".utf8))
        #expect(ControlSocket.readLine(from: unfinished.ours, within: 1) == nil)
    }

    /// A client that sends a byte now and then held a connection for as long as it liked.
    @Test func aTrickleOfBytesHasToEndInTime() throws {
        let pair = try SocketPair()
        let isOver = Flag()
        let thread = Thread { [theirs = pair.theirs] in
            var byte = UInt8(ascii: "x")
            while !isOver.isSet {
                send(theirs, &byte, 1, Int32(MSG_NOSIGNAL))
                usleep(50_000)
            }
        }
        thread.start()
        #expect(ControlSocket.readLine(from: pair.ours, within: 1) == nil)
        isOver.set()
        while !thread.isFinished { usleep(10_000) }
    }

    @Test func tooLongALineIsNone() throws {
        let pair = try SocketPair()
        let thread = Thread { [theirs = pair.theirs] in
            let megabytes = [UInt8](repeating: 0x78, count: 2 << 20) + [0x0A]
            var rest = megabytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { send(theirs, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
        thread.start()
        #expect(ControlSocket.readLine(from: pair.ours, within: 60) == nil)
        shutdown(pair.ours, Int32(SHUT_RDWR))
        while !thread.isFinished { usleep(10_000) }
    }

    @Test func theSocketIsForItsUserAndGroup() throws {
        let folder = try TemporaryFolder()
        let path = folder.at("control.sock")
        // A file that a killed daemon left is no hindrance.
        for _ in 0..<2 {
            let socket = try ControlSocket.listen(at: path)
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o660)
            close(socket)
        }
        #expect(throws: ControlProblem.self) { _ = try ControlSocket.listen(at: folder.at("no/folder/here")) }
        #expect(throws: ControlProblem.self) {
            _ = try ControlSocket.listen(at: "/" + String(repeating: "x", count: 120))
        }
    }

    @Test func nobodyListeningIsNoAnswer() throws {
        let folder = try TemporaryFolder()
        #expect(try ControlClient.ask("status", spool: folder.path) == nil)
        // Left by a killed daemon.
        close(try ControlSocket.listen(at: folder.at("control.sock")))
        #expect(try ControlClient.ask("status", spool: folder.path) == nil)
    }
}
