internal import Files
public import Moderation

/// A file in `work/` with its contents as read.
public struct ClaimedPost: Sendable {
    /// Its place.
    public let file: WorkFile
    /// All of it.
    public let bytes: [UInt8]
    /// What tells it from any other file.
    public let identity: FileIdentity
    /// When it was claimed.
    public let receivedAt: Instant
    /// The file it was read from, kept open to be looked at again; nil where it was read by its name alone.
    let opened: OpenFile?

    /// The name it came with.
    public var name: String { file.name }
    /// The channel it came through.
    public var channel: String? { file.channel }
    /// The claim's number.
    public var sequence: UInt64 { file.sequence }
}

/// A file in `work/` that cannot be read as a post, whatever is in it: to be journalled and filed as failed.
public struct RefusedPost: Sendable {
    /// Its place.
    public let file: WorkFile
    /// What is wrong and what to do.
    public let reason: String
    /// What tells it from any other file; without a digest.
    public let identity: FileIdentity
    /// When it was claimed.
    public let receivedAt: Instant
}

/// What a claim comes to.
public enum ClaimResult: Sendable {
    /// It lies in `work/` now.
    case claimed(Claimed)
    /// Taken already, or removed by its producer.
    case gone
    /// It is empty and has not been quiet yet, so it was left in the inbox for a scan. An event tells of a name: where its
    /// producer has removed that file and is making another one in place, this one is not written yet.
    ///
    /// Or it cannot be opened just now, and is tried again.
    case notYet
    /// Its channel is left out for now (`ChannelBackOff`): a scan finds it again.
    case leftOut
}

/// What was claimed.
public enum Claimed: Sendable {
    /// Its bytes are there.
    case post(ClaimedPost)
    /// It is no file that can be read.
    case refused(RefusedPost)

    /// Its place.
    public var file: WorkFile {
        switch self {
        case .post(let post): post.file
        case .refused(let post): post.file
        }
    }
}

/// What tells a file and its contents from any other.
public struct FileIdentity: Hashable, Sendable {
    /// The file's number in its file system.
    public let inode: UInt64
    /// When it was made, in nanoseconds since 1970; 0 where the file system does not say.
    public let born: Int64
    /// In bytes.
    public let size: Int
    /// When it was last written, in nanoseconds since 1970.
    public let modified: Int64
    /// When anything of it was last changed, in nanoseconds since 1970: unlike `modified`, nobody can set it.
    let changed: Int64
    /// Of the contents, 16 hexadecimal digits; nil where they were not read.
    public let digest: String?

    init(_ status: FileStatus, contents: [UInt8]?) {
        inode = status.inode
        born = status.born
        // What was read is what counts, should the file have grown in between; `modified` then differs at the recheck.
        size = contents?.count ?? status.size
        modified = status.modified
        changed = status.changed
        digest = contents.map(FileDigest.of)
    }

    func isStill(_ status: FileStatus) -> Bool {
        status.isRegular && inode == status.inode && size == status.size && modified == status.modified
            && changed == status.changed
    }
}
