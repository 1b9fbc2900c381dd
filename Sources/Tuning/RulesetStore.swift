internal import Files
internal import Foundation
internal import JSON
public import Moderation
public import RuleFiles
internal import Spool

/// Since when a rule is as it is.
public struct RuleAge: Hashable, Sendable {
    /// `Rule.version`
    public let version: String
    public let since: Instant

    /// A version and its beginning.
    public init(version: String, since: Instant) {
        self.version = version
        self.since = since
    }
}

/// Every rule folder that was in force, by its fingerprint, compressed, the newest 500: `state/rulesets/FINGERPRINT.zst`, a
/// line of JSON a file; and `ages.json`, since when each rule is as it is. Written by the daemon alone.
public struct RulesetStore: Sendable {
    private let folder: String

    /// The most that are kept.
    public static let limit = 500

    /// Below a spool's `state/`.
    public init(state: String) { folder = state + "/rulesets" }

    /// A ruleset that was in force.
    public struct Kept: Hashable, Sendable {
        public let fingerprint: String
        /// When it last came into force.
        public let at: Instant
    }

    /// Keeps a folder that came into force; one that is there already becomes the newest.
    public func keep(_ files: RuleFolder, at now: Instant) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + files.fingerprint + ".zst"
        if !FileManager.default.fileExists(atPath: path) {
            var json = JSONWriter()
            for file in files.files {
                json.object { json in
                    json.member("path", file.path)
                    json.member("bytes") { $0.string(Array(Data(file.bytes).base64EncodedString().utf8)) }
                }
                json.endLine()
            }
            guard let packed = Zstandard.compress(json.bytes) else {
                throw SpoolProblem(.exhausted, "\(path) cannot be compressed: there is no memory")
            }
            try Folder(path: folder).replace(files.fingerprint + ".zst", with: packed, .file)
        }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: now.seconds)], ofItemAtPath: path)
        for old in all.dropFirst(Self.limit) {
            try? FileManager.default.removeItem(atPath: folder + "/" + old.fingerprint + ".zst")
        }
    }

    /// All that are kept, the newest first.
    public var all: [Kept] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name -> Kept? in
            guard name.hasSuffix(".zst"), Self.isFingerprint(name.dropLast(4)),
                let date = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.modificationDate]
                    as? Date
            else { return nil }
            return Kept(
                fingerprint: String(name.dropLast(4)), at: Instant(seconds: date.timeIntervalSince1970))
        }.sorted { ($1.at, $0.fingerprint) < ($0.at, $1.fingerprint) }
    }

    /// The folder with a fingerprint, or with one that begins so; nil if none or several are kept, or the file is
    /// corrupt.
    public func folder(_ fingerprint: String) -> RuleFolder? {
        guard (4...16).contains(fingerprint.count), fingerprint.utf8.allSatisfy(Self.isDigit) else { return nil }
        let fitting = all.filter { $0.fingerprint.hasPrefix(fingerprint) }
        guard fitting.count == 1,
            let packed = FileManager.default.contents(atPath: folder + "/\(fitting[0].fingerprint).zst"),
            packed.count <= RuleFolder.sizeLimit, let lines = Zstandard.decompress(Array(packed))
        else { return nil }
        var files: [RuleFolder.File] = []
        for line in lines.split(separator: 0x0A) {
            guard let json = try? JSONValue(parsing: Array(line)), let path = json["path"]?.string,
                let bytes = json["bytes"]?.string.flatMap({ Data(base64Encoded: $0) })
            else { return nil }
            files.append(RuleFolder.File(path: path, bytes: Array(bytes)))
        }
        let kept = RuleFolder(files: files)
        // A corrupt copy cannot explain anything.
        return kept.fingerprint == fitting[0].fingerprint ? kept : nil
    }

    private static func isFingerprint(_ name: Substring) -> Bool {
        name.utf8.count == 16 && name.utf8.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    // MARK: Ages

    /// By rule id; empty if nothing is known.
    public var ages: [String: RuleAge] {
        guard let data = FileManager.default.contents(atPath: folder + "/ages.json"), data.count <= 64 << 20,
            let json = try? JSONValue(parsing: Array(data)), case .object(let rules) = json
        else { return [:] }
        return rules.compactMapValues { value in
            guard let version = value["version"]?.string,
                let since = value["since"]?.string.flatMap({ Instant(rfc3339: $0.utf8) })
            else { return nil }
            return RuleAge(version: version, since: since)
        }
    }

    /// Writes them, atomically.
    public func keep(ages: [String: RuleAge]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var json = JSONWriter()
        json.object { json in
            for (id, age) in ages.sorted(by: { $0.key < $1.key }) {
                json.member(id) { json in
                    json.object { json in
                        json.member("version", age.version)
                        json.member("since", age.since.rfc3339)
                    }
                }
            }
        }
        try Folder(path: folder).replace("ages.json", with: json.bytes, .file)
    }
}
