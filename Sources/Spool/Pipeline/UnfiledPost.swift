public import Moderation

/// A post whose verdict is in the journal, until it is filed.
public struct UnfiledPost: Sendable {
    public let file: WorkFile
    let destination: Destination
    let decidedAt: Instant
    /// Nil for none.
    let sidecar: [UInt8]?
    /// Nil if an earlier process judged it.
    let judgement: Judgement?

    /// The folder that it goes to, below the spool, without its day.
    public var place: String {
        guard case .filed(let outcome) = destination else { return "failed" }
        return outcome.rawValue + (file.channel.map { "/" + $0 } ?? "")
    }

    /// Bytes of memory, about.
    public var size: Int { 1024 + (sidecar?.count ?? 0) }
}

/// A post in its last place. Holds no open folder: a batch of filed posts must not keep descriptors.
public struct FiledPost: Sendable {
    /// Where it was in `work/`: its number, channel and the name it came with.
    public let file: WorkFile
    /// Nil if an earlier process judged it.
    public let judgement: Judgement?
    /// The path of the folder it is in.
    let folder: String
    /// Its name there.
    public let name: String

    init(_ post: UnfiledPost, folder: String, name: String) {
        file = post.file
        judgement = post.judgement
        self.folder = folder
        self.name = name
    }

    /// Where it is now.
    public var path: String { folder + "/" + name }

    public var verdict: Verdict? { if case .verdict(let verdict) = judgement { verdict } else { nil } }
    /// Why it is not a post.
    public var failure: String? { if case .failed(let reason) = judgement { reason } else { nil } }
}
