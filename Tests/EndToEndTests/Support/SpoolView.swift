import Files
import Foundation
import Glibc
import JSON
import Spool

/// A spool seen from outside, as its producers, moderators and administrators see it.
struct SpoolView: Sendable {
    let path: String

    func at(_ relative: String) -> String { path + "/" + relative }

    func bytes(_ relative: String) -> [UInt8]? { FileManager.default.contents(atPath: at(relative)).map { Array($0) } }
    func text(_ relative: String) -> String? { bytes(relative).map { String(decoding: $0, as: UTF8.self) } }
    func json(_ relative: String) throws -> JSONValue {
        try JSONValue(parsing: try bytes(relative).orThrow(relative))
    }

    /// Every file below a folder, relative to it, sorted. Folders are not named. Names that are not UTF-8 are repaired.
    func files(_ folder: String) -> [String] {
        guard let directory = opendir(at(folder)) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let kind = Int32(entry.pointee.d_type)
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            if kind == 4 {
                found += files(folder + "/" + name).map { name + "/" + $0 }
            } else {
                found.append(name)
            }
        }
        return found.sorted()
    }

    static let outcomes = ["approved", "flagged", "rejected", "failed"]
    static let sidecarSuffixes = [".verdict.json", ".reason.txt"]

    /// Filed posts by `outcome/[channel/]NAME`, without their sidecars.
    var filed: [String] {
        Self.outcomes.flatMap { outcome in
            files(outcome).filter { name in !Self.sidecarSuffixes.contains { name.hasSuffix($0) } }
                .map { outcome + "/" + $0 }
        }
    }

    /// Nothing is on its way.
    var isQuiet: Bool { files("work").isEmpty && files("inbox").isEmpty }

    /// All of the journal, and how many of its lines are none.
    func journal() throws -> (entries: [JournalLine], badLines: Int) {
        var reader = JournalReader(try Folder(path: at("journal")))
        var entries: [JournalLine] = []
        while let entry = try reader.next() { entries.append(entry) }
        return (entries, reader.badLines)
    }

    // MARK: Dropping

    /// As a producer does it: written under a dot name, then renamed.
    func drop(_ name: String, _ bytes: some Sequence<UInt8>, channel: String? = nil, mode: mode_t = 0o640) throws {
        try drop(rawName: Array(name.utf8), bytes, channel: channel, mode: mode)
    }

    func drop(_ name: String, _ text: String, channel: String? = nil) throws {
        try drop(name, Array(text.utf8), channel: channel)
    }

    /// Under a name of any bytes.
    func drop(
        rawName: [UInt8], _ bytes: some Sequence<UInt8>, channel: String? = nil, mode: mode_t = 0o640
    ) throws {
        let folder = try inbox(channel)
        let temporary = Array("\(folder)/.\(UUID().uuidString)".utf8CString)
        try Self.write(Array(bytes), to: temporary, mode: mode)
        let final = folder.utf8CString.dropLast() + [CChar(0x2F)] + rawName.map { CChar(bitPattern: $0) } + [0]
        guard rename(temporary, Array(final)) == 0 else { throw Failure("cannot rename into \(folder)") }
    }

    /// Under its own name from the beginning.
    func writeInPlace(_ name: String, _ text: String, channel: String? = nil) throws {
        try Self.write(Array(text.utf8), to: Array((try inbox(channel) + "/" + name).utf8CString), mode: 0o640)
    }

    private func inbox(_ channel: String?) throws -> String {
        guard let channel else { return at("inbox") }
        let folder = at("inbox/" + channel)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    static func write(_ bytes: [UInt8], to path: [CChar], mode: mode_t) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else {
            throw Failure("cannot write \(String(decoding: path.map { UInt8(bitPattern: $0) }, as: UTF8.self))")
        }
        defer { close(file) }
        fchmod(file, mode)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure("a short write") }
            rest = rest.dropFirst(count)
        }
    }
}
