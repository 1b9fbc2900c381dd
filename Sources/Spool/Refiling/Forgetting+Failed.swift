public import Files
import Glibc
public import Moderation

/// Files that were no posts: what they hold can be told by their bytes alone.
extension Forgetting {
    /// Names in `failed/`, without the reason files.
    public static func failed(in spool: SpoolFolder) throws(SpoolProblem) -> [String] {
        try FolderListing.names(of: spool.failed).compactMap { name, isFolder in
            isFolder || name.hasSuffix(Sidecar.reasonSuffix) ? nil : name
        }
    }

    /// Removes a file that is not a post, with its reason; whether it existed.
    public static func removeFailed(_ name: String, in spool: SpoolFolder) throws(SpoolProblem) -> Bool {
        try spool.failed.remove(name + Sidecar.reasonSuffix)
        return try spool.failed.remove(name)
    }

    /// The file's number in its file system, by which the journal knows it; nil where it is gone.
    public static func inode(ofFailed name: String, in spool: SpoolFolder) throws(SpoolProblem) -> UInt64? {
        try spool.failed.status(of: name)?.inode
    }

    /// Removes those that were filed before an instant; returns how many.
    @discardableResult
    public static func dropFailed(before: Instant, in spool: SpoolFolder) throws(SpoolProblem) -> Int {
        var dropped = 0
        for name in try failed(in: spool) {
            // Being renamed changes it, and a producer cannot set it back.
            guard let status = try spool.failed.status(of: name), status.changed / 1000 < before.microseconds else {
                continue
            }
            if try removeFailed(name, in: spool) { dropped += 1 }
        }
        return dropped
    }

    /// lseek(2): to the next bytes that are no hole. Glibc has the name for C alone.
    private static let seekData: Int32 = 3

    /// Whether an author's id stands in it as a word of its own, wherever; holes of sparse files are passed over.
    public static func failedFile(
        _ name: String, holds id: String, in spool: SpoolFolder
    ) throws(SpoolProblem) -> Bool {
        let id = Array(id.utf8)
        guard !id.isEmpty, let status = try spool.failed.status(of: name), status.isRegular,
            let file = try spool.failed.fileIfThere(name, O_RDONLY)
        else { return false }
        let border: [UInt8] = [0x20]
        var window = border
        var offset = 0
        while true {
            let data = Int(lseek(file.descriptor, off_t(offset), seekData))
            let chunk = data < 0 ? [] : try file.chunk(at: data, count: 1 << 20)
            if chunk.isEmpty { return holds(id, window + border) }
            if data > offset {
                if holds(id, window + border) { return true }
                window = border
            }
            window += chunk
            if holds(id, window) { return true }
            window = Array(window.suffix(id.count + 1))
            offset = data + chunk.count
        }
    }

    /// With a byte before and behind that is part of no word.
    private static func holds(_ id: [UInt8], _ window: [UInt8]) -> Bool {
        guard window.count >= id.count + 2 else { return false }
        return (1..<window.count - id.count).contains { place in
            window[place] == id[0] && isBorder(window[place - 1]) && isBorder(window[place + id.count])
                && window[place..<place + id.count].elementsEqual(id)
        }
    }

    private static func isBorder(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: false
        default: true
        }
    }
}
