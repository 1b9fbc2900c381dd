internal import CLinux
internal import Glibc

/// A folder's names, one after the other: however many there are, some hundred lie in memory.
package struct FolderListing {
    package struct Entry {
        package enum Kind { case file, folder, other, unknown }
        package let kind: Kind
        /// As the folder has it: any bytes but 0 and `/`.
        package let name: [UInt8]
    }

    private let folder: OpenFile
    private var buffer = [UInt8](repeating: 0, count: 32_768)
    private var filled = 0
    private var at = 0
    private var ended = false

    /// From the beginning.
    package init(of folder: Folder) throws(SpoolProblem) {
        // A descriptor of its own, for a position of its own.
        self.folder = try folder.file(".", O_RDONLY | O_DIRECTORY)
    }

    /// Nil at the end.
    package mutating func next() throws(SpoolProblem) -> Entry? {
        if at == filled {
            if ended { return nil }
            let got = buffer.withUnsafeMutableBytes { bytes in
                calling(.list) {
                    guard let base = bytes.baseAddress else { return 0 }
                    return moongate_read_names(
                        folder.descriptor, base.assumingMemoryBound(to: CChar.self), bytes.count)
                }
            }
            if got < 0 { throw SpoolProblem("list", folder.path, errno: errno) }
            (at, filled, ended) = (0, got, got == 0)
            if ended { return nil }
        }
        let kind: Entry.Kind =
            switch buffer[at] {
            case UInt8(ascii: "f"): .file
            case UInt8(ascii: "d"): .folder
            case UInt8(ascii: "?"): .unknown
            default: .other
            }
        let start = at + 1
        var end = start
        while end < filled, buffer[end] != 0 { end += 1 }
        at = min(end + 1, filled)
        return Entry(kind: kind, name: Array(buffer[start..<end]))
    }

    /// All names, as UTF-8: for folders that Moongate alone writes.
    package static func names(of folder: Folder) throws(SpoolProblem) -> [(name: String, isFolder: Bool)] {
        var listing = try FolderListing(of: folder)
        var names: [(name: String, isFolder: Bool)] = []
        while let entry = try listing.next() {
            let name = String(decoding: entry.name, as: UTF8.self)
            var isFolder = entry.kind == .folder
            if entry.kind == .unknown { isFolder = try folder.status(of: name)?.isFolder ?? false }
            names.append((name, isFolder))
        }
        return names
    }
}
