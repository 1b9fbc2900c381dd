internal import Moderation
internal import Spool

/// A post to try rules on, as it was filed.
struct RecordedPost: Sendable {
    let name: String
    let channel: String?
    let receivedAt: Instant
    let decidedAt: Instant
    /// What it came to at the time.
    let outcome: Outcome
    let bytes: [UInt8]
    let digest: String

    /// A number that is as good as chosen at random, and the same every time: decides on samples and examples.
    var lot: UInt64 {
        var hash = FNV1a(from: UInt64(digest, radix: 16) ?? 0)
        hash.add(name.utf8)
        var mixed = hash.value
        mixed = (mixed ^ (mixed >> 33)) &* 0xff51_afd7_ed55_8ccd
        return mixed ^ (mixed >> 33)
    }
}

extension RecordedPost {
    init(_ post: ArchivedPost) {
        self.init(
            name: post.name, channel: post.channel, receivedAt: post.receivedAt, decidedAt: post.decidedAt,
            outcome: post.outcome, bytes: post.bytes, digest: post.digest)
    }
}
