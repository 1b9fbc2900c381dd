/// A lesson in the form in which it is kept: only hashes.
struct TaughtPost: Sendable {
    /// A keyed hash of the post's digest: one post teaches once.
    var id: UInt64
    /// A keyed hash of the author's id; 0 if the post has none.
    var author: UInt64
    /// Of the words: posts that are nearly the same mostly share it.
    var campaign: UInt64
    var isSpam: Bool
    var vector: FeatureVector
    /// The margin that the base model gives it.
    var prior: Float
    /// How much of its margin the model owes to this very post.
    var own: Float = 0
    /// What the model would say of it without having learned it, approximately.
    var fresh: Float = 0

    /// Two of the least hashes of its words, joined: a sketch that a changed number or name leaves alone.
    static func campaign(of vector: FeatureVector) -> UInt64 {
        var least: (UInt64, UInt64) = (.max, .max)
        for slot in vector.slots[vector.range(of: .words)] {
            let hash = FeatureReader.mix(UInt64(slot) &+ 0x9E37_79B9_7F4A_7C15)
            if hash < least.0 { least = (hash, least.0) } else if hash < least.1 { least.1 = hash }
        }
        return least.0 ^ (least.1 &* 3)
    }
}
