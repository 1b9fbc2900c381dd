import CLinux
import Files
import Foundation
import Glibc
import Spool
import Testing

@testable import Daemon

/// The control socket's name can be removed by anybody who cleans up: it comes back, and no second daemon comes with it.
@Suite struct ListeningSocketTests {
    private let folder: TemporaryFolder
    private let spool: SpoolFolder
    private var path: String { folder.at("control.sock") }

    init() throws {
        folder = try TemporaryFolder()
        spool = try SpoolFolder(path: folder.path)
    }

    @Test func aRemovedSocketIsMadeAgain() throws {
        var socket = try ListeningSocket(spool, folder: folder.path)
        defer { close(socket.descriptor) }
        #expect(try !socket.restore())
        #expect(ControlSocket.isListening(at: path))
        unlink(path)
        #expect(!ControlSocket.isListening(at: path))
        #expect(try socket.restore())
        #expect(ControlSocket.isListening(at: path))
        #expect(try !socket.restore())
    }

    @Test func aSpoolThatWasMovedAwayKeepsItsSocket() throws {
        let inner = try SpoolFolder(path: folder.at("spool"))
        var socket = try ListeningSocket(inner, folder: folder.at("spool"))
        defer { close(socket.descriptor) }
        rename(folder.at("spool"), folder.at("elsewhere"))
        #expect(try !socket.restore())
        unlink(folder.at("elsewhere/control.sock"))
        _ = try SpoolFolder(path: folder.at("spool"))
        #expect(try !socket.restore(), "another spool is there now")
    }

    /// With the lock's file removed, a second daemon could take the spool.
    @Test func aSocketThatSomebodyHasIsNotTaken() throws {
        let socket = try ListeningSocket(spool, folder: folder.path)
        defer { close(socket.descriptor) }
        #expect {
            try ListeningSocket(spool, folder: folder.path)
        } throws: { error in
            guard let problem = error as? SpoolProblem, case .owned = problem.kind else { return false }
            return problem.description.contains("somebody removed its lock")
        }
    }

    /// Which a child that waits for connections takes over under the old number.
    @Test func theNewSocketIsHandedOver() throws {
        var socket = try ListeningSocket(spool, folder: folder.path)
        let childs = dup(socket.descriptor)
        var ends: [Int32] = [-1, -1]
        try #require(moongate_socket_pair(&ends) == 0)
        defer { [childs, socket.descriptor, ends[0]].forEach { close($0) } }
        unlink(path)
        try #require(try socket.restore())
        #expect(moongate_send_descriptor(ends[0], socket.descriptor) == 0)
        var handover = ends[1]
        #expect(!ControlSocket.waitForConnection(on: childs, replacedThrough: &handover))
        #expect(ControlSocket.isListening(at: path))
        #expect(ControlSocket.waitForConnection(on: childs, replacedThrough: &handover))
        let connection = moongate_accept(childs)
        #expect(connection >= 0)
        close(connection)
        // Its other end goes: that is not looked at again and again.
        close(ends[0])
        ends[0] = -1
        while handover >= 0 {
            if ControlSocket.waitForConnection(on: childs, replacedThrough: &handover) {
                close(moongate_accept(childs))
            }
        }
        close(ends[1])
    }
}
