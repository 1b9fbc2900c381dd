internal import CLinux
internal import Files
internal import Glibc
internal import Spool

/// The control socket as the supervisor holds it: bound to its name, and bound again if somebody removes that.
struct ListeningSocket {
    private(set) var descriptor: Int32
    private let spool: SpoolFolder
    private let folder: String
    private var node: FileNode?

    private static let name = "control.sock"

    /// In the folder of a spool whose lock is taken.
    init(_ spool: SpoolFolder, folder: String) throws {
        let path = folder + "/" + Self.name
        // The lock could be taken, so its file was removed; two daemons must not be on one spool.
        if ControlSocket.isListening(at: path) { throw SpoolLock.isOwned(folder, by: nil, isRemoved: true) }
        descriptor = try ControlSocket.listen(at: path)
        self.spool = spool
        self.folder = folder
        node = try spool.root.node(of: Self.name)
    }

    /// Whether it had to be bound again. Not if the spool itself is elsewhere now.
    mutating func restore() throws -> Bool {
        guard try spool.root.node(of: Self.name) != node, try Folder(path: folder).node() == spool.root.node() else {
            return false
        }
        let new = try ControlSocket.listen(at: folder + "/" + Self.name)
        close(descriptor)
        descriptor = new
        node = try spool.root.node(of: Self.name)
        return true
    }
}
