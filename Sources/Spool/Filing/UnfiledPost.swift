import Moderation

/// A post whose verdict is in the journal, until it is filed.
public struct UnfiledPost: Sendable {
    /// Where it is.
    public let file: WorkFile
    /// Where it goes.
    let destination: Destination
    let decidedAt: Instant
    /// Nil for none.
    let sidecar: [UInt8]?

    /// The folder that it goes to, below the spool, without its day.
    public var place: String {
        guard case .filed(let outcome) = destination else { return "failed" }
        return outcome.rawValue + (file.channel.map { "/" + $0 } ?? "")
    }

    /// Bytes of memory, about.
    public var size: Int { 1024 + (sidecar?.count ?? 0) }
}

extension JudgedPost {
    var unfiled: UnfiledPost {
        UnfiledPost(file: file, destination: destination, decidedAt: decidedAt, sidecar: sidecar)
    }
}
