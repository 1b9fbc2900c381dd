import JSON
public import Moderation

extension Sidecars {
    /// Whether a post with this outcome gets one.
    public func includes(_ outcome: Outcome) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .flagged: outcome != .approved
        }
    }
}

/// The file next to a filed post that explains its verdict.
public enum Sidecar {
    static let verdictSuffix = ".verdict.json"
    static let reasonSuffix = ".reason.txt"

    /// The verdict as one JSON object; with `post`, the evidence is quoted. `seq` stands first: by it recovery knows a
    /// sidecar that was placed just before a crash.
    public static func verdict(_ verdict: Verdict, of file: WorkFile, quoting post: Post? = nil) -> [UInt8] {
        JournalRecord(sequence: file.sequence) { json in
            json.member("post", file.name)
            if let channel = file.channel ?? verdict.channel { json.member("channel", channel) }
            verdict.write(to: &json, quoting: post)
        }.line
    }

    /// Why a file is no post. Its last line names it, as `seq` does above.
    static func reason(_ reason: String, sequence: UInt64) -> [UInt8] {
        Array((String(reason.prefix(4000)) + "\n" + lastLine(sequence)).utf8)
    }

    /// Whether a sidecar's bytes are those of this claim.
    static func isOurs(_ bytes: [UInt8], sequence: UInt64) -> Bool {
        JournalBytes.has(bytes, sequence: sequence) || bytes.hasSuffix("\n" + lastLine(sequence))
    }

    /// Whether it has its contents: a power failure may leave a name with none, or zeros in their place.
    static func isWhole(_ bytes: [UInt8]) -> Bool { bytes.last == 0x0A && !bytes.contains(0) }

    private static func lastLine(_ sequence: UInt64) -> String { "(number \(sequence) in Moongate's journal)\n" }
}
