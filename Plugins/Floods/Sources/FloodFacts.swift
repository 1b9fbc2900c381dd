internal import Links
internal import Moderation
internal import TextForms

/// What is remembered of a post.
struct FloodFacts: Sendable {
    /// Of title and body; none for a text too short to be compared.
    let signatures: [Signature]
    /// Keyed hash; 0 if the post has no author.
    let author: UInt32
    /// The different links, a few at most.
    let links: [(hash: UInt32, placed: PostLinks.Placed<Link>)]

    /// Links remembered of one post.
    static let linkLimit = 4
    private static let authorFields = [Field("author.id"), Field("author.name")]

    /// Worked out once for judging and remembering. `signed`: whether signatures are wanted, which take the longest.
    static func of(_ post: borrowing ExaminedPost, salt: UInt64, signed: Bool) -> FloodFacts {
        let facts = post.shared(FloodFacts.self) { FloodFacts(of: $0, salt: salt, signed: signed) }
        // Another memory, as in a trial of rules, or other rules.
        return facts.salt == salt && (facts.isSigned || !signed)
            ? facts : FloodFacts(of: post, salt: salt, signed: signed)
    }

    private let salt: UInt64
    private let isSigned: Bool

    private init(of post: borrowing ExaminedPost, salt: UInt64, signed: Bool) {
        self.salt = salt
        isSigned = signed
        let found = PostLinks.of(post)
        var texts: [(place: Int, links: [Link])] = []
        for (place, entry) in post.post.entries.enumerated()
        where signed && (entry.field == .title || entry.field == .body) {
            texts.append((place, found.links(inEntry: place)))
        }
        var compared: [(FoldedText, [Link])] = []
        for text in texts {
            if let folded = post.folded(text.place) { compared.append((folded, text.links)) }
        }
        signatures = Signature.all(of: compared, salt: salt)
        var author: UInt32 = 0
        for field in Self.authorFields where author == 0 {
            if let name = post.post.text(of: field), !name.isEmpty { author = Self.hash(name, salt) }
        }
        self.author = author
        var links: [(hash: UInt32, placed: PostLinks.Placed<Link>)] = []
        for link in found.links where links.count < Self.linkLimit {
            let hash = Self.hash(Array(link.found.target.utf8), salt)
            if !links.contains(where: { $0.hash == hash }) { links.append((hash, link)) }
        }
        self.links = links
    }

    static func seconds(_ instant: Instant) -> UInt32 {
        UInt32(min(max(instant.microseconds / 1_000_000, 0), Int64(UInt32.max)))
    }

    static func hash(_ bytes: [UInt8], _ salt: UInt64) -> UInt32 {
        var hash = salt ^ 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return max(UInt32(truncatingIfNeeded: Signature.mix(hash) >> 32), 1)
    }
}
